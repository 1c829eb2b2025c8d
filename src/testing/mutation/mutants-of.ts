import type { ConversationFlow } from '../../definition/flow.js'
import { type Change, leavingOut, without } from '../changes/change.js'
import { guardChanges } from '../changes/guard-changes.js'
import { type Around, type Mutant, statesIn } from './mutant.js'
import { missChanges, numberChanges, placeChanges, propertyChanges, timeoutChanges } from './property-changes.js'
import { nextChanges, transitionChanges } from './state-changes.js'

/** Yields the flow with one change, for each change that an operator makes: those of the states first. */
export function* mutantsOf(flow: ConversationFlow): Generator<Mutant> {
  const prompts = [...statesIn(flow)].flatMap(({ state }) => state.prompt ?? [])
  const flows = Object.keys(flow.flows ?? {})
  for (const place of statesIn(flow)) {
    const around = { states: place.beside, prompts, flows }
    for (const change of [...transitionChanges(place.state, around), ...propertyChanges(place.state, around)]) {
      const { operator, description, changed } = change
      yield { operator, state: place.name, description, flow: place.with(changed) }
    }
  }
  const around = { states: Object.keys(flow.states), prompts, flows }
  for (const { operator, description, changed } of flowChanges(flow, around)) yield { operator, state: null, description, flow: changed }
}

function* flowChanges(flow: ConversationFlow, around: Around): Generator<Change<ConversationFlow>> {
  const { noMatch, timeout, onLimit, budget, initialState } = flow
  const names = around.states
  yield* globalChanges(flow, around)
  yield* choiceChanges(flow)
  if (timeout !== undefined) yield { operator: 'timeout', description: 'timeout dropped', changed: without(flow, 'timeout') }
  for (const each of timeout === undefined ? [] : timeoutChanges(timeout, names))
    yield { ...each, changed: { ...flow, timeout: each.changed } }
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

/** A choice of a field with a word less. */
function* choiceChanges(flow: ConversationFlow): Generator<Change<ConversationFlow>> {
  const { fields = {} } = flow
  for (const [name, field] of Object.entries(fields)) {
    const { from } = field
    if (typeof from !== 'object' || !('choices' in from)) continue
    for (const [value, words] of Object.entries(from.choices)) {
      for (const [word, rest] of leavingOut(words)) {
        const choices = { ...from.choices, [value]: rest }
        const changed = { ...flow, fields: { ...fields, [name]: { ...field, from: { ...from, choices } } } }
        yield { operator: 'choice-word', description: `${name}: ${value} without "${word}"`, changed }
      }
    }
  }
}

function* globalChanges(flow: ConversationFlow, around: Around): Generator<Change<ConversationFlow>> {
  const { globalTransitions = {}, globalNextStates = {} } = flow
  for (const change of guardChanges(globalTransitions)) {
    const kept = Object.fromEntries(Object.entries(globalNextStates).filter(([name]) => name in change.changed))
    yield { ...change, changed: { ...flow, globalTransitions: change.changed, globalNextStates: kept } }
  }
  for (const [name, next] of Object.entries(globalNextStates)) {
    for (const change of nextChanges(next, around)) {
      const changed = { ...flow, globalNextStates: { ...globalNextStates, [name]: change.changed } }
      yield { ...change, description: `${name}: ${change.description}`, changed }
    }
  }
}
