import type { ClaimOptions, PutOff } from '../contract/claims.js'
import { sweepText } from './claim-tables.js'
import { conversationKey } from './conversation-key.js'
import type { Statement } from './statement.js'

/**
 * Claims conversations that are due, and those for which something is enqueued that nobody takes in. It goes by `now()`, which stays the same for the
 * whole statement: with `clock_timestamp()` the index could not be used.
 */
export function claimStatement(schema: string, { flow, limit, holdMilliseconds, now }: ClaimOptions): Statement {
  const time = `coalesce(to_timestamp($4::double precision / 1000), now())`
  const hold = `$3::double precision * interval '1 millisecond'`
  const isFree = `not exists (select from ${schema}.leases as lease where lease.id = head.id and lease.until > now())`
  return {
    text: `with waiting as (
  select head.id, head.waits from ${schema}.conversations as head
  where head.flow = $1 and head.due <= ${time} and ${isFree} order by head.due limit $2 for update skip locked
),
enqueued as (
  select head.id, 'pending' as waits from ${schema}.conversations as head
  where head.id in (select row.id from ${schema}.enqueued as row where row.enqueued_at <= ${time} - ${hold})
    and head.flow = $1 and head.waits is distinct from 'pending' and ${isFree} limit $2 for update skip locked
),
claimed as (
  select distinct on (id) id, waits from (select * from enqueued union all select * from waiting) as found limit $2
)
update ${schema}.conversations as head set due = ${time} + ${hold}, waits = claimed.waits, attempts = head.attempts + 1
from claimed where head.id = claimed.id
returning encode(head.id, 'hex') as key, head.waits, (head.attempts - 1)::text as attempts, head.revision::text as revision`,
    values: [flow, limit, holdMilliseconds, now ?? null],
  }
}

/** Fills in what is due where an older talkchart has committed, which knows nothing of workers. */
export function sweepStatement(schema: string): Statement {
  return { text: sweepText(schema), values: [] }
}

/** Puts a conversation off, unless something was committed meanwhile. */
export function putOffStatement(schema: string, id: string, { until, attempts, revision }: PutOff): Statement {
  return {
    text: `update ${schema}.conversations set due = to_timestamp($2::double precision / 1000), attempts = $3::integer
where id = $1 and revision = $4::bigint`,
    values: [conversationKey(id), until, attempts, revision],
  }
}
