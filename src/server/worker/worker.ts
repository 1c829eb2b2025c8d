import { TalkchartError } from '../../diagnostics/talkchart-error.js'
import type { ClaimableStore, ConversationRecord, DueClaim, DueKind } from '../../stores/contract/conversation-store.js'
import type { HostOutcome } from '../host/channel.js'
import { Host } from '../host/host.js'
import type { HostOptions } from '../host/host-options.js'
import { backOff, MOST_ATTEMPTS, retryDelay } from './back-off.js'
import { judge } from './judge.js'
import type { CommonWorkerOptions, ConversationWorker, WorkerProblem, WorkerStats } from './worker-options.js'

const DRIFT_MILLISECONDS = 60_000

/** Somebody else was there, or the conversation went on or is gone: nothing is wrong with it. */
const OVERTAKEN = new Set([
  'already-open',
  'conversation-busy',
  'conversation-closed',
  'conversation-done',
  'conversation-removed',
  'draining',
  'lease-lost',
  'moved-on',
  'no-conversation',
  'nothing-to-retry',
  'revision-conflict',
  'store-unavailable',
])
const OTHER_VERSION = new Set(['flow-drift', 'unsupported-record'])

export interface WorkerParts extends CommonWorkerOptions {
  readonly host: HostOptions
  /** The name of the flow. */
  readonly flow: string
  readonly leaseMilliseconds: number
}

export class Worker implements ConversationWorker {
  readonly #parts: WorkerParts
  readonly #store: ClaimableStore
  readonly #host: Host
  readonly #concurrency: number
  readonly #running = new Map<string, Promise<void>>()
  readonly #toldVersions = new Set<string>()
  readonly #looking: Promise<void>
  #counts = { claimed: 0, runs: 0, givenUp: 0 }
  #isStopped = false
  #wake: () => void = () => undefined

  constructor(parts: WorkerParts) {
    this.#parts = parts
    this.#store = parts.store
    this.#concurrency = parts.concurrency ?? 8
    this.#host = new Host(parts.host)
    this.#looking = this.#lookOn()
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    this.#wake()
    await this.#looking
    await this.#host.drain()
    await Promise.all(this.#running.values())
  }

  stats(): WorkerStats {
    return { running: this.#running.size, ...this.#counts }
  }

  async #lookOn(): Promise<void> {
    while (!this.#isStopped) {
      const isAllDue = await this.#look()
      if (this.#running.size >= this.#concurrency) await Promise.race(this.#running.values())
      else if (!isAllDue) await this.#pause()
    }
  }

  /** Takes up what is due, as much as may run. Gives whether there may be more. */
  async #look(): Promise<boolean> {
    const { flow, leaseMilliseconds } = this.#parts
    const limit = this.#concurrency - this.#running.size
    try {
      const claims = await this.#store.claimDue({ flow, limit, holdMilliseconds: leaseMilliseconds })
      for (const claim of claims) if (!this.#running.has(claim.id)) this.#begin(claim)
      return claims.length === limit
    } catch (error) {
      this.#tell({ id: undefined, kind: undefined, error, attempts: 0, isGivenUp: false })
      return false
    }
  }

  #begin(claim: DueClaim): void {
    this.#counts.claimed += 1
    const run = this.#attempt(claim).finally(() => this.#running.delete(claim.id))
    this.#running.set(claim.id, run)
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.#parts.poll ?? 1_000)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
      if (this.#isStopped) this.#wake()
    })
  }

  /** Does what is to be done in a conversation. Never rejects: it stands in nobody's way. */
  async #attempt(claim: DueClaim): Promise<void> {
    let record: ConversationRecord | undefined
    try {
      const loaded = await this.#store.load(claim.id, { messages: { last: 0 } })
      if (loaded === undefined) return
      record = loaded.record
      const { leaseMilliseconds, retry } = this.#parts
      const judgement = judge(loaded, claim, { now: Date.now(), leaseMilliseconds, ...(retry === undefined ? {} : { retry }) })
      if (judgement.does === 'run') await this.#run(claim, record, judgement.kind)
      else if (judgement.does === 'give-up') await this.#giveUp(claim, record.revision, claim.attempts, judgement.error)
      else await this.#store.putOff(claim.id, { until: judgement.until, attempts: judgement.attempts, revision: record.revision })
    } catch (error) {
      await this.#fail(claim, record, error).catch((failure: unknown) => {
        this.#tell({ id: claim.id, kind: claim.kind, error: failure, attempts: claim.attempts, isGivenUp: false })
      })
    }
  }

  async #run(claim: DueClaim, record: ConversationRecord, kind: DueKind): Promise<void> {
    const { id } = claim
    this.#counts.runs += 1
    const run = kind === 'failed' ? this.#host.retry(id, { revision: record.revision }) : this.#host.resume(id)
    const outcome = await run.outcome
    const { turn, view } = outcome
    if (turn.phase === 'failed' && turn.error !== null) {
      const attempts = kind === 'failed' ? claim.attempts + 1 : 0
      const delay = retryDelay(turn.error, attempts, this.#parts.retry)
      if (delay !== undefined && attempts >= MOST_ATTEMPTS) await this.#giveUp(claim, view.revision, attempts, turn.error)
      else
        await this.#store.putOff(id, { until: delay === undefined ? view.deadline : Date.now() + delay, attempts, revision: view.revision })
    }
    await this.#reply(record, kind, outcome)
  }

  async #reply({ id, messageCount }: ConversationRecord, kind: DueKind, { turn, view }: HostOutcome): Promise<void> {
    const { onReply } = this.#parts
    const added = view.messageCount - messageCount
    const replies = added > 0 ? view.messages.slice(-added).filter(({ role, pending }) => role === 'assistant' && pending !== true) : []
    if (onReply === undefined || replies.length === 0) return
    try {
      await onReply({ id, kind, turn: { ...turn, replies, reply: replies.map(({ text }) => text).join('\n\n') }, view })
    } catch (error) {
      this.#tell({ id, kind, error, attempts: 0, isGivenUp: false })
    }
  }

  /** Puts off what could not be run. */
  async #fail({ id, kind, attempts, revision }: DueClaim, record: ConversationRecord | undefined, error: unknown): Promise<void> {
    const code = TalkchartError.isInstance(error) ? error.code : ''
    const { leaseMilliseconds } = this.#parts
    const newest = record?.revision ?? revision
    if (OVERTAKEN.has(code)) return this.#store.putOff(id, { until: Date.now() + leaseMilliseconds, attempts, revision: newest })
    if (OTHER_VERSION.has(code)) {
      const version = record?.flow.hash ?? code
      if (!this.#toldVersions.has(version)) this.#tell({ id, kind, error, attempts, isGivenUp: false })
      this.#toldVersions.add(version)
      return this.#store.putOff(id, { until: Date.now() + DRIFT_MILLISECONDS, attempts, revision: newest })
    }
    if (attempts + 1 >= MOST_ATTEMPTS) return this.#giveUp({ id, kind }, newest, attempts + 1, error)
    await this.#store.putOff(id, { until: Date.now() + backOff(attempts), attempts: attempts + 1, revision: newest })
  }

  async #giveUp({ id, kind }: Pick<DueClaim, 'id' | 'kind'>, revision: number, attempts: number, error: unknown): Promise<void> {
    this.#counts.givenUp += 1
    await this.#store.putOff(id, { until: null, attempts, revision })
    this.#tell({ id, kind, error, attempts, isGivenUp: true })
  }

  #tell(problem: WorkerProblem): void {
    const { onError = (unheard: WorkerProblem) => console.error(unheard) } = this.#parts
    try {
      onError(problem)
    } catch (error) {
      console.error(error)
    }
  }
}
