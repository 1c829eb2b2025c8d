import { isRecord } from '../../diagnostics/json.js'
import { quote } from '../../diagnostics/quote.js'
import { TalkchartError } from '../../diagnostics/talkchart-error.js'
import { LONGEST_TIMER } from '../../runtime/actors/conversation-actors.js'
import type { ConversationStore, LeaseAnswer, StoreLeases } from '../../stores/contract/conversation-store.js'
import { ConversationBusyError } from '../api/errors.js'
import type { LeaseOptions } from '../api/open-options.js'

/** A store that has leases. */
export type LeasedStore = ConversationStore & StoreLeases

export type Grant = Extract<LeaseAnswer, { readonly granted: true }>

const MILLISECONDS = 10_000
/** A shorter lease would be renewed more often than timers can tell apart. */
const SHORTEST = 10

/** How long it waits before it asks again, at least and at most: those who wait should not all ask at once. */
const SHORTEST_PAUSE = 50
const LONGEST_PAUSE = 150

/** Names this process for people who look. A page has none. */
function thisProcess(): string {
  const pid: unknown = Reflect.get(Object(Reflect.get(globalThis, 'process')), 'pid')
  return typeof pid === 'number' ? `process ${pid}` : 'a page'
}

/** Holds the lease of one conversation while something runs in it. */
export class LeaseKeeper {
  readonly #store: LeasedStore
  readonly #id: string
  readonly #options: LeaseOptions
  /** Called when the lease that was held is lost, once for each time. */
  onLost: () => void = ignore
  /** Tells whether what a new lease finds is what is known here, so that what runs may go on under it. */
  isCurrent: (grant: Grant) => boolean = () => false
  #token: string | undefined
  #renewal: ReturnType<typeof setTimeout> | undefined
  /** When the lease ends, by the clock that nobody sets. */
  #until = 0
  #releasing: Promise<void> | undefined
  #wake: () => void = ignore
  #isClosed = false
  /** What runs alone now. */
  #alone: Promise<void> | undefined

  constructor(store: LeasedStore, id: string, options: LeaseOptions) {
    this.#store = store
    this.#id = id
    this.#options = options
  }

  /** The lease that is held; undefined for none. */
  get token(): string | undefined {
    return this.#token
  }

  /** How long a lease lasts. */
  get milliseconds(): number {
    return this.#options.milliseconds ?? MILLISECONDS
  }

  /**
   * Waits for the lease.
   *
   * @param onBusy called each time somebody else holds it
   * @throws {ConversationBusyError} when it was not to be had within the time that it may take
   * @returns undefined when the conversation was closed meanwhile
   */
  async acquire(onBusy: () => Promise<void>): Promise<Grant | undefined> {
    await this.#releasing
    const { wait = Number.POSITIVE_INFINITY } = this.#options
    const begun = performance.now()
    let stopWatching: (() => void) | undefined
    try {
      while (!this.#isClosed) {
        const asked = performance.now()
        const answer = await this.#ask()
        if (answer.granted) return await this.#hold(answer, asked)
        await onBusy()
        if (performance.now() - begun >= wait) throw new ConversationBusyError(this.#id, answer.owner)
        stopWatching ??= this.#store.watch?.(this.#id, () => this.#wake())
        await this.#pause()
      }
      return undefined
    } finally {
      stopWatching?.()
    }
  }

  /** Runs a commit while no lease is being taken in the place of one that has ended: under the old one it would be refused. */
  async alone<Result>(work: () => Promise<Result>): Promise<Result> {
    while (this.#alone !== undefined) await this.#alone
    const running = work()
    const done = () => {
      this.#alone = undefined
    }
    this.#alone = running.then(done, done)
    return await running
  }

  /** Notes that a commit has ended the lease, or that it is known to be lost. */
  forget(): void {
    this.#token = undefined
    clearTimeout(this.#renewal)
  }

  /** Ends the lease, if it is held. What the store says to that is nobody's concern: it ends by itself. */
  release(): Promise<void> {
    const token = this.#token
    this.forget()
    if (token !== undefined) {
      this.#releasing = this.#store.release(this.#id, token).catch(ignore)
    }
    return this.#releasing ?? Promise.resolve()
  }

  /** Waits for no lease any more. */
  close(): void {
    this.#isClosed = true
    this.#wake()
  }

  #ask(): Promise<LeaseAnswer> {
    const { owner = thisProcess() } = this.#options
    return this.#store.lease(this.#id, { owner, milliseconds: this.milliseconds })
  }

  async #hold(grant: Grant, asked: number): Promise<Grant | undefined> {
    this.#token = grant.token
    this.#until = asked + this.milliseconds
    if (this.#isClosed) {
      await this.release()
      return undefined
    }
    this.#renewLater()
    return grant
  }

  #renewLater(): void {
    this.#renewal = setTimeout(() => void this.#renew(), this.milliseconds / 3)
  }

  async #renew(): Promise<void> {
    const token = this.#token
    if (token === undefined) return
    const asked = performance.now()
    const renewed = await this.#store.renew(this.#id, token, this.milliseconds).catch(() => asked < this.#until && 'unknown')
    if (this.#token !== token) return
    if (renewed === false) {
      await this.alone(() => this.#takeAgain(token))
      return
    }
    if (renewed === true) this.#until = asked + this.milliseconds
    this.#renewLater()
  }

  /**
   * Takes the lease again, when it has ended before it was renewed: the process was held up, or the store was slow. Where nobody has gone on with the
   * conversation, what runs is as good as before. Giving it up would call the model once more, and again and again where leases are short.
   */
  async #takeAgain(ended: string): Promise<void> {
    if (this.#token !== ended) return
    const asked = performance.now()
    const answer = await this.#ask().catch(ignore)
    const grant = answer?.granted === true ? answer : undefined
    if (this.#token === ended && grant !== undefined && this.isCurrent(grant)) {
      await this.#hold(grant, asked)
      return
    }
    const isLost = this.#token === ended
    this.forget()
    if (grant !== undefined) this.#releasing = this.#store.release(this.#id, grant.token).catch(ignore)
    if (isLost) this.onLost()
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, SHORTEST_PAUSE + Math.random() * (LONGEST_PAUSE - SHORTEST_PAUSE))
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}

/**
 * Checks the `lease` option by what TypeScript did not.
 *
 * @throws {TalkchartError} (`invalid-options`) when it can not be held
 */
export function checkLease(lease: unknown): void {
  if (lease === undefined || lease === false) return
  if (!isRecord(lease)) throw invalidLease('', 'false or { milliseconds, wait, owner }', lease)
  const { milliseconds = SHORTEST, wait = 0 } = lease
  if (typeof milliseconds !== 'number' || !(milliseconds >= SHORTEST && milliseconds <= LONGEST_TIMER)) {
    throw invalidLease('.milliseconds', `a number from ${SHORTEST} to ${LONGEST_TIMER}`, milliseconds)
  }
  if (typeof wait !== 'number' || !(wait >= 0)) throw invalidLease('.wait', 'a number of milliseconds', wait)
}

function invalidLease(name: string, expected: string, found: unknown): TalkchartError {
  return new TalkchartError('invalid-options', `lease${name} is ${expected}; this is ${quote(found)}.`)
}

/** Returns what keeps a conversation's lease; undefined where there are none, or none are wanted. */
export function leaseKeeper(store: ConversationStore, id: string, options: LeaseOptions | false | undefined): LeaseKeeper | undefined {
  return options === false || !hasLeases(store) ? undefined : new LeaseKeeper(store, id, options ?? {})
}

/** Tells whether a store has leases. */
export function hasLeases(store: ConversationStore): store is LeasedStore {
  return store.lease !== undefined && store.renew !== undefined && store.release !== undefined
}

const ignore = (): undefined => undefined
