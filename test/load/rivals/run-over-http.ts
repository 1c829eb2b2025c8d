import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ConversationStore } from 'talkchart'
import type { StorePlace } from '../open-place.js'
import { alternating, type Client, rawClient, remoteClient } from './rival-clients.js'
import { answerTo, type RivalTask } from './rival-parts.js'
import { countCalls, countReplies, type SentMessage } from './tally.js'

const CLIENTS = 6
const CONVERSATIONS = ['a', 'b', 'c']
const ABORTED = 0.3

export interface RunOptions {
  /** The script of one server, bundled. */
  readonly script: string
  readonly folder: string
  readonly store: ConversationStore
  readonly place: StorePlace
  /** How many messages each client sends. */
  readonly messages: number
  readonly kills: number
  readonly leaseMilliseconds: number
}

/** A server in a process of its own, which is begun anew on the same port when it is killed. */
class Server {
  readonly #options: readonly [script: string, task: string]
  #child: ChildProcess | undefined
  #port = 0

  constructor(script: string, task: RivalTask) {
    this.#options = [script, JSON.stringify(task)]
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  async start(): Promise<void> {
    const [script, task] = this.#options
    this.#child = fork(script, [task, String(this.#port)])
    const [{ port }] = await once(this.#child, 'message')
    this.#port = port
  }

  /** Kills it wherever it is, and begins it anew. Returns the process id that it had. */
  async kill(): Promise<number> {
    const child = this.#child
    if (child === undefined) return 0
    const exited = once(child, 'exit')
    child.kill('SIGKILL')
    await exited
    await this.start()
    return child.pid ?? 0
  }

  async end(): Promise<void> {
    const child = this.#child
    if (child === undefined || child.exitCode !== null) return
    child.disconnect()
    await once(child, 'exit')
  }
}

/**
 * Six clients talk in three conversations through two servers. Half of them are pages' clients, half send requests by hand. Each asks the servers by
 * turns, breaks requests off at random and sends again with the same id; and servers are killed and begun anew.
 */
export async function runOverHttp({ script, folder, store, place, messages, kills, leaseMilliseconds }: RunOptions) {
  const log = join(folder, 'log')
  writeFileSync(log, '')
  const servers = [0, 1].map(() => new Server(script, { store: place, log, leaseMilliseconds }))
  await Promise.all(servers.map((server) => server.start()))
  const reach = alternating(
    servers.map(({ url }) => url),
    ABORTED,
  )
  const sent: SentMessage[] = []
  const killed = new Set<number>()
  const total = CLIENTS * messages
  const begun = performance.now()

  const converse = async (number: number) => {
    const conversation = CONVERSATIONS[number % CONVERSATIONS.length] ?? ''
    const client: Client = (number < CLIENTS / 2 ? remoteClient : rawClient)(conversation, reach)
    for (let message = 0; message < messages; message += 1) {
      const [id, text] = [`client-${number}-${message}`, `say ${message} of client ${number}`]
      sent.push({ conversation, id, reply: answerTo(text), told: await client.send(id, text) })
    }
    await client.close()
  }
  /** Each when so many messages more are answered, so that all of them come in the midst of it. */
  const disturb = async () => {
    for (let time = 1; time <= kills; time += 1) {
      while (sent.length < (total * time) / (kills + 1)) await new Promise((resolve) => setTimeout(resolve, 5))
      killed.add((await servers[time % 2]?.kill()) ?? 0)
    }
  }
  try {
    await Promise.all([disturb(), ...Array.from({ length: CLIENTS }, (_, number) => converse(number))])
    const seconds = Number(((performance.now() - begun) / 1000).toFixed(1))
    const facts = { requests: reach.requests(), aborts: reach.aborts(), kills: killed.size }
    return { sent: sent.length, ...(await countReplies(store, sent)), ...facts, ...countCalls(log, killed), seconds }
  } finally {
    await Promise.all(servers.map((server) => server.end()))
  }
}
