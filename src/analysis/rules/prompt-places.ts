import type { ConversationFlow, FlowState, Prompt } from '../../definition/flow.js'
import type { DiagnosticPath } from '../../diagnostics/diagnostic.js'

/** A place where a prompt is named or written. */
export interface PromptPlace {
  readonly prompt: Prompt
  readonly path: DiagnosticPath
  /** The state that speaks it; undefined for those that any state may speak. */
  readonly state: FlowState | undefined
}

/** Every prompt that the flow speaks or puts before the model. */
export function* promptPlaces(flow: ConversationFlow): Generator<PromptPlace> {
  if (flow.systemPrompt !== undefined) yield { prompt: flow.systemPrompt, path: ['systemPrompt'], state: undefined }
  if (flow.noMatch?.prompt !== undefined) yield { prompt: flow.noMatch.prompt, path: ['noMatch', 'prompt'], state: undefined }
  for (const [name, state] of Object.entries(flow.states)) {
    yield { prompt: state.prompt, path: ['states', name, 'prompt'], state }
    if (state.noMatch?.prompt !== undefined) yield { prompt: state.noMatch.prompt, path: ['states', name, 'noMatch', 'prompt'], state }
  }
}
