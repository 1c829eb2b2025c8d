/**
 * What a customer, the model and the store see when the database goes away in the middle of a turn. Two servers share the Postgres of DATABASE_URL, each
 * by a connection of its own that can be cut. A message is sent to the first; while its model is asked, the outage begins; it lasts longer than the lease.
 * The message is then sent again, with the same id, until it is answered.
 *
 * npm run build && DATABASE_URL=… node --import jiti/register test/load/outages.ts [--restart 'command that restarts the database']
 */
import { exec } from 'node:child_process'
import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { parseArgs, promisify } from 'node:util'
import pg from 'pg'
import { defineFlow, type LanguageModel } from 'talkchart'
import { conversationHandler, conversationHost, nodeListener, postgresRelay } from 'talkchart/server'
import { migratePostgresStore, postgresStore } from 'talkchart/stores/postgres'

const LEASE_MILLISECONDS = 1500
const CALL_MILLISECONDS = 600
const QUERY_MILLISECONDS = 1000

const { values } = parseArgs({ options: { restart: { type: 'string' } } })
const target = new URL(process.env['DATABASE_URL'] ?? '')
const schema = `outages_${process.pid}`
const calls: string[] = []

const flow = defineFlow({
  name: 'asking',
  initialState: 'ask',
  states: {
    ask: { prompt: { say: 'Yes?' }, transitions: { asked: { type: 'always' } }, nextStates: { asked: 'tell' } },
    tell: { prompt: { instruct: 'Answer.' }, advanceTo: 'ask' },
  },
})

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** A way to the database that can be cut: connections are closed and new ones refused, or nothing comes through any more. */
async function cutWay() {
  const pairs = new Set<readonly [Socket, Socket]>()
  let mood: 'open' | 'refused' | 'silent' = 'open'
  const server = createServer((client) => {
    if (mood === 'refused') return client.destroy()
    const database = connect(Number(target.port || 5432), target.hostname)
    const pair = [client, database] as const
    pairs.add(pair)
    for (const [socket, other] of [pair, [database, client]] as const) {
      socket.on('data', (chunk) => mood === 'silent' || other.write(chunk))
      socket.on('error', () => other.destroy())
      socket.on('close', () => {
        pairs.delete(pair)
        other.destroy()
      })
    }
    return undefined
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const cut = (next: typeof mood) => {
    mood = next
    // What was silent has lost bytes, so it does not go on.
    if (next !== 'silent') for (const [client] of pairs) client.destroy()
  }
  return { port: addressPort(server.address()), cut, close: () => server.close() }
}

const addressPort = (address: string | AddressInfo | null) => (typeof address === 'object' ? (address?.port ?? 0) : 0)

async function openServer(name: string) {
  const way = await cutWay()
  const connectionString = new URL(target)
  Object.assign(connectionString, { hostname: '127.0.0.1', port: String(way.port) })
  const pool = new pg.Pool({
    connectionString: String(connectionString),
    connectionTimeoutMillis: QUERY_MILLISECONDS,
    query_timeout: QUERY_MILLISECONDS,
  })
  const model: LanguageModel = {
    async respond({ id }, { signal, onDelta }) {
      calls.push(`${name} ${id}`)
      onDelta('So ')
      await Promise.race([pause(CALL_MILLISECONDS), once(signal, 'abort').then(() => Promise.reject(signal.reason))])
      onDelta('it is.')
      return { text: 'So it is.', usage: { inputTokens: 1, outputTokens: 1 } }
    },
    understand: () => Promise.reject(new Error('Nothing is to be understood here.')),
  }
  const host = conversationHost({
    flow,
    model,
    store: postgresStore(pool, { schema }),
    relay: postgresRelay(pool, { schema }),
    lease: { milliseconds: LEASE_MILLISECONDS },
    onProblem: () => undefined,
  })
  const server = createHttpServer(nodeListener(conversationHandler({ host, authorize: 'anyone', onError: () => undefined })))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${addressPort(server.address())}/conversations`
  const close = async () => {
    await host.drain({ milliseconds: 0 })
    server.closeAllConnections()
    server.close()
    await pool.end()
    way.close()
  }
  return { url, way, close }
}

async function ask(url: string, method: string, body?: object) {
  const init = body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  const response = await fetch(url, { method, ...init })
  return { status: response.status, body: await response.json() }
}

const control = new pg.Pool({ connectionString: String(target) })
control.on('error', () => undefined)
await migratePostgresStore(control, { schema })
const [one, two] = [await openServer('one'), await openServer('two')]

/** Sends a message to the first server, lets something happen in the middle of the call, and sends it again, to the second and to the first. */
async function tryOut(name: string, happen: () => void | Promise<void>, heal: () => void): Promise<void> {
  const id = name.replace(/\W+/g, '-')
  await ask(`${one.url}/${id}`, 'PUT')
  const before = calls.length
  const message = { id: 'm1', text: 'Is it so?' }
  const begun = performance.now()
  const first = ask(`${one.url}/${id}/messages`, 'POST', message)
  while (calls.length === before) await pause(5)
  await happen()
  const answer = await first
  const firstMilliseconds = Math.round(performance.now() - begun)
  const resent = []
  while (resent.at(-1) !== 200 && resent.length < 40) {
    const { status } = await ask(`${two.url}/${id}/messages`, 'POST', message).catch(() => ({ status: 0 }))
    resent.push(status)
    if (status !== 200) await pause(200)
  }
  heal()
  const seconds = ((performance.now() - begun) / 1000).toFixed(1)
  const repeated = await again(`${one.url}/${id}/messages`, message)
  const { rows } = await control.query(`select message->>'text' as text from ${schema}.messages where id = $1 order by position`, [
    Buffer.from(id, 'utf16le').swap16(),
  ])
  const made = calls.slice(before)
  console.log(name)
  console.log(`  first request: ${answer.status} ${answer.body.code ?? answer.body.turn?.phase} after ${firstMilliseconds} ms`)
  console.log(`  sent to the other server: ${resent.join(' ')}, answered after ${seconds} s`)
  console.log(`  sent to the first server again: ${repeated.status}, turn ${repeated.body.turn?.turn}`)
  console.log(
    `  calls: ${made.length}, ids: ${new Set(made.map((call) => call.split(' ')[1])).size}; stored: ${rows.map(({ text }) => text).join(' | ')}`,
  )
}

async function again(url: string, message: object) {
  for (let time = 0; time < 40; time += 1) {
    const answer = await ask(url, 'POST', message)
    if (answer.status === 200) return answer
    await pause(200)
  }
  throw new Error('The first server did not recover.')
}

await tryOut(
  'cut off from the database',
  () => one.way.cut('refused'),
  () => one.way.cut('open'),
)
await tryOut(
  'no answer from the database',
  () => one.way.cut('silent'),
  () => one.way.cut('open'),
)
await tryOut(
  'cut off for a moment',
  async () => {
    one.way.cut('refused')
    await pause(100)
    one.way.cut('open')
  },
  () => undefined,
)
if (values.restart !== undefined) {
  const command = values.restart
  await tryOut(
    'the database restarts',
    async () => void (await promisify(exec)(command)),
    () => undefined,
  )
}
await Promise.all([one.close(), two.close()])
await control.query(`drop schema ${schema} cascade`)
await control.end()
