import type { CallBack, FlowState, NextState, Place } from '../../definition/flow.js'
import { type Change, leavingOut } from '../changes/change.js'
import { guardChanges } from '../changes/guard-changes.js'
import type { Around } from './mutant.js'
import { placeChanges } from './property-changes.js'

/** Yields a state with one change in its transitions. */
export function* transitionChanges(state: FlowState, around: Around): Generator<Change<FlowState>> {
  const { transitions = {}, nextStates = {} } = state
  for (const [name, next] of Object.entries(nextStates)) {
    for (const change of nextChanges(next, around)) {
      yield {
        ...change,
        description: `${name}: ${change.description}`,
        changed: { ...state, nextStates: { ...nextStates, [name]: change.changed } },
      }
    }
  }
  for (const change of guardChanges(transitions)) {
    const kept = Object.fromEntries(Object.entries(nextStates).filter(([name]) => !(name in transitions) || name in change.changed))
    yield { ...change, changed: { ...state, transitions: change.changed, nextStates: kept } }
  }
}

/** Yields a next state that leads elsewhere, or changes the data less. */
export function* nextChanges(next: NextState, { states: beside, flows }: Around): Generator<Change<NextState>> {
  if (typeof next === 'string' || 'type' in next) {
    yield* placeChanged(next, beside)
    return
  }
  const { set, reset, ...unchanged } = next
  const [withSet, withReset] = [set === undefined ? {} : { set }, reset === undefined ? {} : { reset }]
  if (set !== undefined) yield { operator: 'change', description: 'set dropped', changed: { ...unchanged, ...withReset } }
  if (reset !== undefined) yield { operator: 'change', description: 'reset dropped', changed: { ...unchanged, ...withSet } }
  if ('to' in next) for (const each of placeChanged(next.to, beside)) yield { ...each, changed: { ...next, to: each.changed } }
  else {
    yield* placeChanges('call', 'calls', next.call, flows, (call) => ({ ...next, call }))
    yield* outcomeChanges(next, beside)
  }
}

function* placeChanged(place: Place, beside: readonly string[]): Generator<Change<Place>> {
  if (typeof place === 'string') {
    yield* placeChanges('target', 'leads to', place, beside, (to) => to)
    return
  }
  for (const [left, candidates] of leavingOut(place.candidates)) {
    yield { operator: 'candidate', description: `candidate ${left} dropped`, changed: { ...place, candidates } }
  }
}

function* outcomeChanges(called: CallBack, beside: readonly string[]): Generator<Change<NextState>> {
  for (const [outcome, back] of Object.entries(called.nextStates ?? {})) {
    if (typeof back !== 'string') continue
    const put = (to: string) => ({ ...called, nextStates: { ...called.nextStates, [outcome]: to } })
    yield* placeChanges('outcome', `${outcome} leads to`, back, beside, put)
  }
}
