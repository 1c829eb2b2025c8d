import type { Condition, ConversationData } from '../conditions/condition.js'
import { evaluateContext } from '../conditions/kinds/context/context-kind.js'
import type { PromptDefinition, Wording } from '../definition/flow.js'
import { instructs, textsOf } from '../definition/wordings.js'
import type { ConversationContext } from '../machine/context.js'
import type { StateMeta } from '../machine/meta.js'
import { renderTemplate, type TemplateView } from '../model/render-template.js'

/** Returns how often things have happened, under the names that prompts have for it. */
export function countsOf({ state, visits, turn, repeats = 0, noMatches: misses, silences = 0 }: ConversationContext) {
  return { visits: (Object.hasOwn(visits, state) ? visits[state] : undefined) ?? 0, turn, repeats, misses, silences }
}

/**
 * Returns the prompt that a state speaks now: that of a silence, what is said of a value that does not fit, that of a miss, the question that is
 * asked, or its own.
 */
export function promptNow(state: StateMeta, context: ConversationContext, byModel = false): PromptDefinition {
  const { noMatches, silences = 0, asking, refused } = context
  const { prompt, missPrompt, missPrompts, silencePrompts, questions = {} } = state
  const of = (field: string | null | undefined) =>
    typeof field === 'string' && Object.hasOwn(questions, field) ? questions[field] : undefined
  const question = of(asking)?.ask ?? prompt
  const isAsked = byModel && question !== prompt
  const silent = silences > 0 ? nth(silencePrompts, silences) : undefined
  if (silences > 0) return silent === undefined || (isAsked && !instructs(silent)) ? question : silent
  const told = of(refused?.field)
  const missed = noMatches > 0 ? (nth(missPrompts, noMatches) ?? missPrompt) : undefined
  // What is said on a miss without the model has been said when the model words the question.
  const isSaid = isAsked && missed !== undefined && !instructs(missed)
  return told?.invalid ?? told?.ask ?? (isSaid ? question : (missed ?? question))
}

/** Returns the n-th prompt of a list, or the last one. */
function nth(prompts: readonly PromptDefinition[] = [], count: number): PromptDefinition | undefined {
  return prompts[Math.min(count, prompts.length) - 1]
}

/** Returns the wording of a prompt that is used now: of the first `when` that holds, the variant whose turn it is. */
export function wordingNow(prompt: PromptDefinition, context: ConversationContext): Wording {
  const counts = countsOf(context)
  const chosen = prompt.when?.find((entry) => isChosen(entry.if, context)) ?? prompt
  if (chosen.variants === undefined) return chosen
  return chosen.variants[Math.max(0, counts.visits - 1 + counts.repeats) % chosen.variants.length] ?? {}
}

/** Returns the messages that a wording makes. An empty one is not spoken, unless it is the only one. */
export function messagesOf({ say }: Wording, view: TemplateView): readonly string[] {
  const texts = textsOf(say).map((template) => renderTemplate(template, view))
  return texts.length === 1 ? texts : texts.filter((text) => text !== '')
}

/** Tells whether a wording with this condition may be used now. Counts win over data of the same name. */
export function isChosen(condition: Condition, context: ConversationContext): boolean {
  return holds(condition, { ...context.data, ...countsOf(context) })
}

/** A condition on data alone; the checks let no other stand here. */
function holds(condition: Condition, data: ConversationData): boolean {
  switch (condition.type) {
    case 'always':
      return true
    case 'all':
      return condition.conditions.every((part) => holds(part, data))
    case 'any':
      return condition.conditions.some((part) => holds(part, data))
    case 'not':
      return !holds(condition.condition, data)
    case 'context':
      return 'path' in condition && evaluateContext({ ...condition.test, path: condition.path }, data)
    default:
      return false
  }
}
