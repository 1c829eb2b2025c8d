/**
 * How long a worker's look takes at 200,000 conversations that are due, and at as many of which none is, on Postgres. A look is to take 2 ms at most.
 *
 * npm run build && DATABASE_URL=… node --import jiti/register test/load/workers/claims.ts [--conversations 200000]
 */
import { parseArgs } from 'node:util'
import pg from 'pg'
import { migratePostgresStore, postgresStore } from 'talkchart/stores/postgres'

const { values } = parseArgs({ options: { conversations: { type: 'string', default: '200000' } } })
const conversations = Number(values.conversations)
const schema = `claims_${process.pid}`
const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'] })
await migratePostgresStore(pool, { schema })
// Ids are stored in UTF-16, two bytes each.
await pool.query(
  `insert into ${schema}.conversations (id, revision, message_count, deadline, flow, turn, waits, due, due_revision)
select convert_to(lpad(n::text, 8, '0'), 'UTF8'), 1, 0, 1000 + n, 'worked', 0, 'timer', to_timestamp(n), 1 from generate_series(1, $1::integer) n`,
  [conversations],
)
await pool.query(`vacuum analyze ${schema}.conversations`)
const store = postgresStore(pool, { schema })
const look = () => store.claimDue({ flow: 'worked', limit: 8, holdMilliseconds: 10_000 })

async function measure(times: number, ask: () => Promise<unknown>) {
  const measured: number[] = []
  for (let time = 0; time < times; time += 1) {
    const begun = performance.now()
    await ask()
    measured.push(performance.now() - begun)
  }
  const sorted = measured.sort((left, right) => left - right)
  const at = (share: number) => Number((sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(2))
  return { 'p50, ms': at(0.5), 'p99, ms': at(0.99) }
}

const rows: Record<string, object> = { 'the first look, with a sweep': await measure(1, look) }
rows['all are due'] = await measure(300, look)
await pool.query(`update ${schema}.conversations set due = now() + interval '1 day'`)
await pool.query(`vacuum analyze ${schema}.conversations`)
rows['none is due'] = await measure(300, look)
rows['select 1'] = await measure(300, () => pool.query('select 1'))
console.table(rows)
await pool.query(`drop schema ${schema} cascade`)
await pool.end()
