import type { LoadOptions, MessageRow } from '../contract/conversation-store.js'

/**
 * Collects the messages that a conversation has at one revision, from rows that are versioned by revision: of each position the
 * newest row counts.
 */
export class MessageWindow {
  /** The first position wanted. */
  readonly first: number
  readonly #end: number
  /** The newest message first. It grows as rows come, since a damaged record may claim any count. */
  readonly #rows: (MessageRow | undefined)[] = []
  #missing: number

  constructor(messageCount: number, options: LoadOptions) {
    this.#end = messageCount
    this.first = Math.max(0, messageCount - (options.messages?.last ?? messageCount))
    this.#missing = messageCount - this.first
  }

  get complete(): boolean {
    return this.#missing === 0
  }

  /** Takes the rows of one revision. Newer revisions must have been added before older ones. */
  add(rows: readonly MessageRow[]): void {
    for (const row of rows) {
      const index = this.#end - 1 - row.position
      if (index < 0 || row.position < this.first || this.#rows[index] !== undefined) continue
      this.#rows[index] = row
      this.#missing -= 1
    }
  }

  /** Returns the rows in the order spoken. */
  rows(): MessageRow[] {
    return this.#rows.filter((row) => row !== undefined).reverse()
  }
}
