import type { Condition, ConversationData } from '../conditions/condition.js'
import type {
  AnyOutcome,
  CalledBy,
  CallOf,
  FlowNameOf,
  InnerName,
  InnerTransition,
  OfFlows,
  OutcomesOf,
  StatedInner,
  StatedState,
  StateNameIn,
  SubFlowProperties,
  WayOn,
} from './call-types.js'
import type { AddedKey, DataPath } from './data-path.js'
import type { FieldData, FieldName, WayIn, WayOf } from './field-types.js'
import type {
  ConversationFlow,
  EventDefinition,
  FlowProperties,
  FlowStateProperties,
  Go,
  OnEvent,
  Place,
  PromptDefinition,
  Select,
} from './flow.js'
import type { ActorOf, FlowGuard, GuardOf, StatedTransition, TransitionOf } from './flow-names.js'
import type { Property, StandardProperty } from './properties/property.js'

/** The states' names: the keys of the flow's `states`. Written with `infer` because errors then list the names themselves. */
type NameOf<States> = [keyof States] extends [infer Name extends string] ? Name : never

/** The names of the flow's `prompts`; any name when it has none, as names then resolve where the flow is compiled. */
type PromptNameOf<Prompts> = unknown extends Prompts ? string : string extends keyof Prompts ? string : NameOf<Prompts>

/**
 * The next states that go with a state's ways, its transitions and those of its fields: exactly one for each. `unknown` is what TypeScript infers for
 * transitions that are not there. Transitions of any name are those of a flow that is made of another one.
 */
type NextStatesOf<Transitions, Implied extends string, Next> = unknown extends Transitions
  ? [Implied] extends [never]
    ? { readonly nextStates?: never }
    : { readonly nextStates: { readonly [Name in Implied]: Next } }
  : string extends keyof Transitions
    ? { readonly nextStates?: Readonly<Record<string, Next>> }
    : [Implied] extends [never]
      ? { readonly nextStates: { readonly [Name in keyof Transitions]: Next } }
      : { readonly nextStates: { readonly [Name in keyof Transitions | Implied]: Next } }

type GlobalNextStatesOf<Transitions, Next> = unknown extends Transitions
  ? { readonly globalNextStates?: never }
  : string extends keyof Transitions
    ? { readonly globalNextStates?: Readonly<Record<string, Next>> }
    : { readonly globalNextStates: { readonly [Name in keyof Transitions]: Next } }

type StateDefinition<
  Transitions,
  Implied extends string,
  StateName extends string,
  PromptName extends string,
  Path extends string,
  Ways,
  Call,
> = FlowStateProperties<StateName, PromptName> & {
  readonly transitions?: { readonly [Name in keyof Transitions]: Condition<Path> }
  readonly call?: FlowNameOf<Ways>
} & ([Call] extends [never] ? NextStatesOf<NoInfer<Transitions>, Implied, NextOf<StateName, Ways>> : OutcomesOf<Ways, Call, StateName>)

/** Where a transition may lead: a call only where there are flows to call. */
type NextOf<StateName extends string, Ways> = Place<StateName> | Go<StateName> | CallOf<Ways, StateName>

type FlowDefinition<
  States,
  Prompts,
  Globals,
  Events,
  Data extends ConversationData,
  Path extends string,
  Collects,
  Corrects,
  Fields,
  Ways,
  Called,
> = FlowProperties<NoInfer<NameOf<States>>, NoInfer<PromptNameOf<Prompts>>, Data> & {
  readonly states: {
    readonly [Name in keyof States]: StateDefinition<
      States[Name],
      NoInfer<WayOf<'collected', Name, Collects> | WayOf<'corrected', Name, Corrects>>,
      NoInfer<NameOf<States>>,
      NoInfer<PromptNameOf<Prompts>>,
      NoInfer<Path>,
      NoInfer<Ways>,
      CalledBy<Name, Called>
    > & {
      readonly globals?: false | readonly NoInfer<PromptNameOf<Globals>>[]
      readonly collect?: readonly NoInfer<FieldName<Fields>>[]
      readonly correct?: readonly NoInfer<FieldName<Fields>>[]
      readonly on?: Handlers<NoInfer<Events>, NoInfer<NameOf<States>>>
    }
  }
  readonly prompts?: { readonly [Name in keyof Prompts]: PromptDefinition }
  readonly globalTransitions?: { readonly [Name in keyof Globals]: Condition<NoInfer<Path>> }
} & GlobalNextStatesOf<NoInfer<Globals>, NextOf<NoInfer<NameOf<States>>, NoInfer<Ways>>>

/**
 * Where the flow's other names are read. Each part of a state is inferred by itself: a whole state that holds a function would infer
 * nothing.
 */
interface FlowParts<Conditions, GlobalConditions, Invokes, Extracts, Collects, Corrects, Fields> {
  readonly states: { readonly [Name in keyof Conditions]: { readonly transitions?: Inferred<Conditions[Name]> } } & {
    readonly [Name in keyof Invokes]: { readonly invoke?: Inferred<Invokes[Name]> }
  } & { readonly [Name in keyof Extracts]: { readonly extract?: Inferred<Extracts[Name]> } } & {
    readonly [Name in keyof Collects]: { readonly collect?: Inferred<Collects[Name]> }
  } & { readonly [Name in keyof Corrects]: { readonly correct?: Inferred<Corrects[Name]> } }
  readonly fields?: Fields
  readonly globalTransitions?: Inferred<GlobalConditions>
}

/** Infers a type and asks nothing of it, so that no error speaks of it: TypeScript infers to both branches. */
type Inferred<Type> = [Type] extends [unknown] ? unknown : Type

/** The flow's events, and what they do: only what is declared can be handled. A flow without events handles none. */
interface EventParts<Events, StateName extends string> {
  readonly events?: { readonly [Name in keyof Events]: EventDefinition }
  readonly on?: Handlers<NoInfer<Events>, StateName>
}

type Handlers<Events, StateName extends string> = { readonly [Name in EventOf<Events>]?: OnEvent<StateName> }

/** The names of the events; none where there are none. */
type EventOf<Events> = unknown extends Events ? never : keyof Events & string

/** The flows within the flow: their states lead to each other. What they are inferred from stands twice, as their names and as their outcomes. */
interface FlowsParts<
  Flows,
  Ways,
  Called,
  InnerCalled,
  InnerCollects,
  InnerCorrects,
  Fields,
  PromptName extends string,
  Path extends string,
> {
  readonly states: { readonly [Name in keyof Called]: { readonly call?: Inferred<Called[Name]> } }
  readonly flows?: {
    readonly [Flow in keyof Flows]: SubFlowProperties<NoInfer<StateNameIn<Flows[Flow]>>> & {
      readonly states: {
        readonly [Name in keyof Flows[Flow]]: StateDefinition<
          Flows[Flow][Name],
          NoInfer<WayIn<'collected', Flow, Name, InnerCollects> | WayIn<'corrected', Flow, Name, InnerCorrects>>,
          NoInfer<StateNameIn<Flows[Flow]>>,
          PromptName,
          Path,
          NoInfer<Ways>,
          Flow extends keyof InnerCalled ? CalledBy<Name, InnerCalled[Flow]> : never
        > & {
          readonly collect?: readonly NoInfer<FieldName<Fields>>[]
          readonly correct?: readonly NoInfer<FieldName<Fields>>[]
        }
      }
    }
  } & {
    readonly [Flow in keyof InnerCalled]: {
      readonly states: { readonly [Name in keyof InnerCalled[Flow]]: { readonly call?: Inferred<InnerCalled[Flow][Name]> } }
    }
  } & {
    readonly [Flow in keyof InnerCollects]: {
      readonly states: { readonly [Name in keyof InnerCollects[Flow]]: { readonly collect?: Inferred<InnerCollects[Flow][Name]> } }
    }
  } & {
    readonly [Flow in keyof InnerCorrects]: {
      readonly states: { readonly [Name in keyof InnerCorrects[Flow]]: { readonly correct?: Inferred<InnerCorrects[Flow][Name]> } }
    }
  } & { readonly [Flow in keyof Ways]: { readonly states: { readonly [Name in keyof Ways[Flow]]: WayOn<Ways[Flow][Name]> } } }
}

/** What holds in every talk. Names are looked up among those that the flow has. */
interface StatedParts<StateName extends string, TransitionName extends string, EventName extends string, Field extends string> {
  readonly properties?: Readonly<Record<string, Property<StateName, TransitionName, EventName, Field>>>
  readonly prove?: readonly StandardProperty[]
}

/** The parts that are there, of all states. */
type PartOf<Parts> = { readonly [Name in keyof Parts]: unknown extends Parts[Name] ? never : Parts[Name] }[keyof Parts]

/**
 * Checks a flow's names while it is written, and gives the flow back as it is. A misspelt state name, a transition
 * without its next state, a next state without its transition and, where the flow has `prompts`, a misspelt prompt
 * name are compile-time errors that name the choices. So is a `context` path that is neither in the `initialContext`, where
 * there is one, nor extracted nor saved by an `invoke`.
 *
 * Nothing is checked at run time: `compileFlow` and `checkFlow` do that.
 *
 * @returns the same flow, typed by its names
 * @example
 * const flow = defineFlow({
 *   name: 'simple_greeting',
 *   initialState: 'greeting',
 *   states: {
 *     greeting: { prompt: { say: 'Shall we go on?' }, transitions: { yes: keyword(['yes']) }, nextStates: { yes: 'help' } },
 *     help: { prompt: { say: 'How can I help?' } },
 *   },
 * })
 */
export function defineFlow<
  States,
  Prompts,
  Globals,
  Data extends ConversationData = ConversationData,
  const Conditions = unknown,
  const GlobalConditions = unknown,
  const Invokes = unknown,
  const Extracts = unknown,
  const Collects = unknown,
  const Corrects = unknown,
  const Fields = unknown,
  Events = unknown,
  Flows = unknown,
  Ways = unknown,
  const Called = unknown,
  const InnerCalled = unknown,
  const InnerCollects = unknown,
  const InnerCorrects = unknown,
>(
  flow: FlowDefinition<
    States,
    Prompts,
    Globals,
    Events,
    Data,
    DataPath<Data, AddedKey<PartOf<Invokes>, PartOf<Extracts>> | (unknown extends Fields ? never : FieldName<Fields>)>,
    Collects,
    Corrects,
    Fields,
    Ways,
    Called
  > &
    FlowParts<Conditions, GlobalConditions, Invokes, Extracts, Collects, Corrects, Fields> &
    EventParts<Events, NoInfer<NameOf<States>>> &
    FlowsParts<Flows, Ways, Called, InnerCalled, InnerCollects, InnerCorrects, Fields, NoInfer<PromptNameOf<Prompts>>, string> &
    StatedParts<
      NoInfer<StatedState<NameOf<States>, Flows>>,
      NoInfer<
        StatedTransition<StatedState<NameOf<States>, Flows>, Conditions, GlobalConditions, Fields, StatedInner<Flows>, AnyOutcome<Ways>>
      >,
      NoInfer<EventOf<Events>>,
      NoInfer<FieldName<Fields>>
    >,
): ConversationFlow<
  NameOf<States>,
  PromptNameOf<Prompts>,
  Data & FieldData<Fields>,
  {
    readonly transition:
      | TransitionOf<PartOf<Conditions>>
      | TransitionOf<GlobalConditions>
      | (unknown extends Fields ? never : 'collected' | 'corrected')
      | InnerTransition<Flows>
    // Those of its flows are not read, so there may be any.
    readonly guard: GuardOf<PartOf<Conditions>> | GuardOf<GlobalConditions> | OfFlows<Flows, FlowGuard>
    readonly actor: ActorOf<PartOf<Invokes>> | OfFlows<Flows, string>
    readonly inner: InnerName<Flows>
  }
>
export function defineFlow(flow: object): object {
  return flow
}

/**
 * Returns a next state that is chosen at run time among declared candidates: by the model, or by your own `choose`.
 * When none of them is chosen, the transition does not hold.
 *
 * @param options the states to choose among, and who chooses
 * @example select({ candidates: ['billing', 'technical'], prompt: 'Which department is this for?' })
 */
export function select<const StateName extends string>(options: Omit<Select<StateName>, 'type'>): Select<StateName> {
  return { type: 'select', ...options }
}
