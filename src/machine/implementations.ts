import type { AnyActorLogic, AnyActorRef, GuardPredicate, ParameterizedObject } from 'xstate'
import type { FlowGuard, FlowNames } from '../definition/flow-names.js'
import type { ConversationContext } from './context.js'
import type { ConversationEvent } from './events.js'

/** Names the actors that every machine has; your own take their places. */
export type BuiltInActor = 'respond' | 'understand' | 'deadline'

/** Holds the flow's guards by name. They are synchronous; `params` is what `guard(name, params)` gives. */
export type GuardImplementations<Context extends ConversationContext<object>, Guard extends FlowGuard> = {
  readonly [Name in Guard['type']]?: GuardPredicate<
    Context,
    ConversationEvent,
    Extract<Guard, { readonly type: Name }>['params'],
    ParameterizedObject
  >
}

/** Holds the flow's actors by name. */
export type ActorImplementations<ActorName extends string> = { readonly [Name in ActorName]?: AnyActorLogic }

/** What an action is given. XState's own type of it holds the machine, and so fits no other machine's. */
interface ActionArguments<Context extends ConversationContext<object>> {
  readonly context: Context
  readonly event: ConversationEvent
  readonly self: AnyActorRef
  readonly system: AnyActorRef['system']
}

type ActionImplementation<Context extends ConversationContext<object>> = (
  input: ActionArguments<Context>,
  params: ParameterizedObject['params'] | undefined,
) => void

/** Holds what `machine.provide` takes. */
export interface Implementations<Context extends ConversationContext<object>, Names extends FlowNames> {
  /** The guards that the flow's conditions name. */
  guards?: GuardImplementations<Context, Names['guard']>
  /** The actors that the flow's `invoke`s name, and those that every machine has. */
  actors?: ActorImplementations<Names['actor'] | BuiltInActor>
  /** The actions that `onEnter` and `onExit` name. */
  actions?: Readonly<Record<string, ActionImplementation<Context>>>
}
