import type { ActorRef, ActorScope, AnyActorRef, AnyActorScope, MachineSnapshot, MetaObject, Snapshot, StateSchema } from 'xstate'
import type { ConversationData } from '../conditions/condition.js'
import type { ConversationContext, ConversationOutput } from './context.js'
import type { ConversationEmitted, ConversationEvent } from './events.js'
import type { Substate } from './ids.js'

type End = '$completed' | '$limit' | '$cancelled'

/** Tells where a machine stands: in a flow state and one of its substates, or at an end. */
export type ConversationStateValue<StateName extends string = string> = { readonly [Name in StateName]?: Substate } | End

/** Names what a machine waits for: the user (`listening`), or a repetition of what failed (`failed`); `flow:identity` names the called flow that it is in. */
export type ConversationTag = 'listening' | 'failed' | `flow:${string}`

type XStateSnapshot = MachineSnapshot<
  ConversationContext,
  ConversationEvent,
  Record<string, AnyActorRef | undefined>,
  ConversationStateValue,
  ConversationTag,
  ConversationOutput,
  MetaObject,
  StateSchema
>

interface SnapshotFacts<StateName extends string, Data extends object>
  extends Omit<XStateSnapshot, 'status' | 'output' | 'error' | 'context' | 'value' | 'matches'> {
  context: ConversationContext<Data, StateName>
  value: ConversationStateValue<StateName>
  /** Tells whether the machine stands there: `matches('help')`, `matches({ help: 'listening' })`. */
  matches(value: StateName | ConversationStateValue<StateName>): boolean
}

/** Describes what an actor's `getSnapshot()` returns: XState's snapshot with the flow's names and data. */
export type ConversationSnapshot<StateName extends string = string, Data extends object = ConversationData> = SnapshotFacts<
  StateName,
  Data
> &
  Snapshot<ConversationOutput<Data, StateName>>

/** Describes the XState actor of a conversation. */
export type ConversationActor<
  StateName extends string = string,
  Data extends object = ConversationData,
  TransitionName extends string = string,
> = ActorRef<ConversationSnapshot<StateName, Data>, ConversationEvent, ConversationEmitted<StateName, TransitionName>>

/** Describes the actor of any conversation, whatever its states and data. */
export type AnyConversationActor = ConversationActor

/** Describes what XState runs a machine's steps with. `emit` is a method here, so that machines with names fit those with any. */
export interface ConversationScope<StateName extends string, Data extends object, TransitionName extends string>
  extends Omit<
    ActorScope<
      ConversationSnapshot<StateName, Data>,
      ConversationEvent,
      AnyActorScope['system'],
      ConversationEmitted<StateName, TransitionName>
    >,
    'emit'
  > {
  emit(event: ConversationEmitted<StateName, TransitionName>): void
}
