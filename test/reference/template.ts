import type { Prompt, PromptDefinition } from '../../src/definition/flow.js'
import { type Conversation, stateOf } from './conversation.js'
import { valueAt } from './evaluate.js'

/** Fills a template in once; what is put in is never looked at again. */
export function render(conversation: Conversation, template: string, text: string = conversation.lastUserText): string {
  const builtIn = {
    text,
    state: conversation.state,
    visits: conversation.visits[conversation.state] ?? 0,
    turn: conversation.turn,
    data: JSON.stringify(conversation.data),
  }
  const places = [stateOf(conversation).promptParams ?? {}, conversation.data, builtIn]
  return template.replace(/\{\{\s*([\w.]+)\s*\}\}/g, (_, name: string) => {
    const found = places.map((place) => valueAt(place, name)).find((value) => value !== undefined)
    return found === undefined ? '' : String(found)
  })
}

export function resolvePrompt(conversation: Conversation, prompt: Prompt): PromptDefinition {
  if (typeof prompt !== 'string') return prompt
  const found = conversation.flow.prompts?.[prompt]
  if (!found) throw new Error(`The flow has no prompt ${JSON.stringify(prompt)}`)
  return found
}

export function textOf({ say = '' }: PromptDefinition): string {
  return typeof say === 'string' ? say : say.join('\n\n')
}

export function isVerbatim(conversation: Conversation, prompt: Prompt): boolean {
  return resolvePrompt(conversation, prompt).instruct === undefined
}

export function renderSystem(conversation: Conversation): string | null {
  const prompt = conversation.flow.systemPrompt
  if (prompt === undefined) return null
  const found = resolvePrompt(conversation, prompt)
  return render(conversation, found.instruct ?? textOf(found))
}
