import type { ReportProblem } from '../../conditions/evaluation.js'
import { RevisionHistory } from '../record/revision-history.js'
import { Lifecycle, type LiveParts } from './lifecycle.js'

/** What a conversation is made of, and what its openers need. */
interface ConversationParts extends Omit<LiveParts, 'past'> {
  readonly report: ReportProblem
  readonly maxMessageLength: number
  /** The events that the flow declares; undefined for a flow that hears of nothing outside. */
  readonly events: readonly string[] | undefined
}

/** One conversation that is open in this process, whoever has opened it, and however often. */
export class LiveConversation {
  readonly id: string
  readonly life: Lifecycle
  readonly past: RevisionHistory
  /** Told of listeners that fail. Never throws. */
  readonly report: ReportProblem
  readonly maxMessageLength: number
  readonly events: readonly string[] | undefined
  #openers = 0

  constructor({ id, session, store, load, reloads, redact, lease, onClosed, report, maxMessageLength, events }: ConversationParts) {
    this.id = id
    this.report = report
    this.maxMessageLength = maxMessageLength
    this.events = events
    this.past = new RevisionHistory(store, () => this.life.session.committer)
    this.life = new Lifecycle({ id, session, store, load, reloads, redact, lease, onClosed, past: this.past })
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
