import type { TransitionConfig } from '../../machine/config.js'
import { substateId, targetOf } from '../../machine/ids.js'
import type { FlowPlan, StatePlan } from '../plan/flow-plan.js'
import { collectWays, correctWays } from './field-language.js'
import { type Step, TAKE_UP, type TransitionWriter } from './transition.js'
import { flowLimits, refusal, unmatched } from './turn.js'

/** Writes what a user's message does in a state that listens. */
export function onUserMessage(flow: FlowPlan, plan: StatePlan, transitions: TransitionWriter): readonly TransitionConfig[] {
  if (plan.onEvent) return [refusal(flow), ...judgedByWords(plan, transitions)]
  return [refusal(flow), ...flowLimits(flow, transitions), ...tryCandidates(flow, plan, transitions)]
}

/** Writes that a message which words do not decide is kept where events are waited for; the silence is counted anew. */
function judgedByWords(plan: StatePlan, transitions: TransitionWriter): readonly TransitionConfig[] {
  const tried = transitions.evaluateImmediate(plan.candidates, undefined, { guard: true, before: TAKE_UP, reads: true })
  const kept: Step = { guard: true, before: [{ type: 'takeUpUnjudged' }], description: 'kept; an event is waited for' }
  return [...tried.transitions, { ...transitions.within(targetOf(substateId(plan.name, 'listening')), kept), reenter: true }]
}

function tryCandidates(flow: FlowPlan, plan: StatePlan, transitions: TransitionWriter): readonly TransitionConfig[] {
  const ofFields = collectWays(flow, plan, transitions) ?? correctWays(flow, plan, transitions)
  if (ofFields !== undefined) return ofFields.onMessage()
  const { understanding } = plan
  const step: Step = { guard: true, before: TAKE_UP, reads: true }
  if (understanding?.tasks.extract !== undefined) return transitions.understand(understanding, step)
  const tried = transitions.evaluateImmediate(plan.candidates, understanding, step)
  return tried.decided ? tried.transitions : [...tried.transitions, ...unmatched(plan, transitions, step)]
}
