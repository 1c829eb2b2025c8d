import { RevisionHistory } from '../record/revision-history.js'
import { ConversationOpener } from './conversation-opener.js'
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

  /** Gives it to one more opener, who will close it too. */
  join(): ConversationOpener {
    this.life.assertOpen()
    this.#openers += 1
    return new ConversationOpener(this)
  }

  /** Closes it when the last of its openers has left. */
  async leave(): Promise<void> {
    this.#openers -= 1
    if (this.#openers <= 0) this.life.close()
    await this.life.written
  }
}
