import type { ActionConfig, TransitionConfig } from '../../../machine/config.js'
import type { FailedStep } from '../../../machine/context.js'
import { substateId, targetOf } from '../../../machine/ids.js'
import type { StatePlan } from '../../plan/state-plan.js'
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
