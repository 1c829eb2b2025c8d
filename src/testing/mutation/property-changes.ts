import type { FlowState, NoMatch, Timeout } from '../../definition/flow.js'
import { type Change, leavingOut, twoOthers, without } from '../changes/change.js'
import type { OperatorName } from '../changes/operator-names.js'
import type { Around } from './mutant.js'

/** Yields a state with one change in what it holds besides its transitions. */
export function* propertyChanges(state: FlowState, { states: beside, prompts, flows }: Around): Generator<Change<FlowState>> {
  const { noMatch, timeout, prompt, transitionsOn = 'user' } = state
  for (const each of noMatch === undefined ? [] : missChanges(noMatch, beside))
    yield { ...each, changed: { ...state, noMatch: each.changed } }
  if (timeout !== undefined) yield { operator: 'timeout', description: 'timeout dropped', changed: without(state, 'timeout') }
  for (const each of timeout === undefined ? [] : timeoutChanges(timeout, beside))
    yield { ...each, changed: { ...state, timeout: each.changed } }
  yield* placeChanges('call', 'calls', state.call, flows, (call) => ({ ...state, call }))
  const other = prompts.find((each) => JSON.stringify(each) !== JSON.stringify(prompt))
  if (prompt !== undefined && other !== undefined) {
    yield { operator: 'prompt', description: "another state's prompt", changed: { ...state, prompt: other } }
  }
  yield* wayChanges(state, beside)
  yield* dataChanges(state)
  if (state.transitions !== undefined && transitionsOn !== 'event') {
    const place = transitionsOn === 'reply' ? 'user' : 'reply'
    yield { operator: 'transitions-on', description: `transitionsOn ${place}`, changed: { ...state, transitionsOn: place } }
  }
}

/** Where the state leads by itself, at a limit, or when its actor fails. */
function* wayChanges(state: FlowState, beside: readonly string[]): Generator<Change<FlowState>> {
  const { onLimit, advanceTo, invoke } = state
  yield* numberChanges('maxLoops', state.maxLoops, (maxLoops) => ({ ...state, maxLoops }))
  if (onLimit !== undefined) yield { operator: 'limit-target', description: 'onLimit dropped', changed: without(state, 'onLimit') }
  yield* placeChanges('limit-target', 'onLimit', onLimit, beside, (to) => ({ ...state, onLimit: to }))
  yield* placeChanges('advance', 'advanceTo', advanceTo, beside, (to) => ({ ...state, advanceTo: to }))
  if (invoke === undefined) return
  yield* placeChanges('error-target', 'onError', invoke.onError, beside, (to) => ({ ...state, invoke: { ...invoke, onError: to } }))
}

/** What the state asks for, hears and changes. */
function* dataChanges(state: FlowState): Generator<Change<FlowState>> {
  const { extract, collect = [], on = {} } = state
  const fields = extract?.fields ?? {}
  for (const [field] of leavingOut(Object.keys(fields))) {
    const fewer = { ...extract, type: 'extract', fields: without(fields, field) } as const
    yield { operator: 'extract-field', description: `field ${field} dropped`, changed: { ...state, extract: fewer } }
  }
  for (const [field, rest] of leavingOut(collect)) {
    yield { operator: 'collect', description: `${field} not collected`, changed: { ...state, collect: rest } }
  }
  for (const event of Object.keys(on)) {
    yield { operator: 'event', description: `${event} not handled`, changed: { ...state, on: without(on, event) } }
  }
  for (const key of ['set', 'reset'] as const) {
    if (state[key] !== undefined) yield { operator: 'change', description: `${key} dropped`, changed: without(state, key) }
  }
}

/** Yields a number one higher and one lower. */
export function* numberChanges<Part>(name: string, value: number | undefined, put: (value: number) => Part): Generator<Change<Part>> {
  for (const other of value === undefined ? [] : [value + 1, value - 1]) {
    yield { operator: 'limit', description: `${name} ${other}`, changed: put(other) }
  }
}

/** Yields what leads to a place, leading to two others. */
export function* placeChanges<Part>(
  operator: OperatorName,
  name: string,
  place: string | undefined,
  beside: readonly string[],
  put: (to: string) => Part,
): Generator<Change<Part>> {
  for (const to of place === undefined ? [] : twoOthers(beside, place)) yield { operator, description: `${name} ${to}`, changed: put(to) }
}

/** Yields what happens on misses, with one change. */
export function* missChanges(noMatch: NoMatch, beside: readonly string[]): Generator<Change<NoMatch>> {
  const { to, prompt } = noMatch
  const max = noMatch.max ?? noMatch.prompts?.length ?? 0
  for (const other of [max + 1, max - 1]) {
    if (other >= 0 && to !== undefined)
      yield { operator: 'misses', description: `noMatch.max ${other}`, changed: { ...noMatch, max: other } }
  }
  if (to !== undefined) {
    yield { operator: 'miss-target', description: 'noMatch.to dropped', changed: without(noMatch, 'to') }
    for (const other of twoOthers(beside, to))
      yield { operator: 'miss-target', description: `noMatch.to ${other}`, changed: { ...noMatch, to: other } }
  }
  if (prompt !== undefined) yield { operator: 'miss-prompt', description: 'noMatch.prompt dropped', changed: without(noMatch, 'prompt') }
}

/** Yields what happens on silence, with one change. */
export function* timeoutChanges(timeout: Timeout, beside: readonly string[]): Generator<Change<Timeout>> {
  const { to, prompts } = timeout
  const max = timeout.max ?? prompts?.length ?? 0
  for (const other of to === undefined ? [] : [max + 1, max - 1]) {
    if (other >= 0) yield { operator: 'timeout', description: `timeout.max ${other}`, changed: { ...timeout, max: other } }
  }
  yield* placeChanges('timeout', 'timeout.to', to, beside, (place) => ({ ...timeout, to: place }))
}
