// Everything that a generated machine needs besides XState, without the compiler. The engines of regexes and sentiments are not here.

export type { ConversationData, CustomArguments } from '../conditions/condition.js'
export { all, any, not } from '../conditions/kinds/composition/composition.js'
export { context } from '../conditions/kinds/context/context.js'
export { keyword } from '../conditions/kinds/keyword/keyword.js'
export { extract } from '../definition/extract.js'
export type { StateHookArguments } from '../definition/flow.js'
export type { ConversationContext, ConversationInput, ConversationOutput, InvokeInput } from '../machine/context.js'
export type { ConversationTag } from '../machine/conversation-snapshot.js'
export type { ConversationEmitted, MachineEvent } from '../machine/events.js'
export type { FlowMeta, UnderstandingMeta } from '../machine/meta.js'
export { callParts } from './flows/call-parts.js'
export {
  asConversationMachine,
  type ConversationFacts,
  type ConversationModels,
  changeParts,
  conversationParts,
  type EventFacts,
  eventParts,
  type SpeakingFacts,
  type StateFacts,
  speakingParts,
  verbatimParts,
} from './generated/conversation-parts.js'
export { type FieldPartsFacts, fieldParts } from './generated/field-parts.js'
export { allOf, among, answered, anyOf, given, noneOf, type WhenOptions, when, yielding } from './generated/guards.js'
export { actorNotWritten, guardNotWritten, NotWrittenError, notWritten, schemaNotWritten } from './generated/not-written.js'
export { conversationGuards, type GuardArguments, type RuntimeGuard } from './guards/turn-guards.js'
export type { RuntimeAction } from './xstate-action.js'
