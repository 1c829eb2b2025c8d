import type { Diagnostic, DiagnosticPath } from '../../diagnostics/diagnostic.js'
import { makeDiagnostic } from '../../diagnostics/make-diagnostic.js'
import { quote, quoteList } from '../../diagnostics/quote.js'
import { didYouMean } from '../../diagnostics/suggest.js'
import type { ConversationFlow, FlowState, NextState } from '../flow.js'
import { flowNameOf, ownName } from '../flows/full-name.js'
import { homeOf } from '../flows/unfold.js'
import { eventWayOf, placedTargets } from '../next-state.js'
import { stateOf } from '../state-facts.js'

/** A place that names a state. */
interface Reference {
  readonly target: string
  readonly path: DiagnosticPath
}

const MOST_LISTED = 10

/** Whatever names a state names one that exists. */
export function* references(flow: ConversationFlow): Generator<Diagnostic> {
  const names = Object.keys(flow.states)
  if (names.length === 0) {
    yield makeDiagnostic('no-states', 'error', ['states'], 'The flow has no states, so there is nothing to say.', {
      expected: 'at least one state',
    })
    return
  }
  for (const reference of referencesOf(flow)) {
    const home = homeOfPath(flow, reference.path)
    const isForeign = homeOf(flow, reference.target) !== home
    if (!isForeign && stateOf(flow, reference.target) !== undefined) continue
    const own = names.filter((name) => homeOf(flow, name) === home)
    const asWritten = (name: string) => (home === null ? name : ownName(name))
    yield foreignState(flow, reference, home) ?? unknownState({ ...reference, target: asWritten(reference.target) }, own.map(asWritten))
  }
}

/** The flow in which something is written, by its path in the unfolded flow; null for the root. */
function homeOfPath(flow: ConversationFlow, [key, state]: DiagnosticPath): string | null {
  return key === 'states' && typeof state === 'string' ? homeOf(flow, state) : null
}

/** A state of another flow: its way out is an outcome, and its way in is a call. */
function foreignState(flow: ConversationFlow, { target, path }: Reference, home: string | null): Diagnostic | undefined {
  const meant = home === null ? target : ownName(target)
  if (stateOf(flow, meant) === undefined) return undefined
  const [from, to] = [home === null ? 'the flow itself' : `the flow ${quote(home)}`, flowNameOf(meant)]
  return makeDiagnostic(
    'foreign-state',
    'error',
    path,
    `The state ${quote(meant)} does not belong to ${from}, which leads to its own states only.`,
    {
      suggestion:
        home === null
          ? `Call the flow: { call: ${quote(to ?? '')} }.`
          : 'Lead to a state that ends the flow; who calls it says where that outcome leads.',
    },
  )
}

function unknownState({ target, path }: Reference, names: readonly string[]): Diagnostic {
  const suggestion = didYouMean(target, names)
  const expected = names.length <= MOST_LISTED ? quoteList(names) : `the name of one of the ${names.length} states`
  return makeDiagnostic('unknown-state', 'error', path, `There is no state ${quote(target)}.`, { expected, suggestion })
}

function* referencesOf(flow: ConversationFlow): Generator<Reference> {
  yield { target: flow.initialState, path: ['initialState'] }
  yield* optionalReference(flow.onLimit, ['onLimit'])
  yield* optionalReference(flow.noMatch?.to, ['noMatch', 'to'])
  yield* optionalReference(flow.timeout?.to, ['timeout', 'to'])
  yield* eventReferences(flow.on, ['on'])
  yield* nextStateReferences(flow.globalNextStates, ['globalNextStates'])
  for (const [name, state] of Object.entries(flow.states)) yield* stateReferences(state, ['states', name])
}

function* stateReferences(state: FlowState, path: DiagnosticPath): Generator<Reference> {
  yield* nextStateReferences(state.nextStates, [...path, 'nextStates'])
  yield* eventReferences(state.on, [...path, 'on'])
  yield* optionalReference(state.advanceTo, [...path, 'advanceTo'])
  yield* optionalReference(state.invoke?.onError, [...path, 'invoke', 'onError'])
  yield* optionalReference(state.onLimit, [...path, 'onLimit'])
  yield* optionalReference(state.noMatch?.to, [...path, 'noMatch', 'to'])
  yield* optionalReference(state.timeout?.to, [...path, 'timeout', 'to'])
}

function* nextStateReferences(nextStates: Readonly<Record<string, NextState>> = {}, path: DiagnosticPath): Generator<Reference> {
  for (const [name, nextState] of Object.entries(nextStates)) {
    for (const [target, inside] of placedTargets(nextState)) yield { target, path: [...path, name, ...inside] }
  }
}

function* eventReferences(on: FlowState['on'] = {}, path: DiagnosticPath): Generator<Reference> {
  for (const [name, handler] of Object.entries(on)) {
    const { to, nextStates } = eventWayOf(handler)
    yield* optionalReference(to, typeof handler === 'string' ? [...path, name] : [...path, name, 'to'])
    yield* nextStateReferences(nextStates, [...path, name, 'nextStates'])
  }
}

function* optionalReference(target: string | undefined, path: DiagnosticPath): Generator<Reference> {
  if (target !== undefined) yield { target, path }
}
