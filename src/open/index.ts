export { openConversation } from './open-conversation.js'
export type { OpenOptions } from './open-options.js'
