/**
 * Six clients talk in three conversations through two servers, over HTTP: pages' clients and requests by hand. Each asks the servers by turns, breaks
 * requests off at random and sends again with the same id; and servers are killed and begun anew. No reply may be another than the recorded one, no
 * message lost or doubled. The model is called once for each turn, and once more for each call that was in flight at a kill.
 *
 * npm run build && node --import jiti/register test/load/rivals/over-http.ts [--store file|postgres] [--messages 20] [--kills 0]
 *
 * Postgres is that of DATABASE_URL.
 */
import { parseArgs } from 'node:util'
import { openPlace } from '../open-place.js'
import { runOverHttp } from './run-over-http.js'

const { values } = parseArgs({
  options: {
    store: { type: 'string', default: 'file' },
    messages: { type: 'string', default: '20' },
    kills: { type: 'string', default: '0' },
  },
})
const { close, ...place } = await openPlace('rivals', new URL('serving-rival.ts', import.meta.url), { store: values.store, fsync: false })
const report = await runOverHttp({
  ...place,
  messages: Number(values.messages),
  kills: Number(values.kills),
  leaseMilliseconds: 2_000,
})
console.log(JSON.stringify({ store: values.store, ...report }))
await close()
process.exit(report.wrong + report.lost + report.doubled + report.needless === 0 && report.turns === report.sent ? 0 : 1)
