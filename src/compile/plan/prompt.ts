import type { ConversationFlow, Prompt, PromptDefinition } from '../../definition/flow.js'
import { instructs } from '../../definition/wordings.js'
import type { PromptSource } from '../compile-options.js'

/** Finds a prompt: inline, in the flow, or in the options, in this order; undefined when the name is nowhere. */
export function resolvePrompt(flow: ConversationFlow, prompts: PromptSource | undefined, prompt: Prompt): PromptDefinition | undefined {
  if (typeof prompt !== 'string') return prompt
  if (flow.prompts !== undefined && Object.hasOwn(flow.prompts, prompt)) return flow.prompts[prompt]
  if (typeof prompts === 'function') return prompts(prompt)
  return prompts !== undefined && Object.hasOwn(prompts, prompt) ? prompts[prompt] : undefined
}

/** Tells whether a prompt is spoken as it stands, without the model. */
export function isVerbatim(prompt: PromptDefinition): boolean {
  return !instructs(prompt)
}

/** Is spoken by a state without a prompt: nothing. */
export const SILENT: PromptDefinition = {}
