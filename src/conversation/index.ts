export type { Conversation, ConversationPhase, ReplyStream, SendOptions, Turn } from './conversation.js'
export { ConversationClosedError, ConversationDoneError, FlowDriftError, MissingImplementationError } from './errors.js'
export { openConversation } from './open-conversation.js'
export type { OpenOptions } from './open-options.js'
