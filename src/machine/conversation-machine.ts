import type { AnyActorRef, MetaObject, ParameterizedObject, ProvidedActor, StateMachine, StateSchema } from 'xstate'
import type { ConversationData } from '../conditions/condition.js'
import type { FlowNames } from '../definition/flow-names.js'
import type { ConversationContext, ConversationInput, ConversationOutput } from './context.js'
import type { ConversationScope, ConversationSnapshot, ConversationStateValue, ConversationTag } from './conversation-snapshot.js'
import type { ConversationEmitted, ConversationEvent } from './events.js'
import type { Implementations } from './implementations.js'

/** XState's own type of a conversation's machine, whatever its states. Its positional generics stand here once, and in no other public type. */
type XStateMachine = StateMachine<
  ConversationContext,
  ConversationEvent,
  Record<string, AnyActorRef | undefined>,
  ProvidedActor,
  ParameterizedObject,
  ParameterizedObject,
  string,
  ConversationStateValue,
  ConversationTag,
  ConversationInput | undefined,
  ConversationOutput,
  ConversationEmitted,
  MetaObject,
  StateSchema
>

/** What is typed anew below. The rest of a machine says nothing of the flow's names and data. */
type TypedMember = 'provide' | 'resolveState' | 'getTransitionData' | keyof MachineSteps<string, ConversationData, FlowNames>

/**
 * Describes a compiled flow: an ordinary XState machine with literal names. What takes or gives names is a method, so that each machine fits
 * `ConversationMachine`, whose names are any.
 */
export interface ConversationMachine<
  StateName extends string = string,
  Data extends object = ConversationData,
  Names extends FlowNames = FlowNames,
> extends Omit<XStateMachine, TypedMember>,
    MachineSteps<StateName, Data, Names> {
  /** Returns the machine with implementations of your own: guards and actors that the flow names, and actions. */
  provide(implementations: Implementations<ConversationContext<Data, StateName>, Names>): ConversationMachine<StateName, Data, Names>
  resolveState(
    config: Omit<Parameters<XStateMachine['resolveState']>[0], 'context'> & { context: ConversationContext<Data, StateName> },
  ): ConversationSnapshot<StateName, Data>
  getTransitionData(
    snapshot: ConversationSnapshot<StateName, Data>,
    event: ConversationEvent,
  ): ReturnType<XStateMachine['getTransitionData']>
}

/** What XState asks of a machine to run it. */
interface MachineSteps<StateName extends string, Data extends object, Names extends FlowNames> {
  transition(
    snapshot: ConversationSnapshot<StateName, Data>,
    event: ConversationEvent,
    scope: ConversationScope<StateName, Data, Names['transition']>,
  ): ConversationSnapshot<StateName, Data>
  microstep(
    snapshot: ConversationSnapshot<StateName, Data>,
    event: ConversationEvent,
    scope: ConversationScope<StateName, Data, Names['transition']>,
  ): ConversationSnapshot<StateName, Data>[]
  getInitialSnapshot(
    scope: ConversationScope<StateName, Data, Names['transition']>,
    input?: ConversationInput<Data>,
  ): ConversationSnapshot<StateName, Data>
  start(snapshot: ConversationSnapshot<StateName, Data>): void
  getPersistedSnapshot(
    snapshot: ConversationSnapshot<StateName, Data>,
    options?: unknown,
  ): ReturnType<XStateMachine['getPersistedSnapshot']>
  restoreSnapshot(
    snapshot: Parameters<XStateMachine['restoreSnapshot']>[0],
    scope: ConversationScope<StateName, Data, Names['transition']>,
  ): ConversationSnapshot<StateName, Data>
}

/** Tells a machine from a flow and from anything else; by its shape, so that one of another copy of XState is told too. */
export function isConversationMachine(value: unknown): value is ConversationMachine {
  if (typeof value !== 'object' || value === null || !('config' in value) || !('provide' in value)) return false
  return typeof value.config === 'object' && value.config !== null
}
