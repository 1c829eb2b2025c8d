// The package's entry `talkchart/server`: conversations behind an API.

export type { HostEvent, HostOutcome } from './host/channel.js'
export type { ConversationHost, FollowRequest, HostMessage, PlacedMessage, SeenRevision, TurnRun } from './host/conversation-host.js'
export { conversationHost } from './host/create-host.js'
export type { CommonHostOptions, HostOptions } from './host/host-options.js'
export type { KeepOpen } from './host/kept-conversations.js'
export { type ConversationHandler, conversationHandler } from './http/conversation-handler.js'
export type { HandlerCore } from './http/handler.js'
export type { AskedAction, ConversationAction, HandlerOptions, HandlerRequest, Permission } from './http/handler-options.js'
export type { HttpAnswer, HttpRequest } from './http/http-request.js'
export { type NodeListener, nodeListener } from './http/node-listener.js'
export type { ClientView } from './protocol/client-view.js'
export type { RunPosition, ServerEvent, TurnEvent, TurnOutcome } from './protocol/events.js'
export { type Problem, type ProblemCode, ProblemError } from './protocol/problem.js'
export type { PublicError } from './protocol/public-error.js'
export type { PublicTurn } from './protocol/public-turn.js'
export { memoryRelay } from './relay/memory-relay.js'
export { postgresRelay } from './relay/postgres-relay.js'
export type { RelayedReply, ReplyRelay } from './relay/reply-relay.js'
export { conversationWorker } from './worker/conversation-worker.js'
export type {
  CommonWorkerOptions,
  ConversationWorker,
  WorkerOptions,
  WorkerProblem,
  WorkerReply,
  WorkerStats,
} from './worker/worker-options.js'
