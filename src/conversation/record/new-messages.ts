import type { Message } from '../../model/message.js'
import type { MessageRow } from '../../stores/contract/conversation-store.js'

/** Keeps the messages that are not stored yet, and which transition each of the user's messages has fired. */
export class NewMessages {
  #rows: MessageRow[] = []
  /** The message that was loaded, and may be stored again with what it has fired. */
  #loaded: MessageRow | undefined
  /** The user's message whose turn is not over. */
  #taken: MessageRow | undefined
  /** By turn. Made for the first: an empty map takes room in each conversation that is open. */
  #fired: Map<number, string | null> | undefined

  /**
   * Takes in what was stored.
   *
   * @param isFailed whether the newest user's message has a call that failed, so that its turn may still go on
   */
  restore(rows: readonly MessageRow[], isFailed: boolean): void {
    for (const { message } of rows) {
      if (message.transition !== undefined) this.#note(message.turn, message.transition)
    }
    if (!isFailed) return
    this.#taken = rows.findLast(({ message }) => message.role === 'user')
    this.#loaded = this.#taken
  }

  add(row: MessageRow): void {
    this.#rows.push(row)
    if (row.message.role !== 'user') return
    this.#taken = row
    this.#note(row.message.turn, null)
  }

  /** Notes the transition that was taken. The first one of a turn is the one that the message has fired. */
  fire(transition: string): void {
    const taken = this.#taken
    if (taken === undefined || typeof this.firedBy(taken.message.turn) === 'string') return
    this.#note(taken.message.turn, transition)
    // A message whose call had failed is stored already.
    if (!this.#rows.includes(taken)) this.#rows.push(taken)
  }

  /** Returns what the message of that turn has fired, null for none; undefined where it is not known. */
  firedBy(turn: number): string | null | undefined {
    return this.#fired?.get(turn)
  }

  /**
   * Gives the messages to store.
   *
   * @param inView the messages that the conversation still has at hand
   * @param isFailed whether a call has failed, so that the turn may still go on
   */
  take(inView: readonly Message[], isFailed: boolean): readonly MessageRow[] {
    const rows = this.#rows
    this.#rows = []
    if (!isFailed) this.#taken = undefined
    const oldest = inView[0]?.turn ?? 0
    for (const turn of this.#fired?.keys() ?? []) {
      if (turn >= oldest) break
      this.#fired?.delete(turn)
    }
    return rows.map((row) => this.#withTransition(row))
  }

  /** Tells whether a message to store is as it is stored already, but for what it has fired. */
  isAsStored({ position }: MessageRow): boolean {
    return position === this.#loaded?.position
  }

  #withTransition({ position, message }: MessageRow): MessageRow {
    if (message.role !== 'user') return { position, message }
    return { position, message: { ...message, transition: this.firedBy(message.turn) ?? null } }
  }

  #note(turn: number, transition: string | null): void {
    this.#fired ??= new Map()
    this.#fired.set(turn, transition)
  }
}
