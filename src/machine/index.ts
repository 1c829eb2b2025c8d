// The words of a machine: what it keeps, hears and tells.
export type {
  ConversationContext,
  ConversationError,
  ConversationInput,
  ConversationOutcome,
  ConversationOutput,
  FailedStep,
  InvokeInput,
  WaitingMessage,
} from './context.js'
export type { ConversationMachine, ConversationStateValue, ConversationTag } from './conversation-machine.js'
export type { ConversationEmitted, ConversationEvent, LimitKind, UserMessageEvent } from './events.js'
export { InvalidConfigError } from './read-config.js'
