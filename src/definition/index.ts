export { checkFlow } from './check-flow.js'
export { defineFlow, select } from './define-flow.js'
export { type ExtractOptions, extract } from './extract.js'
export type {
  Budget,
  ConversationFlow,
  Extract,
  FlowProperties,
  FlowState,
  FlowStateProperties,
  Invoke,
  Metadata,
  NextState,
  NoMatch,
  Prompt,
  PromptDefinition,
  Select,
  StateHook,
  StateHookArguments,
  Timeout,
} from './flow.js'
export { type FlowEdge, type FlowEdgeKind, flowEdges, statesOnCycles } from './flow-graph.js'
export { flowHash } from './flow-hash.js'
export type { FlowGuard, FlowNames } from './flow-names.js'
export { type ParseResult, parseFlow, safeParseFlow } from './parse/parse-flow.js'
