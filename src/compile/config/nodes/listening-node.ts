import type { StateNodeConfig } from '../../../machine/config.js'
import { substateId } from '../../../machine/ids.js'
import type { FlowPlan } from '../../plan/flow-plan.js'
import type { StatePlan } from '../../plan/state-plan.js'
import type { TransitionWriter } from '../transitions.js'
import { judgeMessage } from '../user-message.js'

/** Where the state waits for the user, and counts the silence. */
export function listeningNode(flow: FlowPlan, plan: StatePlan, write: TransitionWriter): StateNodeConfig {
  const { timeout } = plan.state
  return {
    id: substateId(plan.name, 'listening'),
    tags: ['listening'],
    entry: [{ type: 'takeFromInbox' }],
    on: { 'user.message': judgeMessage(flow, plan, write) },
    ...(timeout === undefined
      ? {}
      : {
          invoke: {
            id: 'timeout',
            src: 'deadline',
            onDone: write.enter(timeout.to, { guard: true, before: [], description: `silent for ${timeout.seconds} seconds` }, null),
          },
        }),
  }
}
