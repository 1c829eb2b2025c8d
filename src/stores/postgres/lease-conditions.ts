// Parts of statements about the conversation whose key is the parameter `$1`.

/** Reads who holds the lease, and for how long still. */
export function livingLease(schema: string): string {
  const living = `${schema}.leases as lease where lease.id = $1 and lease.until > clock_timestamp()`
  return `(select owner from ${living}) as lease_owner, (select (extract(epoch from lease.until - clock_timestamp()) * 1000)::text from ${living}) as lease_expires_in`
}

/** Reads what is enqueued for the conversation `$1`, as one JSON text. */
export function enqueued(schema: string): string {
  return `(select json_agg(row.message order by row.position)::text from ${schema}.enqueued as row where row.id = $1) as enqueued`
}

/** Tells whether no other lease than that of the token lives; without a token nobody asks. */
export function isFenced(schema: string, token: string): string {
  return `(${token}::text is null or not exists (
    select from ${schema}.leases as lease where lease.id = $1 and lease.token <> ${token} and lease.until > clock_timestamp()
  ))`
}
