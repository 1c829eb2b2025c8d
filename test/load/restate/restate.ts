/**
 * Many conversations talk through Restate: two workers behind one address, some killed in a call, and the server killed and started again. Every one has
 * to come to its end, with one reply for each message, and no more calls of the model than those needed and those in flight. Timers fire with nobody
 * looking.
 *
 * npm run build && node --import jiti/register test/load/restate/restate.ts [--conversations 200] [--turns 5] [--worker-kills 1] [--server-kills 1]
 *
 * It installs the SDK, the server and a Node of at least 22 into a folder of its own.
 */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { installRestate } from './install-restate.js'
import { RestatePlace } from './restate-place.js'
import { runRestate } from './run-restate.js'

const { values } = parseArgs({
  options: {
    conversations: { type: 'string', default: '200' },
    turns: { type: 'string', default: '5' },
    'worker-kills': { type: 'string', default: '1' },
    'server-kills': { type: 'string', default: '1' },
  },
})
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'talkchart-restate-')))
const installed = await installRestate(folder)
if ('missing' in installed) throw new Error(installed.missing)
const place = new RestatePlace(installed)
try {
  await place.start()
  const report = await runRestate(place, {
    conversations: Number(values.conversations),
    turns: Number(values.turns),
    workerKills: Number(values['worker-kills']),
    serverKills: Number(values['server-kills']),
  })
  console.table([report])
  const { wrong, lost, doubled, mismatches, calls, needed, inFlight } = report
  process.exitCode = wrong + lost + doubled + mismatches === 0 && calls >= needed && calls <= needed + inFlight ? 0 : 1
} finally {
  await place.stop()
  rmSync(folder, { recursive: true, force: true })
}
