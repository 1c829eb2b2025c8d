import type { Change, EventWay } from '../../definition/flow.js'
import { flowNameOf } from '../../definition/flows/full-name.js'
import { eventWayIn } from '../../definition/state-facts.js'
import type { ActionConfig, StateNodeConfig, TransitionConfig } from '../../machine/config.js'
import type { GuardExpression } from '../../machine/guard-expression.js'
import { substateId, targetOf } from '../../machine/ids.js'
import type { FlowPlan, StatePlan } from '../plan/flow-plan.js'
import { changeActions, type Step, type TransitionWriter } from './transition.js'
import { refusal } from './turn.js'

type Handlers = NonNullable<StateNodeConfig['on']>

const OPERATOR_MESSAGE = 'operator.message'
const NEXT_WAITING: ActionConfig = { type: 'takeFromInbox', params: { passing: 'held' } }

/** Writes that what comes from outside waits while the flow is busy. A flow without `events` hears nothing of it. */
export function eventsWhileBusy(flow: FlowPlan): Handlers {
  const { events } = flow.definition
  if (events === undefined) return {}
  const full: TransitionConfig = { guard: { type: 'inboxFull' }, actions: [refuse('inbox-full')], description: 'too many wait' }
  const wait: TransitionConfig = { actions: [{ type: 'enqueueEvent' }], description: 'waits until the flow listens' }
  const waiting = Object.keys(events).map((name) => [name, [...refusals(flow, name, []), full, wait]] as const)
  const tooMany: TransitionConfig = { ...full, actions: [{ type: 'refuse', params: { reason: 'inbox-full' } }] }
  return {
    ...Object.fromEntries(waiting),
    [OPERATOR_MESSAGE]: [refusal(flow), tooMany, { actions: [{ type: 'enqueue' }], description: 'waits until the flow listens' }],
  }
}

/** Writes what comes from outside does where the flow rests: in `listening`, and in `failed`. */
export function eventsAtRest(flow: FlowPlan, plan: StatePlan, transitions: TransitionWriter, rests: 'listening' | 'failed'): Handlers {
  const { definition } = flow
  const { events } = definition
  if (events === undefined) return {}
  const handlers = Object.keys(events).map((name) => {
    const way = eventWayIn(definition, plan.state, name)
    const mayCall = way?.call === undefined || (plan.listens && flow.calls.mayCall(plan.name, way.call))
    const taken = way === undefined ? [ignored(name)] : wayOf(name, way, mayCall, transitions)
    return [name, [...refusals(flow, name, [NEXT_WAITING]), ...held(flow, plan, name), ...taken]] as const
  })
  return { ...Object.fromEntries(handlers), [OPERATOR_MESSAGE]: operatorMessage(flow, plan, rests) }
}

function wayOf(
  name: string,
  { to, call, saveAs, set, reset }: EventWay,
  mayCall: GuardExpression,
  transitions: TransitionWriter,
): readonly TransitionConfig[] {
  const take: ActionConfig = { type: 'takeEvent', params: { saveAs: saveAs ?? null } }
  const change: Change = { ...(set === undefined ? {} : { set }), ...(reset === undefined ? {} : { reset }) }
  const step: Step = { guard: mayCall, before: [take], description: `event: ${name}`, change }
  if (call !== undefined) {
    const called = transitions.call({ flow: call, by: { scope: 'event', name } }, step)
    return mayCall === true ? called : [...called, ignored(name)]
  }
  if (to !== undefined) return transitions.enter(to, step, null)
  return [{ actions: [take, ...changeActions(change), NEXT_WAITING], description: `event: ${name}` }]
}

/** What a state that waits for a called flow handles, and the state that rests does not, is kept until that state goes on. */
function held({ handling }: FlowPlan, plan: StatePlan, name: string): readonly TransitionConfig[] {
  if (flowNameOf(plan.name) === null || plan.state.on?.[name] !== undefined) return []
  const awaiting = handling.get(name)
  if (awaiting === undefined) return []
  const guard = { type: 'awaitedOnStack' as const, params: { states: awaiting } }
  return [{ guard, actions: [{ type: 'holdEvent' }, NEXT_WAITING], description: `event: ${name}, which is waited for elsewhere` }]
}

function ignored(name: string): TransitionConfig {
  return { actions: [{ type: 'ignoreEvent' }, NEXT_WAITING], description: `event: ${name}, which nothing handles here` }
}

/** A person's message is the flow's own: the state stays, and its silence is counted anew. */
function operatorMessage(flow: FlowPlan, plan: StatePlan, rests: 'listening' | 'failed'): readonly TransitionConfig[] {
  const add: ActionConfig = { type: 'addOperatorMessage' }
  const description = 'a person speaks'
  const { actions = [], ...unknown } = refusal(flow)
  const refused = { ...unknown, actions: [...actions, NEXT_WAITING] }
  if (rests === 'failed') return [refused, { actions: [add, NEXT_WAITING], description }]
  return [refused, { target: targetOf(substateId(plan.name, 'listening')), reenter: true, actions: [add], description }]
}

function refusals(flow: FlowPlan, name: string, after: readonly ActionConfig[]): readonly TransitionConfig[] {
  const unknown: TransitionConfig = { guard: { type: 'eventNotNew' }, actions: [refuse(), ...after], description: 'not a new event' }
  if (flow.definition.events?.[name]?.payload === undefined) return [unknown]
  const params = { event: name }
  return [
    unknown,
    { guard: { type: 'payloadUnfit', params }, actions: [refuse('invalid-payload'), ...after], description: 'the payload does not fit' },
  ]
}

function refuse(reason?: 'inbox-full' | 'invalid-payload'): ActionConfig {
  return { type: 'refuseEvent', ...(reason === undefined ? {} : { params: { reason } }) }
}
