export type { Conversation, ConversationPhase, ReplyStream, SendOptions, SettledTurn, Turn } from './api/conversation.js'
export {
  ConversationClosedError,
  ConversationDoneError,
  FlowDriftError,
  MissingImplementationError,
  NoSuchTurnError,
  NothingToRetryError,
} from './api/errors.js'
export type { CommonOpenOptions, DriftOptions, OpenMachineOptions, Redact, RenamedStates } from './api/open-options.js'
export * from './migration/index.js'
