import type { Condition } from '../conditions/condition.js'
import type { JsonObject } from '../diagnostics/json.js'

/** Describes a guard that a flow asks: its name and the params that it is given. */
export interface FlowGuard {
  readonly type: string
  readonly params: JsonObject | undefined
}

/**
 * Holds the names that a flow made with `defineFlow` knows, besides those of its states and prompts. Names are `string` where a flow is data, or
 * is put together so that they can not be read.
 */
export interface FlowNames {
  /** The flow's transitions, global ones too. */
  readonly transition: string
  /** The guards that `machine.provide({ guards })` gives. */
  readonly guard: FlowGuard
  /** The actors that `invoke` names. */
  readonly actor: string
  /** The states of its flows, by their full names: `'identity/pin'`. */
  readonly inner: string
}

/** Names all states of a flow, those of its flows by their full names; only its own where the names of those are not known. */
export type AnyState<StateName extends string, Names extends FlowNames> = string extends Names['inner']
  ? StateName
  : StateName | Names['inner']

/** Reads the names of a set of transitions; `unknown` is a set that is not there. */
export type TransitionOf<Transitions> = unknown extends Transitions
  ? never
  : Transitions extends object
    ? keyof Transitions & string
    : never

/** Names the transitions that a property may name: alone, or with the state that has them. An outcome of a called flow is one of the state that names it. */
export type StatedTransition<StateName extends string, Conditions, Globals, Fields, Inner, Outcome extends string> =
  | OwnTransition<Conditions>
  | TransitionOf<Globals>
  | `global.${TransitionOf<Globals>}`
  | (unknown extends Fields ? never : ImpliedTransition | `${StateName}.${ImpliedTransition}`)
  | Inner
  | Outcome
  | `${StateName | 'global'}.${Outcome}`

type ImpliedTransition = 'collected' | 'corrected'

type OwnTransition<Conditions> = {
  readonly [State in keyof Conditions & string]: TransitionOf<Conditions[State]> | `${State}.${TransitionOf<Conditions[State]>}`
}[keyof Conditions & string]

/** Reads the guards that a set of transitions asks. */
export type GuardOf<Transitions> = unknown extends Transitions
  ? never
  : Transitions extends object
    ? GuardIn<Transitions[keyof Transitions]>
    : never

/** Reads the guards that a condition asks; any guards where its type does not tell. */
type GuardIn<Part> = Condition extends Part
  ? FlowGuard
  : Part extends { readonly type: 'guard'; readonly name: infer Name extends string; readonly params?: infer Params }
    ? { readonly type: Name; readonly params: [Params] extends [never] ? undefined : Params extends JsonObject ? Params : undefined }
    : Part extends
          | { readonly type: 'all' | 'any'; readonly conditions: readonly (infer Inner)[] }
          | { readonly type: 'not'; readonly condition: infer Inner }
      ? GuardIn<Inner>
      : never

/** Reads the actor that an `invoke` names. By its key: TypeScript 5.9 finds no literal with more keys to extend an object with one. */
export type ActorOf<Invoke> = unknown extends Invoke ? never : Invoke extends object ? TextAt<Invoke, 'src'> : never

/** Reads the text at a key; any text where the type does not tell. */
export type TextAt<Holder, Key extends string> = Key extends keyof Holder ? Holder[Key] & string : string
