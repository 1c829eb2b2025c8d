import type { Condition } from '../../src/conditions/condition.js'
import type { Change, Prompt, Wording } from '../../src/definition/flow.js'
import { type Candidate, type Conversation, stateOf } from './conversation.js'
import { evaluate } from './evaluate.js'
import { render, resolvePrompt, valueFrom, valueIn } from './template.js'

/** The wording that a prompt has now. */
export function wordingOf(conversation: Conversation, prompt: Prompt): Wording {
  const resolved = resolvePrompt(conversation, prompt)
  const { visits, state, turn, repeats, noMatches: misses, silences } = conversation
  const times = visits[state] ?? 0
  const data = { ...conversation.data, visits: times, turn, repeats, misses, silences }
  const holds = (condition: Condition) => {
    const self: Candidate = { name: '', scope: 'own', condition, next: '', change: {} }
    const listed = { candidates: [], isDeclared: true }
    return evaluate(condition, { text: '', data, guards: {}, listed, self, label: () => 'unknown', custom: () => 'unknown' }) === true
  }
  const { variants, ...only } = resolved.when?.find((entry) => holds(entry.if)) ?? resolved
  return variants === undefined ? only : (variants[(times - 1 + repeats) % variants.length] ?? {})
}

/** What is said: a message for each text; an empty one is left out, unless it is the only one. */
export function saidBy(conversation: Conversation, { say = [] }: Wording): string[] {
  const texts = [say].flat().map((template) => render(conversation, template))
  return texts.length === 1 ? texts : texts.filter((text) => text !== '')
}

/** Of a list the n-th, later the last. */
export function nth(prompts: readonly Prompt[] | undefined, count: number): Prompt | undefined {
  return prompts?.[Math.min(count, prompts.length) - 1]
}

/** Templates are filled in first; then paths are reset, then set. */
export function applyChange(conversation: Conversation, { set = {}, reset = [] }: Change): void {
  const values = Object.entries(set).map(
    ([path, value]) => [path, typeof value === 'string' ? valueFrom(conversation, value) : value] as const,
  )
  if (reset === true) conversation.data = structuredClone(conversation.startData)
  else for (const path of reset) put(conversation, path, valueIn(conversation.flow.initialContext ?? {}, path))
  for (const [path, value] of values) put(conversation, path, value)
}

/** Objects are made on the way; null and undefined remove. */
function put(conversation: Conversation, path: string, value: unknown): void {
  const data: Record<string, unknown> = structuredClone({ ...conversation.data })
  const keys = path.split('.')
  const last = keys.pop() ?? ''
  let owner = data
  for (const key of keys) {
    if ((owner[key] === undefined || owner[key] === null) && (value === undefined || value === null)) return
    owner[key] ??= {}
    const inner = owner[key]
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return
    owner = inner as Record<string, unknown>
  }
  if (value === undefined || value === null) delete owner[last]
  else owner[last] = value
  conversation.data = data
}

/** What the user is offered to say in the state. */
export function offeredIn(conversation: Conversation): readonly { readonly label: string; readonly text: string }[] | undefined {
  const { asking, flow } = conversation
  const ofField = asking === null ? [] : (flow.fields?.[asking]?.suggestions ?? [])
  const offered = [...ofField, ...(stateOf(conversation).suggestions ?? [])]
  if (offered.length === 0) return undefined
  return offered.map((one) => {
    const { label, text } = typeof one === 'string' ? { label: one, text: one } : one
    return { label: render(conversation, label), text: render(conversation, text) }
  })
}
