import type { CallBack, Change, Go, Metadata, Place } from './flow.js'
import type { TransitionOf } from './flow-names.js'

/** Reads, for each state of a flow, whether it goes on by itself or waits: one that does neither ends the flow, and its type stays `unknown`. */
export interface WayOn<Way> {
  readonly transitions?: Way | object
  readonly advanceTo?: Way | string
  readonly call?: Way | string
  readonly collect?: Way | readonly string[]
  readonly on?: Way | object
}

/** Names the outcomes of a flow: its states that have no way on. */
export type OutcomeOf<Ways> = { readonly [Name in keyof Ways]: unknown extends Ways[Name] ? Name : never }[keyof Ways]

/** Names the flows that may be called; none where there are none, any where they are not known. */
export type FlowNameOf<Ways> = unknown extends Ways ? never : string extends keyof Ways ? string : keyof Ways

/** Names the flow that a state calls; never for a state that calls none, or where that is not known. */
export type CalledBy<State, Called> = State extends keyof Called
  ? unknown extends Called[State]
    ? never
    : Called[State] extends string
      ? string extends Called[State]
        ? never
        : Called[State]
      : never
  : never

/** The next states of a state that calls a flow: one for each outcome, and nothing beside them. */
export type OutcomesOf<Ways, Call, StateName extends string> = {
  readonly nextStates: { readonly [Outcome in OutcomeOf<Call extends keyof Ways ? Ways[Call] : never>]: Place<StateName> | Go<StateName> }
}

/** A next state that calls one of the flows; outcomes that are not named come back. */
export type CallOf<Ways, StateName extends string> = unknown extends Ways
  ? never
  : string extends keyof Ways
    ? CallBack<StateName>
    : {
        readonly [Name in keyof Ways]: Change & {
          readonly call: Name
          readonly nextStates?: { readonly [Outcome in OutcomeOf<Ways[Name]>]?: Place<StateName> | Go<StateName> }
        }
      }[keyof Ways]

/** Names the states of a flow within the flow; any where they are not known. */
export type StateNameIn<States> = string extends keyof States ? string : keyof States & string

/** Names the states of a flow's flows in full; never where it has none, or they are not known. */
export type InnerName<Flows> = unknown extends Flows
  ? never
  : string extends keyof Flows
    ? never
    : { readonly [Flow in keyof Flows & string]: `${Flow}/${keyof Flows[Flow] & string}` }[keyof Flows & string]

/** Names the states that a property may name: any where those of its flows are not known. */
export type StatedState<StateName extends string, Flows> =
  | StateName
  | (unknown extends Flows ? never : string extends keyof Flows ? string : InnerName<Flows>)

/** Names the transitions of a flow's flows that a property may name; any where they are not known, none where there are none. */
export type StatedInner<Flows> = unknown extends Flows
  ? never
  : string extends keyof Flows
    ? string
    : { readonly [Flow in keyof Flows & string]: InFull<Flow, Flows[Flow]> }[keyof Flows & string]

type InFull<Flow extends string, States> = {
  readonly [Name in keyof States & string]: TransitionOf<States[Name]> | `${Flow}/${Name}.${TransitionOf<States[Name]>}`
}[keyof States & string]

/** Names the outcomes of all flows of a flow. */
export type AnyOutcome<Ways> = unknown extends Ways
  ? never
  : string extends keyof Ways
    ? string
    : { readonly [Name in keyof Ways]: OutcomeOf<Ways[Name]> & string }[keyof Ways]

/** What a flow within the flow holds besides its states. */
export interface SubFlowProperties<StateName> {
  readonly initialState?: StateName
  readonly description?: string
  readonly metadata?: Metadata
}

/** Names the transitions and the outcomes of a flow's flows; never where it has none, or they are not known. */
export type InnerTransition<Flows> = unknown extends Flows
  ? never
  : string extends keyof Flows
    ? never
    : { readonly [Flow in keyof Flows]: OfStates<Flows[Flow]> }[keyof Flows]

type OfStates<States> = (keyof States & string) | { readonly [Name in keyof States]: TransitionOf<States[Name]> }[keyof States]

/** Is anything in a flow whose flows are known; never in one without. */
export type OfFlows<Flows, Anything> = unknown extends Flows ? never : string extends keyof Flows ? never : Anything
