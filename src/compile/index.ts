export type { RespondOutput } from './actors/respond-actor.js'
export type { UnderstandInput, UnderstandOutput } from './actors/understand-actor.js'
export { compileFlow } from './compile-flow.js'
export type { CompileOptions, PromptSource } from './compile-options.js'
export type {
  ConversationContext,
  ConversationError,
  ConversationInput,
  ConversationOutcome,
  ConversationOutput,
  FailedStep,
  WaitingMessage,
} from './conversation-context.js'
export type { ConversationEmitted, ConversationEvent, LimitKind, UserMessageEvent } from './conversation-events.js'
export type { ConversationMachine, ConversationStateValue, ConversationTag } from './conversation-machine.js'
export type { InvokeInput } from './invoke-input.js'
export { type MachineImplementations, machineFromConfig } from './machine-from-config.js'
export { InvalidConfigError } from './read-config.js'
