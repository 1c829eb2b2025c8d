import type { PendingInput } from '../../stores/contract/conversation-store.js'
import type { Turn } from '../api/conversation.js'

/** Listeners of one turn. */
export interface TurnListeners {
  /** Called with each piece of a reply that the model is making. */
  readonly onDelta?: ((delta: string) => void) | undefined
  /**
   * Called when the turn begins, after those that it waited for, and again when it begins anew.
   *
   * @param said what the turn has said before: a call that failed after a reply is repeated
   */
  readonly onStart?: ((said: string) => void) | undefined
  /** Called when the turn is over, before anything of the next. */
  readonly onEnd?: (() => void) | undefined
}

/** Gives a message its turn; without a message, repeats the call that failed. */
export interface TurnJob {
  readonly kind: 'turn'
  readonly message: PendingInput | undefined
  readonly listeners: TurnListeners
  /** Settles the promise of whoever waits; undefined for a message that was pending in the store, whose sender is elsewhere. */
  readonly caller: Deferred<Turn> | undefined
}

/** Answers a message that was taken up before: with its turn, or by repeating the call that failed in it. */
export interface RepeatJob {
  readonly kind: 'repeat'
  readonly message?: never
  /** The id of the message. */
  readonly repeats: string
  readonly listeners: TurnListeners
  readonly caller: Deferred<Turn>
}

/** Anything else that takes its turn in the queue. */
export interface TaskJob {
  readonly kind: 'task'
  /** What the conversation is doing meanwhile. */
  readonly status: 'turn' | 'reloading'
  /** Whether it changes nothing in the store, and so asks for no lease. */
  readonly onlyLoads?: true
  readonly message?: never
  readonly run: () => Promise<void>
  /** Settles the promise of whoever waits; undefined for work in the background. */
  readonly caller: Deferred<void> | undefined
}

/** One thing to do when the conversation is at rest. */
export type Job = TurnJob | RepeatJob | TaskJob

/** Holds a promise that is settled from outside. */
export class Deferred<Result> {
  readonly promise: Promise<Result>
  #resolve: (result: Result) => void = ignore
  #reject: (error: unknown) => void = ignore

  constructor() {
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  resolve(result: Result): void {
    this.#resolve(result)
  }

  reject(error: unknown): void {
    this.#reject(error)
  }
}

/** Tells whether a job only loads what is stored. */
export function onlyLoads(job: Job): boolean {
  return job.kind === 'task' && job.onlyLoads === true
}

/** Returns a job for a message that is pending in the store. */
export function storedMessageJob(message: PendingInput): TurnJob {
  return { kind: 'turn', message, listeners: {}, caller: undefined }
}

/** Returns a job that loads the conversation anew, and that nobody waits for. */
export function backgroundJob(run: () => Promise<void>): TaskJob {
  return { kind: 'task', status: 'reloading', onlyLoads: true, run, caller: undefined }
}

/** Returns a job that lets a timer fire, and that nobody waits for. */
export function timerJob(run: () => Promise<void>): TaskJob {
  return { kind: 'task', status: 'turn', run, caller: undefined }
}

const ignore = (): undefined => undefined
