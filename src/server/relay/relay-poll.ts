import type { RunPosition } from '../protocol/events.js'

/** Tells how far the running attempts of several conversations are. One that is not named has none. */
type Poll = (ids: readonly string[]) => Promise<ReadonlyMap<string, RunPosition>>

interface Waiting {
  readonly id: string
  readonly after: RunPosition | undefined
  readonly resolve: () => void
}

/** Waits for changes of any number of conversations by one query for all of them. Asks nothing while nobody waits. */
export class RelayPoll {
  readonly #poll: Poll
  readonly #milliseconds: number
  readonly #waiting = new Set<Waiting>()
  #isRunning = false

  constructor(poll: Poll, milliseconds: number) {
    this.#poll = poll
    this.#milliseconds = milliseconds
  }

  /** Resolves when the attempt is not as it is known, or the time is up. A poll that fails changes nothing. */
  async changed(id: string, milliseconds: number, after: RunPosition | undefined): Promise<void> {
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer)
        this.#waiting.delete(waiting)
        resolve()
      }
      const waiting: Waiting = { id, after, resolve: done }
      const timer = setTimeout(done, milliseconds)
      this.#waiting.add(waiting)
      void this.#run()
    })
  }

  async #run(): Promise<void> {
    if (this.#isRunning) return
    this.#isRunning = true
    while (this.#waiting.size > 0) {
      const asked = [...this.#waiting]
      const found = await this.#poll([...new Set(asked.map(({ id }) => id))]).catch(() => undefined)
      for (const { id, after, resolve } of found === undefined ? [] : asked) if (differs(found?.get(id), after)) resolve()
      if (this.#waiting.size > 0) await new Promise((resolve) => setTimeout(resolve, this.#milliseconds))
    }
    this.#isRunning = false
  }
}

function differs(found: RunPosition | undefined, after: RunPosition | undefined): boolean {
  if (found === undefined || after === undefined) return found !== after
  return found.attempt !== after.attempt || found.next > after.next
}
