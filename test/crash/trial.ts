import { randomUUID } from 'node:crypto'
import type { ConversationStore } from 'talkchart'
import { expectedTurns } from './expected-talk.js'
import type { KillPoint } from './kill-points.js'
import type { ModelServer } from './model-server.js'
import { messagesOf } from './scenario.js'
import type { Life, Moment, TalkingHost } from './talking-host.js'
import type { TalkingTask } from './talking-process.js'
import type { Tally } from './tally.js'

/** A store as the talking processes and the checks see it. */
export interface TrialStore {
  readonly task: TalkingTask['store']
  readonly store: ConversationStore
  readonly isForgetful?: boolean
}

export interface TrialParts {
  readonly host: TalkingHost
  readonly models: ModelServer
  readonly baseURL: string
  readonly tally: Tally
}

/** How the n-th process of a trial dies; null: it lives to its end. */
export type Death = { readonly points: Readonly<Record<string, KillPoint>> } | { readonly moment: Moment } | null

/** What a store held of one conversation when its process had died. */
interface Stored {
  readonly done: readonly string[]
  readonly pending: readonly string[]
}

/** Conversations whose processes are killed again and again until one of them comes to the end. */
export class Trial {
  readonly #parts: TrialParts
  readonly #under: TrialStore
  /** How often each request was made so far, and whether a process has died since its turn was stored. */
  readonly #requests = new Map<string, number>()
  readonly #settled = new Set<string>()
  readonly #answered = new Set<string>()
  readonly #before = new Map<string, Stored>()

  constructor(parts: TrialParts, under: TrialStore) {
    this.#parts = parts
    this.#under = under
  }

  /** Lets one process after the other talk in these conversations, until one lives to its end. */
  async run(conversations: readonly string[], deathOf: (life: number) => Death): Promise<void> {
    let life = 0
    while ((await this.live(conversations, deathOf(life))).wasKilled) life += 1
    this.checkEnd(conversations)
  }

  /** Lets one process talk in these conversations, and checks what it left behind. Returns how it went. */
  async live(conversations: readonly string[], death: Death): Promise<Life> {
    const { host, models, baseURL, tally } = this.#parts
    const kills = death !== null && 'points' in death ? death.points : {}
    const run = randomUUID()
    const task = { store: this.#under.task, baseURL, run, conversations, kills, isForgetful: this.#under.isForgetful ?? false }
    const lived = await host.run(task, death !== null && 'moment' in death ? death.moment : undefined)
    this.#checkReports(lived)
    const requests = models.takeRequests(run)
    this.#countRequests(requests)
    await this.#checkStore(conversations, requests)
    // A process that stands at many boundaries dies at each of them.
    if (lived.wasKilled) tally.kills += lived.stands.length || 1
    return lived
  }

  /** What was pending when the process before died had its turn before this one said anything. */
  #checkReports({ reports }: Life): void {
    for (const report of reports) {
      if (report.type === 'answered') this.#answered.add(report.message)
      if (report.type !== 'opened') continue
      const pending = this.#before.get(report.conversation)?.pending ?? []
      this.#parts.tally.notResumed += pending.filter((id) => !report.userMessages.includes(id)).length
    }
  }

  /** One life makes a request once; another one makes it again only when the turn's outcome was not stored. */
  #countRequests(requests: readonly string[]): void {
    const { tally } = this.#parts
    tally.requestsTooMany += requests.length - new Set(requests).size
    for (const request of new Set(requests)) {
      const before = this.#requests.get(request) ?? 0
      if (before > 0) tally.repeatedRequests += 1
      if (this.#settled.has(lastUserText(request) ?? '')) tally.requestsTooMany += 1
      this.#requests.set(request, before + 1)
    }
  }

  async #checkStore(conversations: readonly string[], requests: readonly string[]): Promise<void> {
    // A model is asked about a message only when that is safe in the store.
    const asked = new Set(requests.map(lastUserText))
    for (const conversation of conversations) {
      const safe = messagesOf(conversation).filter(({ id, text }) => asked.has(text) || this.#answered.has(id))
      const ids = safe.map(({ id }) => id)
      this.#before.set(conversation, await this.#checkConversation(conversation, ids))
    }
  }

  async #checkConversation(conversation: string, safe: readonly string[]): Promise<Stored> {
    const { tally } = this.#parts
    const loaded = await this.#under.store.load(conversation).catch(() => null)
    if (loaded === null) tally.unreadable += 1
    const messages = (loaded?.messages ?? []).map(({ message }) => message)
    const done = messages.flatMap(({ role, id }) => (role === 'user' ? (id ?? []) : []))
    const pending = (loaded?.record.pending ?? []).map(({ id }) => id)
    const turns = expectedTurns(conversation)
    // Nothing is stored at all when the process died before the first commit.
    const whole = loaded == null ? [] : turns.slice(0, done.length + 1).flat()
    if (
      !sameTexts(
        messages.map(({ text }) => text),
        whole,
      )
    )
      tally.halfTurns += 1
    const known = [...done, ...pending]
    tally.duplicated += known.length - new Set(known).size
    const before = this.#before.get(conversation)
    const earlier = [...safe, ...(before?.done ?? []), ...(before?.pending ?? [])]
    tally.lost += [...new Set(earlier)].filter((id) => !known.includes(id)).length
    for (const turn of turns.slice(1, done.length + 1)) this.#settled.add(turn[0] ?? '')
    return { done, pending }
  }

  /** At the end everything that was said stands there, once. */
  checkEnd(conversations: readonly string[]): void {
    const { tally } = this.#parts
    for (const conversation of conversations) {
      const sent = messagesOf(conversation)
      tally.messages += sent.length
      tally.lost += sent.filter(({ id }) => !this.#before.get(conversation)?.done.includes(id)).length
    }
  }
}

function sameTexts(found: readonly string[], expected: readonly string[]): boolean {
  return JSON.stringify(found) === JSON.stringify(expected)
}

function lastUserText(request: string): string | undefined {
  const { messages }: { messages: readonly { role: string; content: string }[] } = JSON.parse(request)
  return messages.findLast(({ role }) => role === 'user')?.content
}
