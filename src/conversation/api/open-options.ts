import type { ActorOptions } from 'xstate'
import type { CompileOptions } from '../../compile/index.js'
import type { ConversationData } from '../../conditions/condition.js'
import type { ReportProblem } from '../../conditions/evaluation.js'
import type { ConversationFlow } from '../../definition/flow.js'
import type { ConversationMachine } from '../../machine/index.js'
import type { ConversationStore } from '../../stores/contract/conversation-store.js'
import type { Redact } from '../record/redact-record.js'
import type { DriftOptions } from '../record/restore.js'

interface CommonOptions<Data extends object> extends DriftOptions {
  /** Memory by default. */
  readonly store?: ConversationStore
  /** A fresh UUID by default. */
  readonly id?: string
  /** Laid over the flow's `initialContext` when the conversation begins. */
  readonly data?: Partial<Data>
  /** Called with each piece of the opening that the model is making. */
  readonly onDelta?: (delta: string) => void
  /**
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
  /** Told of every step of the machine, as by XState's `createActor`; `inspectConversation` makes one for the Stately inspector. */
  readonly inspect?: NonNullable<ActorOptions<ConversationMachine>['inspect']>
}

/** Opens a flow (with what it is compiled with), or a machine that was compiled already. */
export type OpenOptions<
  StateName extends string = string,
  PromptName extends string = string,
  Data extends ConversationData = ConversationData,
> =
  | (CommonOptions<Data> & CompileOptions & { readonly flow: ConversationFlow<StateName, PromptName, Data>; readonly machine?: never })
  | (CommonOptions<Data> & { readonly machine: ConversationMachine<StateName, Data>; readonly flow?: never })
