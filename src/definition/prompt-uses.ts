import type { DiagnosticPath } from '../diagnostics/diagnostic.js'
import type { ConversationFlow, FlowState, Prompt } from './flow.js'

/** Tells where a prompt is used: named or written. */
export interface PromptUse {
  readonly prompt: Prompt
  readonly path: DiagnosticPath
  /** The state that speaks it; undefined for those that any state may speak. */
  readonly state: FlowState | undefined
}

/** Returns every use of a prompt that the flow speaks or puts before the model. */
export function* promptUses(flow: ConversationFlow): Generator<PromptUse> {
  if (flow.systemPrompt !== undefined) yield { prompt: flow.systemPrompt, path: ['systemPrompt'], state: undefined }
  if (flow.noMatch?.prompt !== undefined) yield { prompt: flow.noMatch.prompt, path: ['noMatch', 'prompt'], state: undefined }
  for (const [name, state] of Object.entries(flow.states)) {
    yield { prompt: state.prompt, path: ['states', name, 'prompt'], state }
    if (state.noMatch?.prompt !== undefined) yield { prompt: state.noMatch.prompt, path: ['states', name, 'noMatch', 'prompt'], state }
  }
}
