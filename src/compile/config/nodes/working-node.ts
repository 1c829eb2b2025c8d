import type { ActionConfig, StateNodeConfig, TransitionConfig } from '../../../machine/config.js'
import { substateId, targetOf } from '../../../machine/ids.js'
import { isVerbatim, type StatePlan } from '../../plan/state-plan.js'
import { substateAfterSpeaking } from '../after-speaking.js'
import type { TransitionWriter } from '../transitions.js'
import { recordFailure, speak, toFailed } from './common.js'

/** Where the developer's own actor runs, before the state speaks. */
export function workingNode(
  plan: StatePlan,
  write: TransitionWriter,
  { src, saveAs, onError }: NonNullable<StatePlan['state']['invoke']>,
): StateNodeConfig {
  const save: ActionConfig = { type: 'saveOutput', params: { saveAs: saveAs ?? null } }
  const verbatim = isVerbatim(plan.prompt)
  const next = verbatim ? substateAfterSpeaking(plan) : 'responding'
  const step = { guard: true, before: verbatim ? [save, speak(plan)] : [save] }
  const budget = plan.speaksThroughModel ? write.overBudget({ guard: true, before: [save] }) : []
  const failure = recordFailure('invoke')
  const unusable: TransitionConfig = {
    ...toFailed(plan, write, { type: 'recordFailure', params: { during: 'invoke', code: 'not-json' } }),
    guard: { type: 'outputNotJson' },
    description: 'an output that can not be kept',
  }
  return {
    id: substateId(plan.name, 'invoking'),
    invoke: {
      id: 'work',
      src,
      onDone: [unusable, ...budget, write.within(targetOf(substateId(plan.name, next)), step)],
      onError:
        onError === undefined
          ? [toFailed(plan, write, failure)]
          : write.enter(onError, { guard: true, before: [failure], description: 'the actor failed' }, null),
    },
  }
}
