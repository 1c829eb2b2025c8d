import type { ConversationData } from '../../conditions/condition.js'
import type { Turn } from '../../conversation/api/conversation.js'
import type { ConversationView } from '../../conversation/api/conversation-view.js'
import type { FlowNames } from '../../definition/flow-names.js'
import type { ConversationError } from '../../machine/index.js'
import type { ClaimableStore, DueKind } from '../../stores/contract/conversation-store.js'
import type { HostOptions } from '../host/host-options.js'

/** Tells what a flow said with nobody there. */
export interface WorkerReply {
  readonly id: string
  readonly kind: DueKind
  /** The turn as it stands, with the replies that are new alone. */
  readonly turn: Turn
  /** Where the conversation stands; its `revision` tells one reply of a conversation from the next. */
  readonly view: ConversationView
}

/** Tells of a conversation that a worker could not run, or gave up. */
export interface WorkerProblem {
  /** Undefined when the store could not be asked what is due. */
  readonly id: string | undefined
  readonly kind: DueKind | undefined
  /** What was thrown, or why the call of the model failed. */
  readonly error: unknown
  readonly attempts: number
  /** Whether nobody tries again until something new is committed. */
  readonly isGivenUp: boolean
}

/** Holds what every worker is made of, besides what a host is. */
export interface CommonWorkerOptions {
  /** One of those that give what is due: memory, files, Postgres. Make it once, and give the same one to everything in this process. */
  readonly store: ClaimableStore
  /** A worker keeps nothing open. */
  readonly keepOpen?: never
  /** How many conversations run at the same time; 8 by default. */
  readonly concurrency?: number
  /** How many milliseconds it waits when nothing was due; 1,000 by default. */
  readonly poll?: number
  /**
   * Says whether a turn that failed is repeated, and after how many milliseconds. `true`, and nothing (`undefined`) for an error that may pass, wait
   * for 5 seconds, and twice as long after each attempt, up to 15 minutes; `false` repeats nothing.
   *
   * @param attempt how often it was repeated before
   */
  readonly retry?: (error: ConversationError, attempt: number) => boolean | number | undefined
  /** Told what a flow said, when that is stored. A worker that dies in between tells nobody. */
  readonly onReply?: (reply: WorkerReply) => void | Promise<void>
  /** Told of each conversation that is given up, of each version of a flow that does not fit, and of a store that can not be asked; `console.error` by default. */
  readonly onError?: (problem: WorkerProblem) => void
}

/** Makes a worker of a flow (with what it is compiled with), or of a machine that was compiled already. */
export type WorkerOptions<
  StateName extends string = string,
  PromptName extends string = string,
  Data extends ConversationData = ConversationData,
  Names extends FlowNames = FlowNames,
> = HostOptions<StateName, PromptName, Data, Names> & CommonWorkerOptions

/** Counts what a worker has done. */
export interface WorkerStats {
  /** Conversations that run now. */
  readonly running: number
  /** Conversations that it was given. */
  readonly claimed: number
  /** Timers, pending messages and failed calls that it ran. */
  readonly runs: number
  /** Conversations that it gave up. */
  readonly givenUp: number
}

/** Runs what is due in conversations that nobody has open, until it is stopped. */
export interface ConversationWorker {
  /** Takes up nothing more, and resolves when what runs is stored; after 25 seconds what runs is left to the next worker. */
  stop(): Promise<void>
  stats(): WorkerStats
}
