export { defineFlow } from './define-flow.js'
export { extract, type ExtractOptions } from './extract.js'
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
export { select } from './select.js'
