import type { ConversationFlow, PromptDefinition } from '../../definition/flow.js'
import { changesOf } from '../../definition/rules/data-changes.js'
import type { FlowPlan } from '../plan/flow-plan.js'

/** Tells whether some prompt of the flow is worded by how often its state has spoken since it was entered. */
export function looksAtRepeats({ definition, states, systemPrompt }: FlowPlan): boolean {
  const prompts = [...states.values()].flatMap(({ prompt, missPrompt, missPrompts, silencePrompts }) => [
    prompt,
    missPrompt,
    ...missPrompts,
    ...silencePrompts,
  ])
  const asked = [...states.values()].flatMap(({ collect, correct }) => (collect ?? correct)?.fields ?? [])
  const questions = asked.flatMap(({ ask, invalid }) => [ask ?? [], invalid ?? []].flat())
  const spoken: readonly PromptDefinition[] = [...prompts, ...questions, ...(systemPrompt === undefined ? [] : [systemPrompt])]
  const written = JSON.stringify([
    ...new Set(spoken),
    definition.states,
    definition.fields ?? {},
    definition.globalTransitions,
    definition.globalNextStates,
  ])
  return /"variants":|"path":"repeats"|\{\{[^}]*\brepeats\b/.test(written)
}

/** Tells whether the flow starts over with the data that a conversation began with. */
export function startsOver(flow: ConversationFlow): boolean {
  return [...changesOf(flow)].some(([{ reset }]) => reset === true)
}
