import type { FailedStep } from '../conversation-context.js'
import { substateId, targetOf } from '../ids.js'
import type { ActionConfig, TransitionConfig } from '../machine-config.js'
import type { StatePlan } from '../state-plan.js'
import type { TransitionWriter } from '../transitions.js'

export function speak(plan: StatePlan): ActionConfig {
  return { type: 'speak', params: { say: plan.prompt.say ?? '' } }
}

export function recordFailure(during: FailedStep, about?: 'user' | 'reply'): ActionConfig {
  return { type: 'recordFailure', params: about === undefined ? { during } : { during, about } }
}

export function toFailed(plan: StatePlan, write: TransitionWriter, record: ActionConfig): TransitionConfig {
  return write.within(targetOf(substateId(plan.name, 'failed')), { guard: true, before: [record] })
}
