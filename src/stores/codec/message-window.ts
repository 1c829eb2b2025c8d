import type { LoadOptions, MessageRow } from '../contract/conversation-store.js'

/**
 * Collects the messages that a conversation has at one revision, from rows that are versioned by revision: of each position the
 * newest row counts.
 */
export class MessageWindow {
  readonly #first: number
  readonly #end: number
  readonly #rows = new Map<number, MessageRow>()

  constructor(messageCount: number, options: LoadOptions) {
    this.#end = messageCount
    this.#first = Math.max(0, messageCount - (options.messages?.last ?? messageCount))
  }

  /** The first position wanted. */
  get first(): number {
    return this.#first
  }

  get complete(): boolean {
    return this.#rows.size === this.#end - this.#first
  }

  /** Takes the rows of one revision. Newer revisions must have been added before older ones. */
  add(rows: readonly MessageRow[]): void {
    for (const row of rows) {
      const wanted = row.position >= this.#first && row.position < this.#end
      if (wanted && !this.#rows.has(row.position)) this.#rows.set(row.position, row)
    }
  }

  /** In the order spoken. */
  rows(): MessageRow[] {
    return [...this.#rows.values()].sort((a, b) => a.position - b.position)
  }
}
