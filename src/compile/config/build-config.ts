import { flowHash } from '../../definition/flow-hash.js'
import { initialDataOf, maxMessagesOf, onLimitOf, versionOf } from '../../definition/state-facts.js'
import type { MachineConfigJson, StateNodeConfig } from '../../machine/config.js'
import { CANCELLED, COMPLETED, LIMIT, targetOf } from '../../machine/ids.js'
import type { FlowMeta } from '../../machine/meta.js'
import type { FlowPlan } from '../plan/flow-plan.js'
import type { StatePlan } from '../plan/state-plan.js'
import { enter, reachLimit } from './action.js'
import { stateConfig } from './state.js'

/** Writes the whole machine as plain JSON. */
export function buildConfig(flow: FlowPlan): MachineConfigJson {
  const { definition } = flow
  const states = [...flow.states].map(([name, plan]): [string, StateNodeConfig] => [name, stateConfig(flow, plan)])
  return {
    id: Object.hasOwn(definition.states, definition.name) ? `${definition.name}$flow` : definition.name,
    version: versionOf(definition),
    ...(definition.description === undefined ? {} : { description: definition.description }),
    meta: JSON.parse(JSON.stringify(flowMeta(flow))),
    initial: initialTransition(flow),
    on: {
      'user.message': [
        { guard: { type: 'notNew' }, actions: [{ type: 'refuse' }], description: 'not a new message' },
        { guard: { type: 'inboxFull' }, actions: [{ type: 'refuse', params: { reason: 'inbox-full' } }], description: 'too many wait' },
        { actions: [{ type: 'enqueue' }], description: 'waits until the flow listens' },
      ],
      'conversation.cancel': [{ target: targetOf(CANCELLED), actions: [{ type: 'clearError' }] }],
    },
    states: {
      ...Object.fromEntries(states),
      [COMPLETED]: finalNode(COMPLETED, 'completed'),
      [LIMIT]: finalNode(LIMIT, 'limit'),
      [CANCELLED]: finalNode(CANCELLED, 'cancelled'),
    },
  }
}

function flowMeta(flow: FlowPlan): FlowMeta {
  const { definition, systemPrompt } = flow
  return {
    format: 1,
    flow: { name: definition.name, version: versionOf(definition), hash: flowHash(definition) },
    initialState: definition.initialState,
    initialContext: initialDataOf(definition),
    maxMessages: maxMessagesOf(definition),
    ...(systemPrompt === undefined ? {} : { systemPrompt }),
  }
}

function initialTransition(flow: FlowPlan): MachineConfigJson['initial'] {
  const { initialState, budget } = flow.definition
  const first = flow.states.get(initialState)
  const nothingToSpend = budget?.modelCalls === 0 || budget?.tokens === 0
  if (first !== undefined && nothingToSpend && first.speaksThroughModel && first.state.invoke === undefined)
    return initialLimit(flow, first)
  return { target: initialState, actions: [enter(initialState, null)] }
}

/** Writes a start without speaking: a budget of nothing, and a first state that needs the model: known at compile time. */
function initialLimit(flow: FlowPlan, first: StatePlan): MachineConfigJson['initial'] {
  const to = onLimitOf(flow.definition, first.state)
  const usable = to !== undefined && flow.states.get(to)?.speaksThroughModel === false
  if (!usable) return { target: LIMIT, actions: [reachLimit('budget', null)] }
  return { target: to, actions: [reachLimit('budget', to), enter(to, null)] }
}

function finalNode(id: string, outcome: string): StateNodeConfig {
  return { id, type: 'final', output: { outcome } }
}
