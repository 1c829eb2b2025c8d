// The package's entry `talkchart/runtime`: what a generated machine is made of, and what opens a conversation with it. It brings no compiler.

export type { Conversation, ConversationPhase, ReplyStream, SendOptions, SettledTurn } from './conversation/api/conversation.js'
export type { ConversationHandle, LocalConversationHandle } from './conversation/api/conversation-handle.js'
export type { ConversationView, TakenTransition, ViewMessage } from './conversation/api/conversation-view.js'
export type { CommonOpenOptions, DriftOptions, OpenMachineOptions, Redact, RenamedStates } from './conversation/api/open-options.js'
export { createMachineConversation as createConversation } from './conversation/handle/create-handle.js'
export { type CommonReadOptions, type ReadMachineOptions, readMachine as readConversation } from './conversation/handle/read-machine.js'
export { openMachine as openConversation } from './conversation/live/open-machine.js'
export * from './runtime/index.js'
