import type { ReportProblem } from '../../conditions/evaluation.js'
import { quote } from '../../diagnostics/quote.js'
import type { ConversationRecord, ConversationStore } from '../../stores/contract/conversation-store.js'

/**
 * Forgets a conversation's old revisions now and then. A file store writes all messages when it forgets, so the pauses between grow with the
 * conversation: what is written on the whole stays in proportion to its length.
 */
export class Retention {
  readonly #keepRevisions: number
  readonly #report: ReportProblem

  constructor(keepRevisions: number, report: ReportProblem) {
    this.#keepRevisions = keepRevisions
    this.#report = report
  }

  /** Told by the revision alone, so that it does not matter who opens and closes the conversation in between. */
  isDue({ revision, messageCount }: ConversationRecord): boolean {
    const pause = 2 ** Math.ceil(Math.log2(Math.max(1, this.#keepRevisions / 2, messageCount / 4)))
    return revision > this.#keepRevisions && revision % pause === 0
  }

  /** Never fails: the turn is stored, and what could not be forgotten now is forgotten the next time. */
  async forget(store: ConversationStore, id: string): Promise<void> {
    try {
      await store.prune?.(id, { keepRevisions: this.#keepRevisions })
    } catch (error) {
      const message = `Old revisions of conversation ${quote(id)} could not be forgotten; this is tried again later.`
      this.#report({ type: 'retention', message, error })
    }
  }
}
