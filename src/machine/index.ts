// The words of a machine: what it keeps, hears and tells.
export type {
  ConversationContext,
  ConversationError,
  ConversationInput,
  ConversationOutcome,
  ConversationOutput,
  FailedStep,
  InvokeInput,
  StackFrame,
  StateVisits,
  WaitingMessage,
} from './context.js'
export type { ConversationMachine } from './conversation-machine.js'
export type {
  AnyConversationActor,
  ConversationActor,
  ConversationSnapshot,
  ConversationStateValue,
  ConversationTag,
} from './conversation-snapshot.js'
export type {
  ConversationEmitted,
  ConversationEvent,
  LimitKind,
  OperatorMessageEvent,
  OutsideEvent,
  OutsideEventName,
  UserMessageEvent,
} from './events.js'
export { outsideEvent } from './events.js'
export { InvalidConfigError } from './read-config.js'
