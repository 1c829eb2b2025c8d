import { within } from '../../server/http/within.js'
import type { ConversationStore } from '../../stores/contract/conversation-store.js'

/** No conversation has this id: clients may not write the dot, and the store has nothing to read. */
const NOBODY = 'readyz.none'
const LONGEST_READ = 2_000

/** Tells whether requests should come here: while the store answers, and until the process is told to stop. */
export class Readiness {
  readonly #store: ConversationStore
  readonly #tell: (notice: string) => void
  #isStopping = false
  #reading: Promise<boolean> | undefined
  #wasReady = true

  constructor(store: ConversationStore, tell: (notice: string) => void) {
    this.#store = store
    this.#tell = tell
  }

  get isStopping(): boolean {
    return this.#isStopping
  }

  stop(): void {
    this.#isStopping = true
  }

  /** Reads from the store, once for all who ask meanwhile: this is asked without a token. */
  async isReady(): Promise<boolean> {
    if (this.#isStopping) return false
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined
    })
    return await this.#reading
  }

  async #read(): Promise<boolean> {
    let reason = `it did not answer for ${LONGEST_READ / 1000} seconds`
    const loaded = this.#store.load(NOBODY, { messages: { last: 0 } }).then(
      () => true,
      (error: unknown) => {
        reason = error instanceof Error ? error.message : String(error)
        return false
      },
    )
    const isReady = (await within(loaded, LONGEST_READ)) ?? false
    if (isReady !== this.#wasReady) this.#tell(isReady ? 'The store answers again.' : `The store can not be read: ${reason}`)
    this.#wasReady = isReady
    return isReady
  }
}
