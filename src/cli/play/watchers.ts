import type { WatchEvent } from '../../page/protocol.js'

/** Tells every page that watches what happens to the flow. */
export class Watchers {
  readonly #tell = new Set<(event: WatchEvent | undefined) => void>()

  tell(event: WatchEvent): void {
    for (const tell of [...this.#tell]) tell(event)
  }

  /** Lets everybody go. */
  end(): void {
    for (const tell of [...this.#tell]) tell(undefined)
  }

  /**
   * Follows until the signal aborts, or everybody is let go.
   *
   * @param first what is told at once
   */
  async *follow(first: readonly WatchEvent[], signal: AbortSignal): AsyncGenerator<WatchEvent, void, undefined> {
    const waiting: (WatchEvent | undefined)[] = [...first]
    let wake = (): void => undefined
    const tell = (event: WatchEvent | undefined) => {
      waiting.push(event)
      wake()
    }
    const stop = () => tell(undefined)
    this.#tell.add(tell)
    signal.addEventListener('abort', stop, { once: true })
    try {
      for (;;) {
        while (waiting.length > 0) {
          const event = waiting.shift()
          if (event === undefined || signal.aborted) return
          yield event
        }
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    } finally {
      this.#tell.delete(tell)
      signal.removeEventListener('abort', stop)
    }
  }
}
