import type { ActionConfig, StateNodeConfig, TransitionConfig } from '../../../machine/config.js'
import type { Formula } from '../../../machine/guard-expression.js'
import { substateId, targetOf } from '../../../machine/ids.js'
import type { StatePlan } from '../../plan/state-plan.js'
import { afterReply, settle } from '../after-speaking.js'
import type { TransitionWriter } from '../transitions.js'
import { REFUSE } from '../user-message.js'
import { recordFailure, toFailed } from './common.js'

/** Where the model makes the reply. */
export function respondingNode(plan: StatePlan, write: TransitionWriter): StateNodeConfig {
  const empty: TransitionConfig = {
    ...toFailed(plan, write, { type: 'recordFailure', params: { during: 'respond', code: 'empty' } }),
    guard: { type: 'replyUnusable' },
    description: 'an empty reply',
  }
  return {
    id: substateId(plan.name, 'responding'),
    invoke: {
      id: 'respond',
      src: 'respond',
      onSnapshot: { actions: [{ type: 'relayDelta' }] },
      onDone: [empty, ...afterReply(plan, write, [{ type: 'recordReply' }])],
      onError: [toFailed(plan, write, recordFailure('respond'))],
    },
    on: interruptions(plan, write),
  }
}

/** A reply that is cut off is not judged, and nothing is extracted from it; the message that cut it off waits its turn. */
function interruptions(plan: StatePlan, write: TransitionWriter): NonNullable<StateNodeConfig['on']> {
  const cut: ActionConfig = { type: 'recordInterrupted' }
  const after = (before: readonly ActionConfig[], guard: Formula, description: string): readonly TransitionConfig[] =>
    plan.listens
      ? [write.within(targetOf(substateId(plan.name, 'listening')), { guard, before, description })]
      : settle(plan, write, { guard, before }, false)
  return {
    'conversation.interrupt': after([cut], true, 'cut off'),
    'user.message': [REFUSE, ...after([cut, { type: 'enqueue' }], { type: 'interrupts' }, 'cut off by a message')],
  }
}
