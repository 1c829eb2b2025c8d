import type { PendingInput } from '../../stores/contract/conversation-store.js'
import type { Turn } from '../api/conversation.js'
import { type Deferred, type Job, storedMessageJob, type TurnListeners } from './job.js'

/** Keeps the jobs of a conversation in order. The first job is the one that runs; it stays first until it is done. */
export class JobQueue {
  readonly #jobs: Job[] = []
  #generation = 0

  /** Which time it is filled: another one each time when all jobs were taken out at once, and told why. */
  get generation(): number {
    return this.#generation
  }

  get first(): Job | undefined {
    return this.#jobs[0]
  }

  get isEmpty(): boolean {
    return this.#jobs.length === 0
  }

  /** Tells whether nothing is to be done but this. */
  isLast(job: Job | undefined): boolean {
    return this.#jobs.length === 0 || (this.#jobs.length === 1 && this.first === job)
  }

  /** Adds messages that came for another process to run, unless they are here already. */
  adoptEnqueued(inputs: readonly PendingInput[]): void {
    for (const input of inputs) {
      if (!this.#jobs.some(({ message }) => message?.id === input.id)) this.#jobs.push(storedMessageJob(input))
    }
  }

  /** Returns the messages that are not done, without that of one job. */
  messages(except?: Job): readonly PendingInput[] {
    return this.#jobs.flatMap((job) => (job.message === undefined || job === except ? [] : [job.message]))
  }

  /** How many messages wait for the first job. */
  get waitingCount(): number {
    return this.#jobs.reduce((count, { message }, index) => (index > 0 && message !== undefined ? count + 1 : count), 0)
  }

  /** Returns those of the messages that were sent here. */
  sentMessages(): readonly PendingInput[] {
    return this.#jobs.flatMap(({ message, caller }) => (message === undefined || caller === undefined ? [] : [message]))
  }

  /** Returns what somebody waits for who has sent a message with that id, or sent it again. */
  sentTurn(id: string): Promise<Turn> | undefined {
    for (const job of this.#jobs) {
      const jobId = job.kind === 'repeat' ? job.repeats : job.message?.id
      if (job.kind !== 'task' && jobId === id && job.caller !== undefined) return job.caller.promise
    }
    return undefined
  }

  /** Lets somebody wait for a message that was pending in the store. Returns whether there is one with that id that waits. */
  adopt(id: string, listeners: TurnListeners, caller: Deferred<Turn>): boolean {
    const index = this.#jobs.findIndex((job) => job.kind === 'turn' && job.message?.id === id && job.caller === undefined)
    const job = this.#jobs[index]
    if (index < 1 || job?.kind !== 'turn') return false
    this.#jobs[index] = { ...job, listeners, caller }
    return true
  }

  /** Tells whether a message waits for another one. */
  isWaiting(id: string): boolean {
    return this.#jobs.some(({ message }, index) => index > 0 && message?.id === id)
  }

  addLast(job: Job): void {
    this.#jobs.push(job)
  }

  /** Puts a job before all others, unless it is the first already. */
  addFirst(job: Job): void {
    if (this.first !== job) this.#jobs.unshift(job)
  }

  /** Puts a job last, unless it waits already. */
  addOnce(job: Job): void {
    if (!this.#jobs.includes(job, 1)) this.#jobs.push(job)
  }

  /** Takes a job out. Others may have been put before it while it ran. */
  remove(job: Job): void {
    const index = this.#jobs.indexOf(job)
    if (index >= 0) this.#jobs.splice(index, 1)
  }

  /** Takes all jobs out and returns them. */
  removeAll(): readonly Job[] {
    this.#generation += 1
    return this.#jobs.splice(0)
  }

  /**
   * Takes in the messages that are pending in the store. A message that had its turn elsewhere comes first, so that its caller is told before
   * anything is written. All who go on with a conversation come to the same order, so that nobody undoes what another one writes.
   *
   * @param isAnswered tells whether a message has had its turn
   */
  adoptStored(stored: readonly PendingInput[], isAnswered: (message: PendingInput) => boolean): void {
    if (stored.length === 0 && this.isEmpty) return
    const sent = this.#jobs.filter(({ message, caller }) => message === undefined || caller !== undefined)
    const answered = sent.filter(({ message }) => message !== undefined && isAnswered(message))
    const others = sent.filter((job) => !answered.includes(job))
    this.#jobs.splice(0, this.#jobs.length, ...answered, ...inStoredOrder(others, stored))
  }
}

/** Merges jobs of this process and stored messages, each in their order. Stored ones stand before jobs that are not stored yet. */
function inStoredOrder(sent: readonly Job[], stored: readonly PendingInput[]): readonly Job[] {
  const jobs: Job[] = []
  let left = stored
  let end = 0
  for (const job of sent) {
    const index = left.findIndex(({ id }) => id === job.message?.id)
    if (index >= 0) jobs.push(...left.slice(0, index).map(storedMessageJob))
    jobs.push(job)
    if (index < 0) continue
    left = left.slice(index + 1)
    end = jobs.length
  }
  return [...jobs.slice(0, end), ...left.map(storedMessageJob), ...jobs.slice(end)]
}
