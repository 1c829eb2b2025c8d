export { compareFlows, type FlowComparison, type StateComparison } from './compare-flows.js'
export { type CompiledMachine, type ConversationDrift, findDrift } from './find-drift.js'
export { type DriftSurvey, type StrandedConversation, surveyDrift } from './survey-drift.js'
