import type { PendingMessage } from '../../stores/contract/conversation-store.js'

/** One thing to do when the conversation is at rest. */
export interface Job {
  /** The message that is sent; undefined for anything else. */
  readonly message: PendingMessage | undefined
  /** Does it, and gives what then tells whoever asked. When it throws, `reject` tells. */
  readonly run: (job: Job) => Promise<() => void>
  readonly reject: (error: unknown) => void
  /** A message that somebody else has sent: it is done here only as long as it is stored as pending. */
  readonly isAdopted?: true
}

const ignore = () => undefined

/** A job that nobody waits for. */
export function unaskedJob(work: () => Promise<unknown>): Job {
  return { message: undefined, run: () => work().then(() => ignore), reject: ignore }
}

/** A message of somebody else's that is pending in the store. */
export function adoptedJob(message: PendingMessage, work: (job: Job) => Promise<unknown>): Job {
  return { message, run: (job) => work(job).then(() => ignore), reject: ignore, isAdopted: true }
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
  #tellRest: () => void = ignore

  constructor(listener: JobQueueListener) {
    this.#listener = listener
  }

  get isWorking(): boolean {
    return this.#isWorking
  }

  get isEmpty(): boolean {
    return this.#jobs.length === 0
  }

  /** The messages that are not done, but for that of one job. */
  messages(except?: Job): readonly PendingMessage[] {
    return this.#jobs.flatMap((job) => (job.message === undefined || job === except ? [] : [job.message]))
  }

  /** Of these, the messages that were sent here. */
  get ownMessages(): readonly PendingMessage[] {
    return this.#jobs.flatMap(({ message, isAdopted }) => (message === undefined || isAdopted ? [] : [message]))
  }

  /** Puts work last; settles as the work does. */
  add<Result>(message: PendingMessage | undefined, work: (job: Job) => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      const run = async (job: Job) => {
        const result = await work(job)
        return () => resolve(result)
      }
      this.#jobs.push({ message, run, reject })
      this.start()
    })
  }

  /** Puts a job last, unless it waits already. */
  addOnce(job: Job): void {
    if (this.#jobs.includes(job, 1)) return
    this.#jobs.push(job)
    this.start()
  }

  /** Puts a job before all others. */
  addFirst(job: Job): void {
    this.#jobs.unshift(job)
    this.start()
  }

  /**
   * Takes up what is stored as pending now, and does not start with it. What has had its turn meanwhile comes first, so that it is told
   * before anything is written. All who go on with a conversation come to the same order, so that nobody undoes what another one writes.
   */
  takeUp(
    stored: readonly PendingMessage[],
    isSettled: (message: PendingMessage) => boolean,
    adopt: (message: PendingMessage) => Job,
  ): void {
    const own = this.#jobs.filter(({ isAdopted }) => !isAdopted)
    const settled = own.filter(({ message }) => message !== undefined && isSettled(message))
    const left = own.filter((job) => !settled.includes(job))
    this.#jobs.splice(0, this.#jobs.length, ...settled, ...inStoredOrder(left, stored, adopt))
  }

  /** Resolves when nothing is left to do. */
  atRest(): Promise<void> {
    if (!this.#isWorking) return Promise.resolve()
    return new Promise((resolve) => {
      this.#tellRest = resolve
    })
  }

  /** Whether it is the next to be done, or is being done. */
  isFirst(job: Job): boolean {
    return this.#jobs[0] === job
  }

  /** Whether a message waits for another one. */
  isWaiting(id: string): boolean {
    return this.#jobs.some(({ message }, index) => index > 0 && message?.id === id)
  }

  /** Gives all of it up. */
  reject(reason: unknown): void {
    for (const job of this.#jobs.splice(0)) job.reject(reason)
  }

  /** Begins with what has been taken up. */
  start(): void {
    if (!this.#isWorking && this.#jobs.length > 0) void this.#work()
  }

  async #work(): Promise<void> {
    this.#isWorking = true
    for (let job = this.#jobs[0]; job !== undefined; job = this.#jobs[0]) {
      const tell = await this.#do(job)
      if (tell === undefined) continue
      this.#drop(job)
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
    this.#tellRest()
  }

  /** Gives what tells of it; undefined when it is to be done again. */
  async #do(job: Job): Promise<(() => void) | undefined> {
    try {
      return await job.run(job)
    } catch (error) {
      return this.#listener.onFailure(error) ? undefined : () => job.reject(error)
    }
  }

  /** Others may have been put before it meanwhile. */
  #drop(job: Job): void {
    const index = this.#jobs.indexOf(job)
    if (index >= 0) this.#jobs.splice(index, 1)
  }
}

/** Own jobs in their order, and stored messages in theirs, those of others before own ones that are not stored yet. */
function inStoredOrder(own: readonly Job[], stored: readonly PendingMessage[], adopt: (message: PendingMessage) => Job): readonly Job[] {
  const jobs: Job[] = []
  let left = stored
  let end = 0
  for (const job of own) {
    const place = left.findIndex(({ id }) => id === job.message?.id)
    if (place >= 0) jobs.push(...left.slice(0, place).map(adopt))
    jobs.push(job)
    if (place < 0) continue
    left = left.slice(place + 1)
    end = jobs.length
  }
  return [...jobs.slice(0, end), ...left.map(adopt), ...jobs.slice(end)]
}
