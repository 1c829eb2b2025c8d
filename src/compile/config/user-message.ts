import type { ActionConfig, TransitionConfig } from '../../machine/config.js'
import type { Formula } from '../../machine/guard-expression.js'
import { substateId, targetOf } from '../../machine/ids.js'
import type { FlowPlan } from '../plan/flow-plan.js'
import { isVerbatim, type StatePlan } from '../plan/state-plan.js'
import { afterSpeaking } from './after-speaking.js'
import { needsModel, type TransitionWriter } from './transitions.js'

const TAKE_UP: readonly ActionConfig[] = [{ type: 'takeUp' }]
const COUNT_MISS: ActionConfig = { type: 'countMiss' }

/** A message that is no text or was seen before is answered by nothing but an event. */
export const REFUSE: TransitionConfig = { guard: { type: 'notNew' }, actions: [{ type: 'refuse' }], description: 'not a new message' }

/** What a user's message does in a state that listens. */
export function judgeMessage(flow: FlowPlan, plan: StatePlan, write: TransitionWriter): readonly TransitionConfig[] {
  return [REFUSE, ...flowLimits(flow, write), ...tryCandidates(plan, write)]
}

/** The limits that every user message is held against. */
export function flowLimits(flow: FlowPlan, write: TransitionWriter): readonly TransitionConfig[] {
  const { maxTurns, timeoutSeconds } = flow.definition
  const turns: Formula = maxTurns === undefined ? false : { type: 'turnsOver', params: { max: maxTurns } }
  const age: Formula = timeoutSeconds === undefined ? false : { type: 'olderThan', params: { seconds: timeoutSeconds } }
  return [...write.limit('maxTurns', { guard: turns, before: TAKE_UP }), ...write.limit('timeoutSeconds', { guard: age, before: TAKE_UP })]
}

function tryCandidates(plan: StatePlan, write: TransitionWriter): readonly TransitionConfig[] {
  const { understanding } = plan
  if (understanding?.tasks.extract !== undefined) return write.understand(understanding, { guard: true, before: TAKE_UP })
  const { transitions, decided } = write.judgeAtOnce(plan.candidates, understanding, { guard: true, before: TAKE_UP })
  return decided ? transitions : [...transitions, ...unmatched(plan, write, TAKE_UP)]
}

/** What happens when no transition holds for a user's message. */
export function unmatched(plan: StatePlan, write: TransitionWriter, before: readonly ActionConfig[]): readonly TransitionConfig[] {
  if (plan.onReply) return speakAgain(plan, write, plan.prompt, before)
  const { to, max = 0 } = plan.noMatch ?? {}
  const missed = [...before, COUNT_MISS]
  if (to === undefined) return speakAgain(plan, write, plan.missPrompt, missed)
  const tooMany: Formula = max === 0 ? true : { type: 'missesOver', params: { max } }
  const away = write.enter(to, { guard: tooMany, before: missed, description: `no match, ${max + 1} in a row` }, null)
  return max === 0 ? away : [...away, ...speakAgain(plan, write, plan.missPrompt, missed)]
}

function speakAgain(
  plan: StatePlan,
  write: TransitionWriter,
  prompt: StatePlan['prompt'],
  before: readonly ActionConfig[],
): readonly TransitionConfig[] {
  const step = { guard: true, before, description: plan.onReply ? 'answered by the state' : 'no match' }
  const limits = needsModel(prompt, plan) ? write.overBudget(step) : []
  if (!isVerbatim(prompt)) return [...limits, write.within(targetOf(substateId(plan.name, 'responding')), step)]
  const speak = { type: 'speak', params: { say: prompt.say } }
  return [...limits, ...afterSpeaking(plan, write, { ...step, before: [...before, speak] })]
}
