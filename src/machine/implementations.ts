import type { AnyActorLogic, GuardPredicate, ParameterizedObject } from 'xstate'
import type { FlowGuard, FlowNames } from '../definition/flow-names.js'
import type { ConversationContext } from './context.js'
import type { ConversationEvent } from './events.js'

/** The actors that every machine has; your own take their places. */
export type BuiltInActor = 'respond' | 'understand' | 'deadline'

/** The flow's guards by name. They are synchronous; `params` is what `guard(name, params)` gives. */
export type GuardImplementations<Context extends ConversationContext<object>, Guard extends FlowGuard> = {
  readonly [Each in Guard as Each['type']]?: GuardPredicate<Context, ConversationEvent, Each['params'], ParameterizedObject>
}

/** The flow's actors by name. */
export type ActorImplementations<ActorName extends string> = { readonly [Name in ActorName]?: AnyActorLogic }

/** What `machine.provide` takes. */
export interface Implementations<Context extends ConversationContext<object>, Names extends FlowNames> {
  /** The guards that the flow's conditions name. */
  guards?: GuardImplementations<Context, Names['guard']>
  /** The actors that the flow's `invoke`s name, and those that every machine has. */
  actors?: ActorImplementations<Names['actor'] | BuiltInActor>
  /** The actions that `onEnter` and `onExit` name. */
  actions?: Readonly<Record<string, unknown>>
}
