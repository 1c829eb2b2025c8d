export { type ModelHandlerOptions, modelHandler } from './model-handler.js'
export { openConversation } from './open-conversation.js'
export type { OpenOptions } from './open-options.js'
