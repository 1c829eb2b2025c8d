import { RevisionHistory } from '../record/revision-history.js'
import { Lifecycle, type LiveParts } from './lifecycle.js'

/** One conversation that is open in this process, whoever has opened it, and however often. */
export class LiveConversation {
  readonly id: string
  readonly life: Lifecycle
  readonly past: RevisionHistory
  #openers = 0

  constructor(parts: Omit<LiveParts, 'past'>) {
    this.id = parts.id
    this.past = new RevisionHistory(parts.store, () => this.life.session.committer)
    this.life = new Lifecycle({ ...parts, past: this.past })
  }

  /** Counts one more opener, who will leave it too. */
  join(): void {
    this.life.assertOpen()
    this.#openers += 1
  }

  /** Closes it when the last of its openers has left. */
  async leave(): Promise<void> {
    this.#openers -= 1
    if (this.#openers <= 0) this.life.close()
    await this.life.written
  }
}
