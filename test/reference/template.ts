import type { Prompt, PromptDefinition } from '../../src/definition/flow.js'
import { type Conversation, stateOf } from './conversation.js'
import { valueAt } from './evaluate.js'

/** Fills a template in once; what is put in is never looked at again. */
export function render(conversation: Conversation, template: string, text: string = conversation.lastUserText): string {
  return template.replace(/\{\{\s*([\w.]+)\s*\}\}/g, (_, name: string) => {
    const found = look(conversation, name, text)
    if (found === undefined || found === null) return ''
    return typeof found === 'object' ? JSON.stringify(found) : String(found)
  })
}

function look(conversation: Conversation, name: string, text: string): unknown {
  const builtIn = {
    text,
    state: conversation.state,
    visits: conversation.visits[conversation.state] ?? 0,
    turn: conversation.turn,
    repeats: conversation.repeats,
    misses: conversation.noMatches,
    silences: conversation.silences,
    data: JSON.stringify(conversation.data),
  }
  const { refused } = conversation
  const told = refused === null ? {} : { value: refused.value, reason: refused.reason }
  const places = [{ ...told, ...asked(conversation, name) }, stateOf(conversation).promptParams ?? {}, conversation.data, builtIn]
  return places.map((place) => valueAt(place, name)).find((value) => value !== undefined)
}

/** The question that is asked, under its name. */
function asked(conversation: Conversation, name: string): { readonly ask?: string } {
  const ask = name === 'ask' && conversation.asking !== null ? conversation.flow.fields?.[conversation.asking]?.ask : undefined
  if (ask === undefined) return {}
  const { say, instruct = '' } = resolvePrompt(conversation, ask)
  return { ask: render(conversation, say === undefined ? instruct : [say].flat().join('\n\n')) }
}

/** The value itself of a template that is exactly one name; any other is filled in. */
export function valueFrom(conversation: Conversation, template: string): unknown {
  const name = /^\{\{\s*([\w.]+)\s*\}\}$/.exec(template)?.[1]
  return name === undefined ? render(conversation, template) : look(conversation, name, conversation.lastUserText)
}

/** What stands at a path. */
export function valueIn(data: Readonly<Record<string, unknown>>, path: string): unknown {
  return valueAt(data, path)
}

export function resolvePrompt(conversation: Conversation, prompt: Prompt): PromptDefinition {
  if (typeof prompt !== 'string') return prompt
  const found = conversation.flow.prompts?.[prompt]
  if (!found) throw new Error(`The flow has no prompt ${JSON.stringify(prompt)}`)
  return found
}

export function isVerbatim(conversation: Conversation, prompt: Prompt): boolean {
  const { when = [], ...rest } = resolvePrompt(conversation, prompt)
  const wordings = [...when, rest].flatMap((one) => one.variants ?? [one])
  return wordings.every(({ instruct }) => instruct === undefined)
}
