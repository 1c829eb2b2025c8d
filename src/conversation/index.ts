export type { Conversation, ConversationPhase, ReplyStream, SendOptions, SettledTurn, Turn } from './api/conversation.js'
export {
  ConversationClosedError,
  ConversationDoneError,
  FlowDriftError,
  MissingImplementationError,
  NoSuchTurnError,
  NothingToRetryError,
} from './api/errors.js'
export type { OpenOptions } from './api/open-options.js'
export * from './migration/index.js'
export type { Redact } from './record/redact-record.js'
export type { DriftOptions } from './record/restore.js'
