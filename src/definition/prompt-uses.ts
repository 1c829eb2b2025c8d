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
  yield* answerUses(flow, [], undefined)
  for (const [name, { ask, invalid }] of Object.entries(flow.fields ?? {})) {
    if (ask !== undefined) yield { prompt: ask, path: ['fields', name, 'ask'], state: undefined }
    if (invalid !== undefined) yield { prompt: invalid, path: ['fields', name, 'invalid'], state: undefined }
  }
  for (const [name, state] of Object.entries(flow.states)) {
    if (state.prompt !== undefined) yield { prompt: state.prompt, path: ['states', name, 'prompt'], state }
    yield* answerUses(state, ['states', name], state)
  }
}

/** What is said on misses and silences. */
function* answerUses(
  { noMatch, timeout }: Pick<FlowState, 'noMatch' | 'timeout'>,
  path: DiagnosticPath,
  state: FlowState | undefined,
): Generator<PromptUse> {
  if (noMatch?.prompt !== undefined) yield { prompt: noMatch.prompt, path: [...path, 'noMatch', 'prompt'], state }
  for (const [key, { prompts = [] } = {}] of Object.entries({ noMatch, timeout })) {
    for (const [position, prompt] of prompts.entries()) yield { prompt, path: [...path, key, 'prompts', position], state }
  }
}
