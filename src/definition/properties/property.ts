import type { ContextTest } from '../../conditions/condition.js'

/** Names what happens in a talk without saying where. */
export type PropertyWord = 'user' | 'said' | 'called' | 'worked' | 'missed' | 'failed' | 'end'

/** Tests one value of the data, by its dotted path. Every test given must hold. */
export interface DataTest extends ContextTest {
  readonly data: string
}

/** Names an end: any one, one of that outcome, or one in that state. */
export type EndName<StateName extends string = string> = StateName | 'completed' | 'limit' | 'cancelled'

/**
 * Names something that happens in a talk. A bare text is the name of a state that is entered, or one of the words `user` (a message is taken
 * up), `said` (a state has spoken), `called` (a model call has succeeded), `worked` (an `invoke` is done), `missed` (a message fires nothing),
 * `failed` (a call fails) and `end`.
 */
export type Atom<
  StateName extends string = string,
  TransitionName extends string = string,
  EventName extends string = string,
  Field extends string = string,
> =
  | StateName
  | PropertyWord
  | { readonly state: StateName }
  /** `'billing.refund'`, `'global.human'`, an outcome `'verify.verified'`, or a bare name, wherever it is. */
  | { readonly transition: TransitionName; readonly to?: StateName }
  | { readonly said: StateName }
  | { readonly called: StateName }
  | { readonly worked: StateName }
  | { readonly missed: StateName }
  | { readonly failed: StateName }
  | { readonly limit: 'maxLoops' | 'maxTurns' | 'timeoutSeconds' | 'budget' }
  | { readonly end: true | EndName<StateName> | readonly EndName<StateName>[] }
  /** An event from outside is taken. */
  | { readonly event: EventName }
  /** A field is asked for. */
  | { readonly asked: Field }
  | DataTest

/** Names one thing that happens, or any of several. */
export type Of<
  StateName extends string = string,
  TransitionName extends string = string,
  EventName extends string = string,
  Field extends string = string,
> = Atom<StateName, TransitionName, EventName, Field> | readonly Atom<StateName, TransitionName, EventName, Field>[]

/** States something of every talk in a flow. */
export type Property<
  StateName extends string = string,
  TransitionName extends string = string,
  EventName extends string = string,
  Field extends string = string,
> = PropertyNotes & Statement<Of<StateName, TransitionName, EventName, Field>>

/** Holds what every property may say besides. */
export interface PropertyNotes {
  readonly description?: string
  /** Whether failed calls count: as any other step, or not at all. By default a break that takes one is marked. */
  readonly fails?: 'any' | 'never'
}

type Statement<Named> =
  /** It never happens: at all, from an `after` on, until an `until`, or in what comes before a `before`. */
  | { readonly never: Named; readonly after?: Named; readonly before?: Named; readonly until?: Named; readonly again?: true }
  /** It happens so often at most; counting begins anew at each `per`. */
  | { readonly atMost: number; readonly of: Named; readonly per?: Named }
  /** The data pass the test, whenever something happens. */
  | { readonly always: DataTest; readonly after?: Named; readonly until?: Named }
  /** Who ends after it has had the other; `within` so many messages; with `must`, no talk goes round for ever before. */
  | { readonly whenever: Named; readonly then: Named; readonly within?: number; readonly must?: true }
  /** The same from the beginning on. */
  | { readonly eventually: Named; readonly within?: number; readonly must?: true }
  /** From every moment, some talk has it. */
  | { readonly alwaysCan: Named; readonly after?: Named }

/** Names a property that every flow may be asked: `talkchart prove` asks them where a flow has none of its own. */
export type StandardProperty = 'can-always-finish' | 'must-finish' | 'one-line-at-a-time' | 'never-entered'
