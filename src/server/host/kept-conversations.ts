import { LONGEST_TIMER } from '../../runtime/actors/conversation-actors.js'
import type { HeldConversation } from './held-conversation.js'

/** Says how many conversations stay open that nobody uses, and for how long. */
export interface KeepOpen {
  readonly conversations: number
  readonly milliseconds: number
}

interface Kept {
  readonly id: string
  readonly held: HeldConversation
  readonly opened: Promise<void>
  users: number
  /** Whether it is closed as soon as nobody uses it. */
  isSpent: boolean
  timer: NodeJS.Timeout | undefined
}

/** Keeps conversations open for a while, since opening one costs more than a turn. The ones longest unused are closed first. */
export class KeptConversations {
  readonly #keepOpen: KeepOpen
  /** In the order of their last use. One that is not in it is closed as soon as nobody uses it. */
  readonly #kept = new Map<string, Kept>()
  readonly #closing = new Set<Promise<void>>()

  constructor(keepOpen: KeepOpen | false) {
    this.#keepOpen = keepOpen === false ? { conversations: 0, milliseconds: 0 } : keepOpen
  }

  /** Returns the conversation that is open, or being opened, under that id. */
  peek(id: string): HeldConversation | undefined {
    return this.#kept.get(id)?.held
  }

  /**
   * Works with a conversation, which is opened when it is not. After a failure it is closed, so that the next use opens what is stored. While others
   * use it, it stays: who came next would share it in this process all the same, and all that happens in it would be told twice.
   */
  async use<Result>(id: string, make: () => HeldConversation, work: (held: HeldConversation) => Promise<Result>): Promise<Result> {
    const kept = this.#kept.get(id) ?? newlyKept(id, make())
    this.#touch(kept)
    kept.users += 1
    try {
      await kept.opened
      return await work(kept.held)
    } catch (error) {
      kept.isSpent = true
      if (kept.held.isOver) this.#forget(kept)
      throw error
    } finally {
      kept.users -= 1
      this.#rest(kept)
    }
  }

  /** Closes a conversation that nobody uses. Whoever comes next opens it anew. */
  drop(id: string): void {
    const kept = this.#kept.get(id)
    if (kept?.users === 0) this.#closeUnused(kept)
  }

  /** Closes a conversation, used or not. Resolves when all that is to be written is written. */
  async close(id: string): Promise<void> {
    const kept = this.#kept.get(id)
    if (kept === undefined) return
    this.#forget(kept)
    await this.#close(kept)
  }

  /** Closes all of them, used or not. Resolves when all that is to be written is written. */
  async closeAll(): Promise<void> {
    for (const kept of [...this.#kept.values()]) {
      this.#forget(kept)
      void this.#close(kept)
    }
    await Promise.all(this.#closing)
  }

  /** Puts it last, as the newest used. */
  #touch(kept: Kept): void {
    this.#kept.delete(kept.id)
    this.#kept.set(kept.id, kept)
    clearTimeout(kept.timer)
  }

  #rest(kept: Kept): void {
    if (kept.users > 0) return
    if (kept.isSpent || this.#kept.get(kept.id) !== kept || this.#keepOpen.conversations === 0) {
      this.#closeUnused(kept)
      return
    }
    kept.timer = setTimeout(() => this.#closeUnused(kept), Math.min(this.#keepOpen.milliseconds, LONGEST_TIMER))
    kept.timer.unref()
    let surplus = this.#kept.size - this.#keepOpen.conversations
    for (const unused of this.#kept.values()) {
      if (surplus <= 0) return
      surplus -= 1
      if (unused.users === 0) this.#closeUnused(unused)
    }
  }

  #closeUnused(kept: Kept): void {
    this.#forget(kept)
    void this.#close(kept)
  }

  #forget(kept: Kept): void {
    clearTimeout(kept.timer)
    if (this.#kept.get(kept.id) === kept) this.#kept.delete(kept.id)
  }

  #close(kept: Kept): Promise<void> {
    const closing: Promise<void> = kept.held
      .close()
      .catch(() => undefined)
      .then(() => void this.#closing.delete(closing))
    this.#closing.add(closing)
    return closing
  }
}

function newlyKept(id: string, held: HeldConversation): Kept {
  const opened = held.open()
  // Whoever uses it is told.
  opened.catch(() => undefined)
  return { id, held, opened, users: 0, isSpent: false, timer: undefined }
}
