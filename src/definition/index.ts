export { checkFlow } from './check-flow.js'
export { defineFlow, select } from './define-flow.js'
export { type ExtractOptions, extract } from './extract.js'
export type {
  Budget,
  CallBack,
  Change,
  ConditionalWording,
  ConversationFlow,
  Extract,
  Field,
  FlowProperties,
  FlowState,
  FlowStateProperties,
  Go,
  Invoke,
  Metadata,
  NextState,
  NoMatch,
  Place,
  Prompt,
  PromptDefinition,
  Select,
  StateHook,
  StateHookArguments,
  SubFlow,
  Suggestion,
  Timeout,
  Variants,
  Wording,
} from './flow.js'
export type { FlowEdge, FlowEdgeKind } from './flow-edge.js'
export { flowEdges, statesOnCycles } from './flow-graph.js'
export { flowHash } from './flow-hash.js'
export type { FlowGuard, FlowNames } from './flow-names.js'
export { type ParseResult, parseFlow, safeParseFlow } from './parse/parse-flow.js'
