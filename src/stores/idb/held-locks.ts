import * as v from 'valibot'

/** How often a holder is asked for a sign of life, and how long each time, before its lock is taken away. */
const TRIES = 3
const TRY_MILLISECONDS = 1000

// Any page of the origin can write to the channel.
const messageSchema = v.object({ name: v.string(), isAnswer: v.boolean() })

interface HeldLock {
  readonly token: string
  isLost: boolean
  readonly end: () => void
  /** Settles when the browser has freed it. */
  readonly freed: Promise<void>
}

interface Doubt {
  tries: number
  askedAt: number
}

/**
 * Holds locks of the browser, which frees those of a tab that is closed or has crashed. A tab that is frozen keeps its locks and answers nobody: then
 * its lock is taken away from it.
 */
export class HeldLocks {
  readonly #prefix: string
  readonly #locks: LockManager
  readonly #held = new Map<string, HeldLock>()
  readonly #doubts = new Map<string, Doubt>()
  #channel: BroadcastChannel | null | undefined

  /** @param databaseName tells the locks of this store from others */
  constructor(databaseName: string, locks: LockManager) {
    this.#prefix = `talkchart:${databaseName}`
    this.#locks = locks
  }

  /**
   * Takes a lock, unless it is held. Answers at once.
   *
   * @param token tells this holder from those before and after it
   */
  async take(id: string, token: string): Promise<boolean> {
    const isFree = await this.#request(id, token, { ifAvailable: true })
    const isTaken = isFree || (this.#isSilent(id) && (await this.#request(id, token, { steal: true })))
    if (isTaken) this.#doubts.delete(id)
    return isTaken
  }

  holds(id: string, token: string): boolean {
    const held = this.#held.get(id)
    return held?.token === token && !held.isLost
  }

  /** Frees a lock. Does nothing when the token is not that of its holder here. */
  async end(id: string, token: string | undefined): Promise<void> {
    const held = this.#held.get(id)
    if (held === undefined || held.token !== token) return
    this.#held.delete(id)
    held.end()
    await held.freed
  }

  /** Tells whether anybody holds it, here or in another tab. */
  async isHeld(id: string): Promise<boolean> {
    const name = this.#name(id)
    return ((await this.#locks.query()).held ?? []).some((lock) => lock.name === name)
  }

  #request(id: string, token: string, options: LockOptions): Promise<boolean> {
    return new Promise((resolve, reject) => {
      let held: HeldLock | undefined
      const hold = (lock: Lock | null): Promise<void> => {
        if (lock === null) return Promise.resolve()
        return new Promise((end) => {
          held = { token, isLost: false, end, freed }
          this.#held.set(id, held)
          this.#open()
          resolve(true)
        })
      }
      const freed = this.#locks.request(this.#name(id), options, hold).then(
        () => resolve(false),
        (error: unknown) => {
          // Taken away: this tab was frozen, and another one goes on.
          if (held !== undefined) held.isLost = true
          else reject(error)
        },
      )
    })
  }

  /** Asks the holder for a sign of life. Tells whether it has given none so many times that it is taken for frozen. */
  #isSilent(id: string): boolean {
    const channel = this.#open()
    if (channel === null) return false
    const now = performance.now()
    const doubt = this.#doubts.get(id) ?? { tries: 0, askedAt: Number.NEGATIVE_INFINITY }
    if (now - doubt.askedAt < TRY_MILLISECONDS) return false
    if (doubt.tries === TRIES) return true
    this.#doubts.set(id, { tries: doubt.tries + 1, askedAt: now })
    channel.postMessage({ name: this.#name(id), isAnswer: false })
    return false
  }

  /** Null where tabs can not hear of each other: then no lock is taken away. */
  #open(): BroadcastChannel | null {
    if (this.#channel === undefined) this.#channel = this.#openFirst()
    return this.#channel
  }

  #openFirst(): BroadcastChannel | null {
    try {
      const channel = new BroadcastChannel(`${this.#prefix}:locks`)
      channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => this.#hear(data, channel))
      // Node keeps a process alive for an open channel.
      if ('unref' in channel && typeof channel.unref === 'function') channel.unref()
      return channel
    } catch {
      return null
    }
  }

  #hear(data: unknown, channel: BroadcastChannel): void {
    if (!v.is(messageSchema, data)) return
    const { name, isAnswer } = data
    const id = name.slice(this.#prefix.length + 1)
    if (isAnswer) this.#doubts.delete(id)
    else if (this.#held.get(id)?.isLost === false) channel.postMessage({ name, isAnswer: true })
  }

  #name(id: string): string {
    return `${this.#prefix}:${id}`
  }
}

/** Returns the browser's locks; undefined where there are none: old browsers, and pages that came over plain http. */
export function browserLocks(): LockManager | undefined {
  const locks: LockManager | null | undefined = typeof navigator === 'undefined' ? undefined : navigator.locks
  // What imitates a browser may have the name and nothing behind it.
  return typeof locks?.request === 'function' ? locks : undefined
}
