import { readFileSync } from 'node:fs'
import pg from 'pg'
import { migratePostgresStore, type PostgresClient } from 'talkchart/stores/postgres'

/** A schema of its own in the database of DATABASE_URL, whose statements are counted. */
export interface Database {
  readonly pool: pg.Pool
  readonly schema: string
  readonly client: PostgresClient
  /** How many statements were sent. */
  statements(): number
  /** The CPU milliseconds that the server's processes for this pool have taken; undefined where they run on another machine. */
  cpuTime(): Promise<number | undefined>
  /** The bytes that the server has logged. */
  logged(): Promise<number>
  /** The bytes of each table with its indexes. */
  sizes(): Promise<ReadonlyMap<string, number>>
  close(): Promise<void>
}

/** Linux counts CPU time in hundredths of a second. */
const TICK_MILLISECONDS = 10
const CONNECTIONS = 8

export async function openDatabase(connectionString: string): Promise<Database> {
  const pool = new pg.Pool({ connectionString, max: CONNECTIONS, idleTimeoutMillis: 0 })
  const schema = `capacity_${process.pid}`
  await migratePostgresStore(pool, { schema })
  let statements = 0
  const query: PostgresClient['query'] = (text, values) => {
    statements += 1
    return pool.query(text, values)
  }
  const number = async (text: string) => Number((await pool.query(text)).rows[0].number)
  return {
    pool,
    schema,
    client: { query, on: (event, listener) => pool.on(event, listener) },
    statements: () => statements,
    async cpuTime() {
      const { rows } = await pool.query(
        `select pid from pg_stat_activity where application_name = current_setting('application_name') and usename = current_user`,
      )
      return sum(rows.map(({ pid }) => ticksOf(pid)))
    },
    logged: () => number(`select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0') as number`),
    async sizes() {
      await pool.query(`vacuum ${schema}.conversations, ${schema}.leases`)
      const { rows } = await pool.query(
        `select relname, pg_total_relation_size(oid) as bytes from pg_class where relnamespace = '${schema}'::regnamespace and relkind = 'r'`,
      )
      return new Map(rows.map(({ relname, bytes }) => [relname, Number(bytes)]))
    },
    async close() {
      await pool.query(`drop schema ${schema} cascade`)
      await pool.end()
    },
  }
}

function sum(milliseconds: readonly (number | undefined)[]): number | undefined {
  return milliseconds.reduce((total, one) => (total === undefined || one === undefined ? undefined : total + one), 0)
}

function ticksOf(pid: number): number | undefined {
  try {
    const [, rest = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')
    const fields = rest.split(' ')
    return (Number(fields[11]) + Number(fields[12])) * TICK_MILLISECONDS
  } catch {
    return undefined
  }
}
