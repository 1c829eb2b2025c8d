import type { Condition } from '../../conditions/condition.js'
import type { CallBack, FlowState, NextState, Place } from '../../definition/flow.js'
import { conditionChanges } from './condition-changes.js'
import { type Change, leavingOut, without } from './mutant.js'
import { placeChanges } from './property-changes.js'

/** Yields a state with one change in its transitions. */
export function* transitionChanges(state: FlowState, beside: readonly string[]): Generator<Change<FlowState>> {
  const { transitions = {}, nextStates = {} } = state
  for (const [name, next] of Object.entries(nextStates)) {
    for (const change of nextChanges(next, beside)) {
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

/** Yields transitions with one of them dropped, moved or changed. */
export function* guardChanges(transitions: Readonly<Record<string, Condition>>): Generator<Change<Readonly<Record<string, Condition>>>> {
  const entries = Object.entries(transitions)
  for (const [position, [name, condition]] of entries.entries()) {
    yield { operator: 'transition', description: `${name} dropped`, changed: without(transitions, name) }
    const next = entries[position + 1]
    if (next !== undefined) {
      const changed = Object.fromEntries(entries.with(position, next).with(position + 1, [name, condition]))
      yield { operator: 'order', description: `${next[0]} before ${name}`, changed }
    }
    for (const change of conditionChanges(condition)) {
      yield { ...change, description: `${name}: ${change.description}`, changed: { ...transitions, [name]: change.changed } }
    }
    yield* givenKeywords(transitions, name, condition)
  }
}

/** A keyword in the condition of the next sibling that has keywords. */
function* givenKeywords(
  transitions: Readonly<Record<string, Condition>>,
  name: string,
  condition: Condition,
): Generator<Change<Readonly<Record<string, Condition>>>> {
  if (condition.type !== 'keyword') return
  const names = Object.keys(transitions)
  const start = names.indexOf(name) + 1
  const others = [...names.slice(start), ...names.slice(0, start - 1)]
  const sibling = others.find((other) => transitions[other]?.type === 'keyword')
  const receiver = sibling === undefined ? undefined : transitions[sibling]
  if (sibling === undefined || receiver?.type !== 'keyword') return
  for (const [word, words] of leavingOut(condition.words)) {
    const changed = {
      ...transitions,
      [name]: { ...condition, words },
      [sibling]: { ...receiver, words: [...receiver.words, word] },
    }
    yield { operator: 'keyword-given', description: `keyword "${word}" of ${name} given to ${sibling}`, changed }
  }
}

/** Yields a next state that leads elsewhere, or changes the data less. */
export function* nextChanges(next: NextState, beside: readonly string[]): Generator<Change<NextState>> {
  if (typeof next === 'string' || 'type' in next) {
    yield* placeChanged(next, beside)
    return
  }
  const { set, reset, ...unchanged } = next
  const [withSet, withReset] = [set === undefined ? {} : { set }, reset === undefined ? {} : { reset }]
  if (set !== undefined) yield { operator: 'change', description: 'set dropped', changed: { ...unchanged, ...withReset } }
  if (reset !== undefined) yield { operator: 'change', description: 'reset dropped', changed: { ...unchanged, ...withSet } }
  if ('to' in next) for (const each of placeChanged(next.to, beside)) yield { ...each, changed: { ...next, to: each.changed } }
  else yield* outcomeChanges(next, beside)
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
