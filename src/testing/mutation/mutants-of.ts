import type { ConversationFlow } from '../../definition/flow.js'
import { type Change, without } from '../changes/change.js'
import { guardChanges } from '../changes/guard-changes.js'
import { type Mutant, statesIn } from './mutant.js'
import { missChanges, numberChanges, placeChanges, propertyChanges } from './property-changes.js'
import { nextChanges, transitionChanges } from './state-changes.js'

/** Yields the flow with one change, for each change that an operator makes: those of the states first. */
export function* mutantsOf(flow: ConversationFlow): Generator<Mutant> {
  const prompts = [...statesIn(flow)].flatMap(({ state }) => state.prompt ?? [])
  for (const place of statesIn(flow)) {
    for (const change of [...transitionChanges(place.state, place.beside), ...propertyChanges(place.state, place.beside, prompts)]) {
      const { operator, description, changed } = change
      yield { operator, state: place.name, description, flow: place.with(changed) }
    }
  }
  for (const { operator, description, changed } of flowChanges(flow)) yield { operator, state: null, description, flow: changed }
}

function* flowChanges(flow: ConversationFlow): Generator<Change<ConversationFlow>> {
  const { noMatch, onLimit, budget, initialState } = flow
  const names = Object.keys(flow.states)
  yield* globalChanges(flow, names)
  for (const each of noMatch === undefined ? [] : missChanges(noMatch, names))
    yield { ...each, changed: { ...flow, noMatch: each.changed } }
  for (const key of ['maxLoops', 'maxTurns'] as const) yield* numberChanges(key, flow[key], (value) => ({ ...flow, [key]: value }))
  for (const key of ['modelCalls', 'tokens'] as const) {
    yield* numberChanges(`budget.${key}`, budget?.[key], (value) => ({ ...flow, budget: { ...budget, [key]: value } }))
  }
  if (onLimit !== undefined) {
    const { onLimit: _, ...ending } = flow
    yield { operator: 'limit-target', description: 'onLimit dropped', changed: ending }
  }
  yield* placeChanges('limit-target', 'onLimit', onLimit, names, (to) => ({ ...flow, onLimit: to }))
  yield* placeChanges('initial-state', 'initialState', initialState, names, (to) => ({ ...flow, initialState: to }))
  const { on = {} } = flow
  for (const event of Object.keys(on)) {
    yield { operator: 'event', description: `${event} not handled`, changed: { ...flow, on: without(on, event) } }
  }
}

function* globalChanges(flow: ConversationFlow, names: readonly string[]): Generator<Change<ConversationFlow>> {
  const { globalTransitions = {}, globalNextStates = {} } = flow
  for (const change of guardChanges(globalTransitions)) {
    const kept = Object.fromEntries(Object.entries(globalNextStates).filter(([name]) => name in change.changed))
    yield { ...change, changed: { ...flow, globalTransitions: change.changed, globalNextStates: kept } }
  }
  for (const [name, next] of Object.entries(globalNextStates)) {
    for (const change of nextChanges(next, names)) {
      const changed = { ...flow, globalNextStates: { ...globalNextStates, [name]: change.changed } }
      yield { ...change, description: `${name}: ${change.description}`, changed }
    }
  }
}
