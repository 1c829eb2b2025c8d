/**
 * Three workers run a hundred conversations with timers that have ended, calls that failed and messages that nobody runs. The model fails twice in
 * each, five conversations of another version come first, and one worker is killed. No call may be made twice but those that were in flight then.
 *
 * npm run build && node --import jiti/register test/load/workers/workers.ts [--store file|postgres] [--conversations 100]
 *
 * Postgres is that of DATABASE_URL.
 */
import { parseArgs } from 'node:util'
import { openPlace } from '../open-place.js'
import { runWorkers } from './run-workers.js'

const { values } = parseArgs({ options: { store: { type: 'string', default: 'file' }, conversations: { type: 'string', default: '100' } } })
const { close, ...place } = await openPlace('workers', new URL('worker-process.ts', import.meta.url), { store: values.store, fsync: false })
const report = await runWorkers({ ...place, conversations: Number(values.conversations) })
console.log(JSON.stringify({ store: values.store, ...report }))
await close()
process.exit(report.wrong === 0 && report.calls >= report.needed && report.calls <= report.needed + report.inFlight ? 0 : 1)
