/**
 * Six clients talk in three conversations through two processes. They give up waiting at random and send again, to the other process too, with the
 * same id; and at random a process is killed and another begun. No reply may be another than the recorded one, no message lost or doubled. Without
 * kills, the model is called once for each turn; with kills, once more at the most for each call that was in flight.
 *
 * npm run build && node --import jiti/register test/load/rivals/rivals.ts [--store file|postgres] [--messages 20] [--kills 0] [--stops 0]
 *
 * Postgres is that of DATABASE_URL.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openPlace } from '../open-place.js'
import { answerTo, type RivalTask } from './rival-parts.js'
import type { RivalRequest } from './rival-process.js'
import { countCalls, countReplies } from './tally.js'

const CLIENTS = 6
const CONVERSATIONS = ['a', 'b', 'c']
const LEASE_MILLISECONDS = 2000

const { values } = parseArgs({
  options: {
    store: { type: 'string', default: 'file' },
    messages: { type: 'string', default: '20' },
    kills: { type: 'string', default: '0' },
    stops: { type: 'string', default: '0' },
  },
})
const [messages, kills, stops] = [Number(values.messages), Number(values.kills), Number(values.stops)]
const { folder, script, place, store, close } = await openPlace('rivals', new URL('rival-process.ts', import.meta.url), values)
const log = join(folder, 'log')
writeFileSync(log, '')
const task: RivalTask = {
  store: place,
  log,
  leaseMilliseconds: LEASE_MILLISECONDS,
}

type Answer = { readonly reply: string } | { readonly error: string }

/** One of the two processes; it is begun anew when it was killed. */
class Rival {
  #child: ChildProcess
  #waiting = new Map<number, (answer: Answer) => void>()
  /** Whether it has answered anything since it was begun. */
  isWorking = false

  constructor() {
    this.#child = this.#start()
  }

  send(request: RivalRequest): Promise<Answer> {
    return new Promise((resolve) => {
      this.#waiting.set(request.request, resolve)
      this.#child.send(request, (error) => {
        if (error !== null) resolve({ error: 'killed' })
      })
    })
  }

  /** Kills it wherever it is; those who wait are told. Returns its process id. */
  async kill(): Promise<number> {
    const child = this.#child
    const exited = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    this.isWorking = false
    await exited
    const waiting = [...this.#waiting.values()]
    this.#waiting = new Map()
    this.#child = this.#start()
    for (const tell of waiting) tell({ error: 'killed' })
    return child.pid ?? 0
  }

  /** Stops it for longer than its lease lasts. */
  async stop(): Promise<void> {
    this.#child.kill('SIGSTOP')
    await pause(LEASE_MILLISECONDS + 500)
    this.#child.kill('SIGCONT')
  }

  end(): void {
    this.#child.disconnect()
  }

  #start(): ChildProcess {
    const child = fork(script, [JSON.stringify(task)])
    child.on('message', ({ request, ...answer }: { readonly request: number } & Answer) => {
      this.isWorking ||= 'reply' in answer
      this.#waiting.get(request)?.(answer)
      this.#waiting.delete(request)
    })
    return child
  }
}

const rivals = [new Rival(), new Rival()]
const told = new Map<string, string[]>()
let requests = 0
let aborts = 0
const killed: number[] = []

/** Sends a message until it is answered: gives up at random, and tries either process. */
async function deliver(conversation: string, id: string, text: string): Promise<void> {
  for (;;) {
    requests += 1
    const rival = rivals[Math.floor(Math.random() * rivals.length)]
    if (rival === undefined) return
    const isImpatient = Math.random() < 0.3
    const asked = rival.send({ request: requests, conversation, id, text })
    const answer = await Promise.race([asked, pause(isImpatient ? Math.random() * 80 : 60_000)])
    if (answer === undefined) aborts += 1
    else if ('reply' in answer) {
      told.set(id, [...(told.get(id) ?? []), answer.reply])
      return
    } else await pause(50)
    // What was given up may be answered still: that reply counts as told, too.
    if (answer === undefined) void asked.then((late) => 'reply' in late && told.set(id, [...(told.get(id) ?? []), late.reply]))
  }
}

async function client(number: number): Promise<void> {
  const conversation = CONVERSATIONS[number % CONVERSATIONS.length] ?? 'a'
  for (let message = 0; message < messages; message += 1) {
    const id = `client-${number}-${message}`
    await deliver(conversation, id, `say ${message} of client ${number}`)
  }
}

function pause(milliseconds: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

let isOver = false
async function disturb(times: number, how: (rival: Rival) => Promise<unknown>): Promise<void> {
  for (let time = 0; time < times && !isOver; time += 1) {
    await pause(200 + Math.random() * 600)
    const rival = rivals[Math.floor(Math.random() * rivals.length)]
    // One that is just beginning has nothing to lose.
    while (rival?.isWorking === false && !isOver) await pause(10)
    if (rival !== undefined && !isOver) await how(rival)
  }
}

const disturbed = Promise.all([disturb(kills, async (rival) => killed.push(await rival.kill())), disturb(stops, (rival) => rival.stop())])
const begun = performance.now()
await Promise.all(Array.from({ length: CLIENTS }, (_, number) => client(number)))
isOver = true
await disturbed
await pause(500)
for (const rival of rivals) rival.end()

const sent = CONVERSATIONS.flatMap((conversation, first) =>
  Array.from({ length: CLIENTS }, (_, number) => number)
    .filter((number) => number % CONVERSATIONS.length === first)
    .flatMap((number) => Array.from({ length: messages }, (_, message) => messageOf(conversation, number, message))),
)
const { turns, lost, doubled, wrong } = await countReplies(store, sent)
const { calls, madeAgain, needless } = countCalls(log, new Set(killed))
const seconds = (performance.now() - begun) / 1000
const report = {
  ...{ store: values.store, turns, requests, aborts, kills: killed.length, stops, calls, needed: turns, madeAgain, needless },
  ...{ wrong, lost, doubled, seconds: seconds.toFixed(1) },
}
console.log(JSON.stringify(report))
await close()
// Of a process that was stopped past its lease, each call in flight is made once more by another.
const isKept = wrong + lost + doubled === 0 && needless <= stops * CONVERSATIONS.length
process.exit(isKept ? 0 : 1)

function messageOf(conversation: string, number: number, message: number) {
  const id = `client-${number}-${message}`
  return { conversation, id, reply: answerTo(`say ${message} of client ${number}`), told: told.get(id) ?? [] }
}
