export type { Conversation, ConversationPhase, ReplyStream, SendOptions, SettledTurn, Turn } from './conversation.js'
export * from './drift/index.js'
export {
  ConversationClosedError,
  ConversationDoneError,
  FlowDriftError,
  MissingImplementationError,
  NoSuchTurnError,
  NothingToRetryError,
} from './errors.js'
export { openConversation } from './open-conversation.js'
export type { OpenOptions } from './open-options.js'
export type { Redact } from './redact-record.js'
export type { DriftOptions } from './restore.js'
