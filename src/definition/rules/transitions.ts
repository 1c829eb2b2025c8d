import type { Diagnostic, DiagnosticPath } from '../../diagnostics/diagnostic.js'
import { makeDiagnostic } from '../../diagnostics/make-diagnostic.js'
import { quote, quoteList } from '../../diagnostics/quote.js'
import { didYouMean } from '../../diagnostics/suggest.js'
import type { ConversationFlow, FlowState, NextState } from '../flow.js'
import { placeOf, selectOf } from '../next-state.js'
import { hasTransitions, impliedWays, listens } from '../state-facts.js'

type Keys = readonly string[]

/** Every transition has exactly one next state, and a name of its own. */
export function* transitions(flow: ConversationFlow): Generator<Diagnostic> {
  const globals = Object.keys(flow.globalTransitions ?? {})
  const globalNextStates = Object.keys(flow.globalNextStates ?? {})
  yield* pairs(globals, ['globalTransitions'], globalNextStates, ['globalNextStates'])
  yield* selects(flow.globalNextStates, ['globalNextStates'])
  for (const [name, state] of Object.entries(flow.states)) {
    const path = ['states', name]
    yield* statePairs(state, path)
    yield* selects(state.nextStates, [...path, 'nextStates'])
    yield* duplicates(state, path, globals)
    yield* declined(state, path, globals)
  }
}

function* statePairs(state: FlowState, path: DiagnosticPath): Generator<Diagnostic> {
  if (state.call !== undefined) return
  const nextStates = Object.keys(state.nextStates ?? {})
  const implied = impliedWays(state)
  if (hasTransitions(state) || implied.length > 0 || nextStates.length === 0) {
    yield* pairs([...Object.keys(state.transitions ?? {}), ...implied], [...path, 'transitions'], nextStates, [...path, 'nextStates'])
  } else {
    yield makeDiagnostic(
      'terminal-with-next-states',
      'error',
      [...path, 'nextStates'],
      'The state has next states but no transitions, so nothing leads to them.',
      {
        suggestion: 'Add the transitions, or remove the next states.',
      },
    )
  }
  if (state.advanceTo === undefined || !hasTransitions(state)) return
  yield makeDiagnostic(
    'advance-beside-transitions',
    'error',
    [...path, 'advanceTo'],
    'The state goes on by itself, so its transitions could never be tried.',
    {
      found: quote(state.advanceTo),
      suggestion: 'Keep either advanceTo or the transitions.',
    },
  )
}

function* pairs(names: Keys, path: DiagnosticPath, nextStates: Keys, nextPath: DiagnosticPath): Generator<Diagnostic> {
  const known = new Set(names)
  const targeted = new Set(nextStates)
  for (const name of [...known].filter((each) => !targeted.has(each))) {
    const place = name === 'collected' ? 'collect' : name === 'corrected' ? 'correct' : undefined
    const where = place === undefined ? [...path, name] : [...path.slice(0, -1), place]
    yield makeDiagnostic('transition-without-next-state', 'error', where, `The transition ${quote(name)} leads nowhere.`, {
      expected: `an entry ${quote(name)} in ${quote(nextPath.at(-1))}`,
    })
  }
  for (const name of nextStates.filter((each) => !known.has(each))) {
    yield makeDiagnostic(
      'next-state-without-transition',
      'error',
      [...nextPath, name],
      `There is no transition ${quote(name)} that would lead to this next state.`,
      {
        suggestion: didYouMean(name, names),
      },
    )
  }
}

function* selects(nextStates: Readonly<Record<string, NextState>> = {}, path: DiagnosticPath): Generator<Diagnostic> {
  for (const [name, nextState] of Object.entries(nextStates)) {
    const select = selectOf(nextState)
    if (select === undefined) continue
    const { candidates } = select
    const candidatesPath = [...path, name, ...(placeOf(nextState) === nextState ? [] : ['to']), 'candidates']
    if (candidates.length === 0) {
      yield makeDiagnostic('no-candidates', 'error', candidatesPath, 'The select has no candidates, so its transition could never hold.', {
        expected: 'at least one state',
      })
    }
    for (const [position, candidate] of candidates.entries()) {
      if (candidates.indexOf(candidate) === position) continue
      yield makeDiagnostic(
        'duplicate-candidate',
        'error',
        [...candidatesPath, position],
        `The candidate ${quote(candidate)} stands twice in the select.`,
      )
    }
  }
}

function* duplicates(state: FlowState, path: DiagnosticPath, globals: Keys): Generator<Diagnostic> {
  if (!listens(state)) return
  const taken = new Set<string>([...globals, ...impliedWays(state)])
  for (const name of Object.keys(state.transitions ?? {}).filter((each) => taken.has(each))) {
    yield makeDiagnostic(
      'duplicate-transition',
      'error',
      [...path, 'transitions', name],
      `The state and the flow both have a transition ${quote(name)}, so a turn could not say which of them fired.`,
      { suggestion: 'Rename one of them.' },
    )
  }
}

/** What a state says of global transitions stands where these are tried, and names some that exist. */
function* declined(state: FlowState, path: DiagnosticPath, known: Keys): Generator<Diagnostic> {
  const { globals } = state
  if (globals === undefined) return
  const globalsPath = [...path, 'globals']
  if (!listens(state)) {
    yield makeDiagnostic(
      'globals-unheard',
      'error',
      globalsPath,
      'No global transition is tried here: the state does not listen to the user.',
      {
        suggestion: 'Remove it.',
      },
    )
    return
  }
  if (globals === false) return
  for (const [position, name] of globals.entries()) {
    if (known.includes(name)) continue
    const expected = known.length === 0 ? undefined : `one of ${quoteList(known)}`
    const message = `There is no global transition ${quote(name)}.`
    yield makeDiagnostic('unknown-global', 'error', [...globalsPath, position], message, { expected, suggestion: didYouMean(name, known) })
  }
}
