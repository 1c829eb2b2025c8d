import type { AskedCondition, GuardCondition, GuardedTransition } from '../../conditions/condition.js'
import type { Suggestion } from '../../definition/flow.js'
import type { JsonObject, JsonValue } from '../../diagnostics/json.js'
import type { ConversationContext } from '../../machine/context.js'
import type { ScriptedEvent } from './event-script.js'
import type { StateFields } from './field-script.js'
import type { StateWordings } from './state-wordings.js'

/** A condition that may be answered while a message is understood. */
export type AnswerableCondition = AskedCondition | GuardCondition

/** A transition as it is tried: its condition with what it yields to, and where it leads. */
export interface ScriptCandidate extends GuardedTransition {
  /** One state, or the candidates of a `select`. */
  readonly targets: readonly string[]
  /** The key under which a choice among the targets is answered; absent where there is no choice. */
  readonly choiceKey?: string
}

/** How one message of a state is judged. */
export interface Judging {
  /** In the order in which they are tried. */
  readonly candidates: readonly ScriptCandidate[]
  /** The key under which a condition is answered; undefined for one that is not asked. */
  readonly keyOf: (condition: AnswerableCondition) => string | undefined
  /**
   * Whether something may be extracted from the message, and which fields; undefined when anything may be. By `run`, the flow's own function finds
   * it.
   */
  readonly extracts: false | { readonly fields: readonly string[] | undefined; readonly byRun?: true }
}

/** What has to be known of a flow state to talk to it. */
export interface StateScript {
  readonly name: string
  /** Whether the state's own transitions are tried on its reply. */
  readonly onReply: boolean
  /** Whether the model words its reply. */
  readonly isWorded: boolean
  readonly user: Judging
  readonly reply: Judging
  /** What is tried on the data alone, as soon as the state has been entered. */
  readonly entry: Judging
  readonly timesOut: boolean
  /** What may come from outside where the state rests. */
  readonly events: readonly ScriptedEvent[]
  /** The key of the data that the state's own actor fills; null where its output is merged; undefined without an actor. */
  readonly savesAs: string | null | undefined
  /** How many misses in a row make a difference. */
  readonly missesThatCount: number
  /** How many silences in a row make a difference. */
  readonly silencesThatCount: number
  readonly wordings: StateWordings
  /** What of the counts decides how the state words what it says. */
  readonly countsThatMatter: (context: ConversationContext) => readonly number[]
  readonly suggestions: readonly Suggestion[]
  /** What may be said of the fields that the state collects or corrects; absent where it has none, or where they are not known. */
  readonly fields?: StateFields
  readonly promptParams: JsonObject
  /** The key of the data that receives what went wrong in the state's own actor. */
  readonly savesErrorAs: string | undefined
  /** Whether the flow goes on when the state's own actor fails. */
  readonly failsOnward: boolean
}

/** Everything needed to talk to a machine. */
export interface MachineScript {
  readonly states: ReadonlyMap<string, StateScript>
  /** The first keys of the data that conditions read. */
  readonly dataKeys: readonly string[]
  /** The fields of all states. */
  readonly fieldNames: readonly string[]
  /** The names under which the machine's guards ask for a `context` function. */
  readonly functionNames: (fn: object) => readonly string[]
  readonly initialData: Readonly<Record<string, JsonValue>>
  /** What the flow sets and resets, and whoever gives data may fill, with something else than at first. */
  readonly otherData: Readonly<Record<string, JsonValue>>
}

export const NOTHING_JUDGED: Judging = { candidates: [], keyOf: () => undefined, extracts: false }

/** Data as plain JSON: what a snapshot would keep of it. */
export function jsonData(data: Readonly<Record<string, unknown>>): Readonly<Record<string, JsonValue>> {
  const plain: Readonly<Record<string, JsonValue>> = JSON.parse(JSON.stringify(data))
  return plain
}

/** Tells whether data already holds what is wanted of it, key by key. */
export function holdsData(data: Readonly<Record<string, unknown>>, wanted: Readonly<Record<string, JsonValue>>): boolean {
  return Object.entries(wanted).every(([key, value]) => JSON.stringify(data[key] ?? null) === JSON.stringify(value))
}
