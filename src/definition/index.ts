export { checkFlow } from './check-flow.js'
export { defineFlow, select } from './define-flow.js'
export { event } from './event.js'
export { type ExtractOptions, extract } from './extract.js'
export type {
  Budget,
  CallBack,
  Change,
  ConditionalWording,
  ConversationFlow,
  EventDefinition,
  EventWay,
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
  OnEvent,
  PayloadEvaluator,
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
