import type { StateNodeConfig } from '../../../machine/config.js'
import { substateId } from '../../../machine/ids.js'
import type { StatePlan } from '../../plan/state-plan.js'
import { afterReply } from '../after-speaking.js'
import type { TransitionWriter } from '../transitions.js'

/** Where it is judged what follows a verbatim prompt: on an event that the state raises for itself, as guards sit on events. */
export function spokenNode(plan: StatePlan, write: TransitionWriter): StateNodeConfig {
  return {
    id: substateId(plan.name, 'spoken'),
    entry: [{ type: 'raiseSpoken' }],
    on: { 'flow.spoken': afterReply(plan, write, []) },
  }
}
