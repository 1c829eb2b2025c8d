import type { PendingInput } from '../../stores/contract/conversation-store.js'
import { deadlineOf } from '../record/snapshot-facts.js'
import { type TaskJob, timerJob } from './job.js'
import type { JobQueue } from './job-queue.js'
import type { Session } from './session.js'

interface TimedConversation {
  readonly queue: JobQueue
  readonly session: Session
  readonly isClosed: boolean
}

/**
 * Holds back the timer of a conversation that others may have open too: when it is due, a job takes the lease, and only the one who has it, and for
 * whom the timer is still there, lets it fire.
 */
export class HeldTimer {
  readonly #job: TaskJob = timerJob(() => this.#fire())
  readonly #conversation: TimedConversation
  readonly #add: (job: TaskJob) => void
  /** The session whose timer has told that it is due: by its own clock, which may be ahead of the day's. */
  #due: Session | undefined

  /** @param add puts the job last, unless it waits already */
  constructor(conversation: TimedConversation, add: (job: TaskJob) => void) {
    this.#conversation = conversation
    this.#add = add
  }

  hold(session: Session): void {
    session.gate.onTimer = () => {
      if (session !== this.#conversation.session || this.#conversation.isClosed) return
      this.#due = session
      this.#add(this.#job)
    }
  }

  async #fire(): Promise<void> {
    const { session, queue } = this.#conversation
    const deadline = deadlineOf(session.snapshot)
    if (deadline === null || (this.#due !== session && deadline > session.committer.timeAndIds.clock())) return
    session.fireTimer()
    await session.settled()
    await session.commitOutcome(queue.messages(), queue.isLast(this.#job))
  }
}

/** Tells whether a timer was due before the first message that waits was sent. */
export function isDueBefore(deadline: number, first: PendingInput | undefined): boolean {
  return first === undefined || first.at >= deadline
}
