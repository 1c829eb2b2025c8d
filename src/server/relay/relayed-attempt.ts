import type { TurnEvent } from '../protocol/events.js'

/** Writes events of an attempt. Gives whether its reply is to be cut off; undefined when the attempt is dead or was dropped. */
type Write = (first: number, events: readonly TurnEvent[]) => Promise<boolean | undefined>

const FLUSH_MILLISECONDS = 40

/** Writes what an attempt tells, a few times a second, and lets it live while nothing is told. */
export class RelayedAttempt {
  readonly #write: Write
  readonly #onInterrupt: () => void
  readonly #renewal: NodeJS.Timeout
  #buffer: TurnEvent[] = []
  #written = 0
  #flushing: NodeJS.Timeout | undefined
  /** What is being written. Nothing is written beside it. */
  #writing: Promise<void>
  #isOver = false
  #isInterrupted = false

  constructor(begun: Promise<void>, renewMilliseconds: number, write: Write, onInterrupt: () => void) {
    this.#write = write
    this.#onInterrupt = onInterrupt
    this.#writing = begun.catch(() => this.stop())
    this.#renewal = setInterval(() => this.#flush(), renewMilliseconds)
    this.#renewal.unref()
  }

  append(events: readonly TurnEvent[]): void {
    if (this.#isOver) return
    this.#buffer.push(...events)
    this.#flushing ??= setTimeout(() => this.#flush(), FLUSH_MILLISECONDS)
  }

  /** Resolves when all of it is written, or can not be. */
  async end(): Promise<void> {
    this.stop()
    await this.#writing
  }

  /** Writes nothing more. */
  stop(): void {
    this.#isOver = true
    clearInterval(this.#renewal)
    clearTimeout(this.#flushing)
  }

  #flush(): void {
    clearTimeout(this.#flushing)
    this.#flushing = undefined
    this.#writing = this.#writing.then(async () => {
      if (this.#isOver) return
      const events = this.#buffer
      this.#buffer = []
      const first = this.#written
      this.#written += events.length
      const interrupted = await this.#write(first, events)
      // A gap could never be read over, so a dead attempt stays dead.
      if (interrupted === undefined) return this.stop()
      if (interrupted && !this.#isInterrupted) this.#onInterrupt()
      this.#isInterrupted = interrupted
    })
    this.#writing = this.#writing.catch(() => this.stop())
  }
}
