export type { Conversation, ConversationPhase, ReplyStream, SendOptions, SettledTurn, Turn } from './api/conversation.js'
export type { ConversationHandle, LocalConversationHandle } from './api/conversation-handle.js'
export type { ConversationView, TakenTransition, ViewMessage } from './api/conversation-view.js'
export {
  ConversationBusyError,
  ConversationClosedError,
  ConversationDoneError,
  ConversationRemovedError,
  FlowDriftError,
  InboxFullError,
  LeaseTooShortError,
  MissingImplementationError,
  NoSuchTurnError,
  NothingToRetryError,
  ReplyRestartedError,
} from './api/errors.js'
export type { CommonOpenOptions, DriftOptions, LeaseOptions, OpenMachineOptions, Redact, RenamedStates } from './api/open-options.js'
export type { CommonReadOptions, ReadMachineOptions } from './handle/read-machine.js'
export { compareFlows, type FlowComparison, type StateComparison } from './migration/compare-flows.js'
export { type CompiledMachine, type ConversationDrift, findDrift } from './migration/find-drift.js'
export { type DriftSurvey, type StrandedConversation, surveyDrift } from './migration/survey-drift.js'
