import type { Formula } from './formula.js'
import { COMPLETED, type Substate, substateId, targetOf } from './ids.js'
import type { ActionConfig, TransitionConfig } from './machine-config.js'
import type { StatePlan } from './state-plan.js'
import type { TransitionWriter } from './transitions.js'

interface SpokenStep {
  readonly guard: Formula
  readonly before: readonly ActionConfig[]
  readonly description?: string | undefined
}

/** The substate that always follows a verbatim prompt; `spoken` where what follows has to be judged. */
export function substateAfterSpeaking(plan: StatePlan): Substate {
  if (plan.extractsReply) return 'understandingReply'
  return plan.listens && !plan.onReply ? 'listening' : 'spoken'
}

/** Where it goes on from once the state's words are out, by transitions inside the state. */
export function afterSpeaking(plan: StatePlan, write: TransitionWriter, step: SpokenStep): readonly TransitionConfig[] {
  const next = substateAfterSpeaking(plan)
  return [{ ...write.within(targetOf(substateId(plan.name, next)), step), reenter: true }]
}

/** What follows when the reply has been spoken and nothing is left to be extracted from it. */
export function settle(
  plan: StatePlan,
  write: TransitionWriter,
  before: readonly ActionConfig[],
  onAnswers: boolean,
  guard: Formula = true,
): readonly TransitionConfig[] {
  const step = { guard, before }
  if (plan.isTerminal) return [write.within(targetOf(COMPLETED), { ...step, description: 'the end' })]
  if (plan.state.advanceTo !== undefined) return write.enter(plan.state.advanceTo, { ...step, description: 'goes on' }, null)
  const listen = write.within(targetOf(substateId(plan.name, 'listening')), step)
  const { understandingReply } = plan
  if (!plan.onReply) return [listen]
  const { transitions, decided } =
    onAnswers && understandingReply !== undefined
      ? write.judgeAnswers(plan.replyCandidates, understandingReply, step)
      : write.judgeAtOnce(plan.replyCandidates, understandingReply, step)
  return decided ? transitions : [...transitions, listen]
}
