/**
 * Three workers run a hundred conversations with timers that have ended, calls that failed and messages that nobody runs. The model fails twice in
 * each, five conversations of another version come first, and one worker is killed. No call may be made twice but those that were in flight then.
 *
 * npm run build && node --import jiti/register test/load/workers/workers.ts [--store file|postgres] [--conversations 100]
 *
 * Postgres is that of DATABASE_URL.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { buildSync } from 'esbuild'
import pg from 'pg'
import { fileStore } from 'talkchart/stores/file'
import { migratePostgresStore, postgresStore } from 'talkchart/stores/postgres'
import { runWorkers } from './run-workers.js'

const { values } = parseArgs({ options: { store: { type: 'string', default: 'file' }, conversations: { type: 'string', default: '100' } } })
const folder = mkdtempSync(join(tmpdir(), 'talkchart-workers-'))
const script = join(folder, 'worker-process.mjs')
buildSync({
  entryPoints: [new URL('worker-process.ts', import.meta.url).pathname],
  outfile: script,
  bundle: true,
  platform: 'node',
  format: 'esm',
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
})
const { DATABASE_URL: connectionString = '' } = process.env
const schema = `workers_${process.pid}`
const pool = values.store === 'postgres' ? new pg.Pool({ connectionString }) : undefined
if (pool !== undefined) await migratePostgresStore(pool, { schema })
const directory = join(folder, 'conversations')
const report = await runWorkers({
  script,
  folder,
  store: pool === undefined ? fileStore(directory, { fsync: false }) : postgresStore(pool, { schema }),
  place: pool === undefined ? { directory } : { connectionString, schema },
  conversations: Number(values.conversations),
})
console.log(JSON.stringify({ store: values.store, ...report }))
if (pool !== undefined) {
  await pool.query(`drop schema ${schema} cascade`)
  await pool.end()
}
rmSync(folder, { recursive: true, force: true })
process.exit(report.wrong === 0 && report.calls >= report.needed && report.calls <= report.needed + report.inFlight ? 0 : 1)
