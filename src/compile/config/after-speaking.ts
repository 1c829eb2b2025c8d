import type { ActionConfig, TransitionConfig } from '../../machine/config.js'
import { COMPLETED, type Substate, substateId, targetOf } from '../../machine/ids.js'
import type { StatePlan } from '../plan/state-plan.js'
import type { Step, TransitionWriter } from './transitions.js'

/** The substate that always follows a verbatim prompt; `spoken` where what follows has to be judged. */
export function substateAfterSpeaking(plan: StatePlan): Substate {
  if (plan.extractsReply && !plan.judgesReplyBudget) return 'understandingReply'
  return plan.listens && !plan.onReply ? 'listening' : 'spoken'
}

/** Where it goes on from once a verbatim prompt is out, by a transition inside the state. */
export function afterSpeaking(plan: StatePlan, write: TransitionWriter, step: Step): readonly TransitionConfig[] {
  const next = substateAfterSpeaking(plan)
  return [{ ...write.within(targetOf(substateId(plan.name, next)), step), reenter: true }]
}

/** What follows a reply: what is to be extracted from it, then the way on. */
export function afterReply(plan: StatePlan, write: TransitionWriter, before: readonly ActionConfig[]): readonly TransitionConfig[] {
  const step: Step = { guard: true, before }
  if (!plan.extractsReply || plan.understandingReply === undefined) return settle(plan, write, step, false)
  if (plan.judgesReplyBudget) return write.understand(plan.understandingReply, step)
  return [write.within(targetOf(substateId(plan.name, 'understandingReply')), step)]
}

/** The way on when the reply has been spoken and nothing is left to be extracted from it. */
export function settle(plan: StatePlan, write: TransitionWriter, step: Step, onAnswers: boolean): readonly TransitionConfig[] {
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
