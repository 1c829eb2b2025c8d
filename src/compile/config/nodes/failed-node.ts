import type { ActionConfig, StateNodeConfig, TransitionConfig } from '../../../machine/config.js'
import type { Formula } from '../../../machine/guard-expression.js'
import { type Substate, substateId, targetOf } from '../../../machine/ids.js'
import type { FlowPlan } from '../../plan/flow-plan.js'
import type { StatePlan } from '../../plan/state-plan.js'
import type { TransitionWriter } from '../transitions.js'
import { flowLimits, judgeMessage, REFUSE } from '../user-message.js'

const CLEAR: readonly ActionConfig[] = [{ type: 'clearError' }]
const TAKE_UP: readonly ActionConfig[] = [{ type: 'takeUp' }]

/** Where a state waits after a failed call; undefined for a state that calls nothing. */
export function failedNode(
  flow: FlowPlan,
  plan: StatePlan,
  write: TransitionWriter,
  present: ReadonlySet<Substate>,
): StateNodeConfig | undefined {
  const repeatable = STEPS.filter(({ substate }) => present.has(substate))
  if (repeatable.length === 0) return undefined
  const message = plan.listens
    ? judgeMessage(flow, plan, write)
    : [REFUSE, ...flowLimits(flow, write), ...repeat(plan, write, repeatable, TAKE_UP)]
  return {
    id: substateId(plan.name, 'failed'),
    tags: ['failed'],
    entry: [{ type: 'takeFromInbox' }],
    on: { 'conversation.retry': repeat(plan, write, repeatable, CLEAR), 'user.message': message },
  }
}

interface RepeatableStep {
  readonly substate: Substate
  readonly guard: Formula
}

const STEPS: readonly RepeatableStep[] = [
  { substate: 'invoking', guard: { type: 'failedDuring', params: { during: 'invoke' } } },
  { substate: 'responding', guard: { type: 'failedDuring', params: { during: 'respond' } } },
  { substate: 'understanding', guard: { type: 'failedDuring', params: { during: 'understand', about: 'user' } } },
  { substate: 'understandingReply', guard: { type: 'failedDuring', params: { during: 'understand', about: 'reply' } } },
]

function repeat(
  plan: StatePlan,
  write: TransitionWriter,
  steps: readonly RepeatableStep[],
  before: readonly ActionConfig[],
): readonly TransitionConfig[] {
  return steps.flatMap(({ substate, guard }) => {
    const step = { guard, before, description: 'once more' }
    const limits = callsModel(plan, substate) ? write.overBudget(step) : []
    return [...limits, write.within(targetOf(substateId(plan.name, substate)), step)]
  })
}

function callsModel(plan: StatePlan, substate: Substate): boolean {
  if (substate === 'responding') return true
  const understanding = substate === 'understanding' ? plan.understanding : plan.understandingReply
  return substate !== 'invoking' && (understanding?.questions.length ?? 0) > 0
}
