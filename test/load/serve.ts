/**
 * Requests per second and how long they take, for turns whose reply is verbatim: `talkchart serve` on memory, on files and, where DATABASE_URL names a
 * database, on Postgres, beside bare node:http that answers with as many bytes. Then the memory of a server on memory after many requests, in which each
 * conversation is removed after ten turns.
 *
 * npm run build && node --import jiti/register test/load/serve.ts [--seconds 10] [--clients 16] [--requests 100000]
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { measureFor, measureRequests } from './serve-clients.js'
import { startBareServer, startServe } from './serve-process.js'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '10' },
    clients: { type: 'string', default: '16' },
    requests: { type: 'string', default: '100000' },
  },
})
const clients = Number(values.clients)
const milliseconds = Number(values.seconds) * 1000
const folder = mkdtempSync(join(tmpdir(), 'talkchart-serve-'))
const { DATABASE_URL: database } = process.env
const stores = ['memory', join(folder, 'conversations'), ...(database === undefined ? [] : [database])]

try {
  const rows: Record<string, object> = {}
  const bare = await startBareServer()
  rows['bare node:http'] = await measureFor(milliseconds, bare, clients)
  await bare.stop()
  for (const store of stores) {
    const served = await startServe(store, folder)
    const name = store === 'memory' ? store : store === database ? 'Postgres' : 'files'
    rows[name] = await measureFor(milliseconds, served, clients)
    await served.stop()
  }
  console.table(rows)

  const served = await startServe('memory', folder)
  const total = Number(values.requests)
  const memory: Record<string, object> = {}
  for (const share of [0.1, 0.5, 1]) {
    const { failed } = await measureRequests(total * share - served.requested, served, clients)
    memory[`${served.requested} requests`] = { 'resident, MB': served.residentMegabytes(), failed }
  }
  console.table(memory)
  console.log(`exit code after SIGTERM: ${await served.stop()}`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
