import type { PendingMessage } from '../stores/conversation-store.js'

/** One thing to do when the conversation is at rest. */
export interface Job {
  /** The message that is sent; undefined for anything else. */
  readonly message: PendingMessage | undefined
  /** Does it, and gives what then tells whoever asked. When it throws, `reject` tells. */
  readonly run: (job: Job) => Promise<() => void>
  readonly reject: (error: unknown) => void
}

const ignore = () => undefined

/** A job that nobody waits for. */
export function unaskedJob(message: PendingMessage | undefined, work: (job: Job) => Promise<unknown>): Job {
  return { message, run: (job) => work(job).then(() => ignore), reject: ignore }
}

export interface JobQueueListener {
  /** Gives whether the job that failed is to be tried again. */
  readonly onFailure: (error: unknown) => boolean
  /** Nothing is left to do. */
  readonly onRest: () => void
}

/** What is to be done, one after the other. A job stays first until it is done. */
export class JobQueue {
  readonly #jobs: Job[] = []
  readonly #listener: JobQueueListener
  #isWorking = false

  constructor(listener: JobQueueListener) {
    this.#listener = listener
  }

  get isWorking(): boolean {
    return this.#isWorking
  }

  /** The messages that are sent and not done. */
  get messages(): readonly PendingMessage[] {
    return this.#jobs.flatMap(({ message }) => (message === undefined ? [] : [message]))
  }

  /** Puts work last; settles as the work does. */
  add<Result>(message: PendingMessage | undefined, work: (job: Job) => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      const run = async (job: Job) => {
        const result = await work(job)
        return () => resolve(result)
      }
      this.#jobs.push({ message, run, reject })
      this.#start()
    })
  }

  /** Puts a job last, unless it waits already. */
  addOnce(job: Job): void {
    if (this.#jobs.includes(job, 1)) return
    this.#jobs.push(job)
    this.#start()
  }

  /** Puts jobs before all others. */
  addFirst(...jobs: readonly Job[]): void {
    this.#jobs.unshift(...jobs)
    this.#start()
  }

  isFirst(job: Job): boolean {
    return this.#jobs[0] === job
  }

  /** Takes a job out that is done; others may have been put before it meanwhile. */
  drop(job: Job): void {
    const index = this.#jobs.indexOf(job)
    if (index >= 0) this.#jobs.splice(index, 1)
  }

  /** Whether a message waits for another one. */
  isWaiting(id: string): boolean {
    return this.#jobs.some(({ message }, index) => index > 0 && message?.id === id)
  }

  /** Gives all of it up. */
  reject(reason: unknown): void {
    for (const job of this.#jobs.splice(0)) job.reject(reason)
  }

  #start(): void {
    if (!this.#isWorking) void this.#work()
  }

  async #work(): Promise<void> {
    this.#isWorking = true
    for (let job = this.#jobs[0]; job !== undefined; job = this.#jobs[0]) {
      const tell = await this.#do(job)
      if (tell === undefined) continue
      this.drop(job)
      // Before it is told: whoever hears of it may have the next thing to do, and does not have to wait for anything.
      const isOver = this.#jobs.length === 0
      if (isOver) this.#rest()
      tell()
      if (isOver) return
    }
    this.#rest()
  }

  #rest(): void {
    this.#isWorking = false
    this.#listener.onRest()
  }

  /** Gives what tells of it; undefined when it is to be done again. */
  async #do(job: Job): Promise<(() => void) | undefined> {
    try {
      return await job.run(job)
    } catch (error) {
      const isDropped = !this.#jobs.includes(job)
      if (!this.#listener.onFailure(error)) return () => job.reject(error)
      // It may have been taken out before its last step, and something may stand before it now.
      if (isDropped) this.#jobs.splice(1, 0, job)
      return undefined
    }
  }
}
