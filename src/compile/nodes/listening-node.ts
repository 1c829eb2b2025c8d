import type { FlowPlan } from '../flow-plan.js'
import { substateId } from '../ids.js'
import type { StateNodeConfig } from '../machine-config.js'
import type { StatePlan } from '../state-plan.js'
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
