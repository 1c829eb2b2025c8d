/**
 * Six clients talk in three conversations over HTTP, through two servers in front of Restate and two workers behind it. They give up at random and send
 * again, to the other server too, with the same id; and at random a worker is killed. No reply may be another than the recorded one, no message lost or
 * doubled, and the model is called once for each turn, and once more at the most for each turn that was being run at a kill.
 *
 * npm run build && node --import jiti/register test/load/restate/rivals.ts [--messages 20] [--kills 0]
 */
import { once } from 'node:events'
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { restateHost } from 'talkchart/restate'
import { conversationHandler, nodeListener } from 'talkchart/server'
import { installRestate } from './install-restate.js'
import { RestatePlace } from './restate-place.js'

const CLIENTS = 6
const CONVERSATIONS = ['a', 'b', 'c']

const { values } = parseArgs({ options: { messages: { type: 'string', default: '20' }, kills: { type: 'string', default: '0' } } })
const [messages, kills] = [Number(values.messages), Number(values.kills)]
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'talkchart-restate-')))
const installed = await installRestate(folder)
if ('missing' in installed) throw new Error(installed.missing)
const place = new RestatePlace({ ...installed, task: { call: 50 } })
const told = new Map<string, string[]>()
let [requests, aborts, inFlight, outstanding, isOver] = [0, 0, 0, 0, false]

/** A server in front, as each of many would be. */
async function front(): Promise<Server> {
  const host = restateHost({ ingress: place.ingress })
  const server = createServer(nodeListener(conversationHandler({ host, authorize: 'anyone' }))).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

function urlOf(server: Server | undefined, path: string): string {
  const address = server?.address()
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/conversations/${path}`
}

function note(id: string, reply: string): string {
  told.set(id, [...(told.get(id) ?? []), reply])
  return reply
}

/** Posts a message and returns the reply; undefined where there was none. */
async function post(url: string, body: object): Promise<string | undefined> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
  const answer: unknown = await response.json()
  const reply: unknown = Reflect.get(Object(Reflect.get(Object(answer), 'turn')), 'reply')
  return response.status === 200 && typeof reply === 'string' ? reply : undefined
}

/** Sends a message until it is answered: gives up at random, and tries either server. */
async function deliver(fronts: readonly Server[], conversation: string, id: string, text: string): Promise<void> {
  for (;;) {
    requests += 1
    const server = fronts[Math.floor(Math.random() * fronts.length)]
    const asked = post(urlOf(server, `${conversation}/messages`), { id, text }).catch(() => undefined)
    const isImpatient = Math.random() < 0.3
    const late = Symbol('late')
    const reply = await Promise.race([asked, pause(isImpatient ? Math.random() * 80 : 60_000).then(() => late)])
    // What was given up may be answered still: that reply counts as told, too.
    if (reply === late) void asked.then((answer) => typeof answer === 'string' && note(id, answer))
    if (reply === late) aborts += 1
    else if (typeof reply === 'string') return void note(id, reply)
    else await pause(50)
  }
}

async function client(fronts: readonly Server[], number: number): Promise<void> {
  for (let message = 0; message < messages; message += 1) {
    outstanding += 1
    await deliver(fronts, CONVERSATIONS[number % 3] ?? 'a', `client-${number}-${message}`, `say ${message} of client ${number}`)
    outstanding -= 1
  }
}

/** Kills a worker now and then. Returns how often. */
async function disturb(): Promise<number> {
  for (let kill = 0; kill < kills; kill += 1) {
    await pause(300 + Math.random() * 700)
    if (isOver) return kill
    // One call runs in each conversation at the most.
    inFlight += Math.min(outstanding, CONVERSATIONS.length)
    await place.killWorker(kill % 2)
  }
  return kills
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

/** Counts the replies to a message that are not the one that it has to have: the recorded one, and those that were told. */
function wrongIn(id: string, right: string, recorded: string | undefined): number {
  return [recorded, ...(told.get(id) ?? [])].filter((reply) => reply !== right).length
}

/** Counts what is stored otherwise than it was told. */
async function compare() {
  const host = restateHost({ ingress: place.ingress })
  let [turns, lost, doubled, wrong] = [0, 0, 0, 0]
  for (let number = 0; number < CLIENTS; number += 1) {
    const stored = (await host.read(CONVERSATIONS[number % 3] ?? 'a', { messages: { last: 1_000_000 } }))?.messages ?? []
    for (let message = 0; message < messages; message += 1) {
      const id = `client-${number}-${message}`
      const own = stored.filter((row) => row.id === id)
      const replies = stored.filter((row) => row.role === 'assistant' && row.turn === own[0]?.turn)
      turns += own.length
      lost += own.length === 0 ? 1 : 0
      doubled += Math.max(0, own.length - 1) + Math.max(0, replies.length - 1)
      wrong += wrongIn(id, `re: say ${message} of client ${number}`, replies[0]?.text)
    }
  }
  return { turns, lost, doubled, wrong }
}

try {
  await place.start()
  const fronts = await Promise.all([front(), front()])
  for (const id of CONVERSATIONS) await fetch(urlOf(fronts[0], id), { method: 'PUT' })
  const begun = performance.now()
  const killed = disturb()
  await Promise.all(Array.from({ length: CLIENTS }, (_, number) => client(fronts, number)))
  isOver = true
  const [kills, seconds] = [await killed, Math.round(performance.now() - begun) / 1000]
  await pause(500)
  const calls = place.calls().filter(({ call }) => call !== undefined).length
  const found = await compare()
  console.table([{ requests, aborts, kills, calls, needed: found.turns, inFlight, ...found, seconds }])
  process.exitCode = found.wrong + found.lost + found.doubled === 0 && calls <= found.turns + inFlight ? 0 : 1
  for (const server of fronts) server.close().closeAllConnections()
} finally {
  await place.stop()
  rmSync(folder, { recursive: true, force: true })
}
