import type { ConversationStore, LeaseAnswer, StoreLeases } from '../../stores/contract/conversation-store.js'
import { ConversationBusyError } from '../api/errors.js'
import type { LeaseOptions } from '../api/open-options.js'

/** A store that has leases. */
export type LeasedStore = ConversationStore & StoreLeases

export type Grant = Extract<LeaseAnswer, { readonly granted: true }>

const MILLISECONDS = 10_000

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
  #token: string | undefined
  #renewal: ReturnType<typeof setTimeout> | undefined
  /** When the lease ends, by the clock that nobody sets. */
  #until = 0
  #releasing: Promise<void> | undefined
  #wake: () => void = ignore
  #isClosed = false

  constructor(store: LeasedStore, id: string, options: LeaseOptions) {
    this.#store = store
    this.#id = id
    this.#options = options
  }

  /** The lease that is held; undefined for none. */
  get token(): string | undefined {
    return this.#token
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
    const { owner = thisProcess(), milliseconds = MILLISECONDS, wait = Number.POSITIVE_INFINITY } = this.#options
    const begun = performance.now()
    for (let stopWatching: (() => void) | undefined; !this.#isClosed; ) {
      const asked = performance.now()
      const answer = await this.#store.lease(this.#id, { owner, milliseconds })
      if (answer.granted) {
        stopWatching?.()
        return this.#hold(answer, asked + milliseconds, milliseconds)
      }
      await onBusy()
      if (performance.now() - begun >= wait) {
        stopWatching?.()
        throw new ConversationBusyError(this.#id, answer.owner)
      }
      stopWatching ??= this.#store.watch?.(this.#id, () => this.#wake())
      await this.#pause()
      if (this.#isClosed) stopWatching?.()
    }
    return undefined
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

  async #hold(grant: Grant, until: number, milliseconds: number): Promise<Grant | undefined> {
    this.#token = grant.token
    this.#until = until
    if (this.#isClosed) {
      await this.release()
      return undefined
    }
    this.#renewLater(milliseconds)
    return grant
  }

  #renewLater(milliseconds: number): void {
    this.#renewal = setTimeout(() => void this.#renew(milliseconds), milliseconds / 3)
  }

  async #renew(milliseconds: number): Promise<void> {
    const token = this.#token
    if (token === undefined) return
    const asked = performance.now()
    const renewed = await this.#store.renew(this.#id, token, milliseconds).catch(() => asked < this.#until && 'unknown')
    if (this.#token !== token) return
    if (renewed === false) {
      this.forget()
      this.onLost()
      return
    }
    if (renewed === true) this.#until = asked + milliseconds
    this.#renewLater(milliseconds)
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

/** Returns what keeps a conversation's lease; undefined where there are none, or none are wanted. */
export function leaseKeeper(store: ConversationStore, id: string, options: LeaseOptions | false | undefined): LeaseKeeper | undefined {
  return options === false || !hasLeases(store) ? undefined : new LeaseKeeper(store, id, options ?? {})
}

/** Tells whether a store has leases. */
export function hasLeases(store: ConversationStore): store is LeasedStore {
  return store.lease !== undefined && store.renew !== undefined && store.release !== undefined
}

const ignore = (): undefined => undefined
