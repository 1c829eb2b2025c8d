import type { ActorOptions } from 'xstate'
import type { ConversationData } from '../../conditions/condition.js'
import type { ReportProblem } from '../../conditions/evaluation.js'
import type { FlowNames } from '../../definition/flow-names.js'
import type { ConversationMachine } from '../../machine/index.js'
import type { ConversationRecord, ConversationStore } from '../../stores/contract/conversation-store.js'

/** Changes a text before it is stored. */
export type Redact = (text: string) => string

/** Tells which state of the running flow stands for one that it no longer has: `{ help: 'support' }`. */
export type RenamedStates = Readonly<Record<string, string>>

/** Brings a conversation of another version of the flow over. */
export interface DriftOptions {
  /** Which state of now stands for one that the flow no longer has: `{ help: 'support' }`. */
  readonly renamedStates?: RenamedStates
  /**
   * Changes the record of a conversation that another version of the flow stored, before it is looked at. Only `flow`, `snapshot`, `pending`,
   * `deadline` and `phase` may change. Nothing is stored until the next turn is, so it has to give the same for the same record.
   */
  readonly migrate?: (record: ConversationRecord) => ConversationRecord | Promise<ConversationRecord>
}

/** Says how an open conversation holds its lease. */
export interface LeaseOptions {
  /**
   * How long a lease lasts when it is not renewed, from 10 milliseconds on; 10,000 by default. It is renewed every third of that. Make it longer than
   * anything holds this process up.
   */
  readonly milliseconds?: number
  /** For how many milliseconds a message waits while another process runs the conversation; without limit by default. */
  readonly wait?: number
  /** Tells people who look into the store who holds it; the process by default. */
  readonly owner?: string
}

/** Holds the options of every opening. */
export interface CommonOpenOptions<Data extends object> extends DriftOptions {
  /** Memory by default. */
  readonly store?: ConversationStore
  /** A fresh UUID by default. */
  readonly id?: string
  /** Laid over the flow's `initialContext` when the conversation begins. */
  readonly data?: Partial<Data>
  /** Called with each piece of the opening that the model is making. */
  readonly onDelta?: (delta: string) => void
  /**
   * How the conversation holds its lease, with a store that has leases, as all of talkchart's do. While something runs, this process holds it, and
   * the others wait; an open conversation at rest holds nothing. `false` holds none: then `onConflict` says what becomes of rivals.
   */
  readonly lease?: false | LeaseOptions
  /**
   * @deprecated With leases nothing is to be decided: what another process did is loaded, and the message is judged again there. It holds with
   * `lease: false`, and with a store that has no leases.
   *
   * What happens when another process (another tab, another server) went on with this conversation. `'fail'` by default: the send rejects with
   * `RevisionConflictError` and the conversation is closed. `'reload'`: what the other did is loaded, and the message is judged again there. With
   * a store that hears of others, such as `idbStore`, their turns are loaded as soon as they are over, and `subscribe` tells of them.
   */
  readonly onConflict?: 'fail' | 'reload'
  /**
   * Changes every text of the user's and of the flow's before it is stored; extracted data is stored as it is. The open conversation goes on
   * with the whole texts. One that is opened again, after a crash too, knows only what was stored.
   */
  readonly redact?: Redact
  /**
   * How many of the conversation's newest revisions are kept at least, a whole number from 1 on; all by default. Older ones are forgotten now
   * and then, and their turns can not be returned to any more. Every message of the conversation stays, whatever its age; only what `rewind`
   * has taken back goes. A turn takes one or two revisions.
   */
  readonly keepRevisions?: number
  /** Told of what went wrong and stops nothing: a guard that throws, revisions that could not be forgotten. `console.error` by default. */
  readonly onProblem?: ReportProblem
  /**
   * Gives the opening up: loading, the model's call, the turns of messages that were pending. The opening rejects with the signal's reason, and what
   * was stored stays. It goes on while somebody else in this process waits for it. After the opening it does nothing.
   */
  readonly signal?: AbortSignal
  /**
   * Tells the time, in milliseconds since the epoch; `Date.now` by default. All that is kept or judged goes by it: when a message was said, when a timer
   * is due. A runtime that runs code again to see where it stood gives the time of the first run. Leases and waiting go by the machine's clock.
   */
  readonly clock?: () => number
  /** Makes the ids of messages and commits that nobody gave one; random UUIDs by default. It never gives the same one twice for a conversation. */
  readonly newId?: () => string
  /** Told of every step of the machine, as by XState's `createActor`; `inspectConversation` makes one for the Stately inspector. */
  readonly inspect?: NonNullable<ActorOptions<ConversationMachine>['inspect']>
}

/** Opens a machine that was compiled already, or one that `toMachineSource` wrote. */
export interface OpenMachineOptions<
  StateName extends string = string,
  Data extends ConversationData = ConversationData,
  Names extends FlowNames = FlowNames,
> extends CommonOpenOptions<Data> {
  readonly machine: ConversationMachine<StateName, Data, Names>
}
