import pg from 'pg'

/** Opens connections to a database, for a program that has no pool of its own. Whoever opens it ends it. */
export function openPool(connectionString: string): pg.Pool {
  return new pg.Pool({ connectionString, connectionTimeoutMillis: 10_000 })
}
