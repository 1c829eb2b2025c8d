import type { AnyActorRef, MetaObject, ParameterizedObject, ProvidedActor, StateMachine, StateSchema } from 'xstate'
import type { ConversationData } from '../conditions/condition.js'
import type { ConversationContext, ConversationInput, ConversationOutput } from './context.js'
import type { ConversationEmitted, ConversationEvent } from './events.js'
import type { Substate } from './ids.js'

/** Tells where a machine stands: in a flow state and one of its substates, or at an end. */
export type ConversationStateValue<StateName extends string = string> =
  | { readonly [Name in StateName]?: Substate }
  | '$completed'
  | '$limit'
  | '$cancelled'

/** Names what a machine waits for: the user (`listening`), or a repetition of what failed (`failed`). */
export type ConversationTag = 'listening' | 'failed'

/**
 * Describes a compiled flow: an ordinary XState machine with literal state names. The positional generics of XState's `StateMachine` stand here
 * once, and in no other public type.
 */
export type ConversationMachine<StateName extends string = string, Data extends object = ConversationData> = StateMachine<
  ConversationContext<Data>,
  ConversationEvent,
  Record<string, AnyActorRef | undefined>,
  ProvidedActor,
  ParameterizedObject,
  ParameterizedObject,
  string,
  ConversationStateValue<StateName>,
  ConversationTag,
  ConversationInput<Data> | undefined,
  ConversationOutput<Data>,
  ConversationEmitted,
  MetaObject,
  StateSchema
>

/** Tells a machine from a flow and from anything else; by its shape, so that one of another copy of XState is told too. */
export function isConversationMachine(value: unknown): value is ConversationMachine {
  if (typeof value !== 'object' || value === null || !('config' in value) || !('provide' in value)) return false
  return typeof value.config === 'object' && value.config !== null
}
