import type { Diagnostic, DiagnosticPath } from '../../diagnostics/diagnostic.js'
import { makeDiagnostic } from '../../diagnostics/make-diagnostic.js'
import { quote } from '../../diagnostics/quote.js'
import { flowTransitions } from '../condition-parts.js'
import type { ConversationFlow, FlowState, OnEvent } from '../flow.js'
import { flowNameOf } from '../flows/full-name.js'
import { isUnfolded } from '../flows/unfold.js'
import { eventWayOf } from '../next-state.js'

const STATE_NAME_PARTS = /[./#$\\\s]/u
/** JavaScript moves such keys before all others, whatever the order in which they were written. */
const REORDERED = /^(?:0|[1-9][0-9]*)$/
const LARGEST_INDEX = 2 ** 32 - 2

/** Names are ones that the machine, its paths and JavaScript's objects can carry. */
export function* names(flow: ConversationFlow, written: ConversationFlow): Generator<Diagnostic> {
  if (flow.name.trim() === '') yield* named(['name'], flow.name, 'flow', 'is empty')
  yield* stateNames(isUnfolded(written) ? rootStates(written) : written.states, ['states'])
  for (const [name, { states }] of Object.entries(written.flows ?? {})) {
    yield* named(['flows', name], name, 'flow', stateNameProblem(name))
    yield* stateNames(states, ['flows', name, 'states'])
  }
  for (const { name, path } of flowTransitions(flow)) yield* named(path, name, 'transition', nameProblem(name))
  for (const name of Object.keys(flow.fields ?? {})) yield* named(['fields', name], name, 'field', fieldNameProblem(name))
  for (const [key, path] of dataKeys(flow)) {
    if (key === '__proto__') yield* named(path, key, 'key', nameProblem(key))
    // What comes from outside may have a key "prototype", and a record holds no "prototype" in a "constructor".
    else if (key === 'constructor' && isSaved(path)) yield* named(path, key, 'key', 'leads to what objects are made by')
  }
}

/** The states that an unfolded flow had before. */
function rootStates({ states }: ConversationFlow): object {
  return Object.fromEntries(Object.entries(states).filter(([name]) => flowNameOf(name) === null))
}

function* stateNames(states: object, path: DiagnosticPath): Generator<Diagnostic> {
  for (const name of Object.keys(states)) yield* named([...path, name], name, 'state', stateNameProblem(name))
}

function* named(path: DiagnosticPath, name: string, what: string, problem: string | undefined): Generator<Diagnostic> {
  if (problem !== undefined)
    yield makeDiagnostic('illegal-name', 'error', path, `The ${what} name ${quote(name)} ${problem}.`, { suggestion: renaming(name) })
}

function stateNameProblem(name: string): string | undefined {
  const part = STATE_NAME_PARTS.exec(name)?.[0]
  if (part !== undefined)
    return `holds ${/\s/u.test(part) ? 'white space' : quote(part)}, which has a meaning of its own in a machine's paths`
  return nameProblem(name)
}

/** A field is a key of the data, which templates, conditions and `reset` find by its path. */
function fieldNameProblem(name: string): string | undefined {
  const part = /[.{}]/.exec(name)?.[0]
  return part === undefined ? nameProblem(name) : `holds ${quote(part)}, so that no template and no path would find its value`
}

function nameProblem(name: string): string | undefined {
  if (name === '') return 'is empty'
  if (name === '__proto__') return 'would change what every other name means'
  if (REORDERED.test(name) && Number(name) <= LARGEST_INDEX)
    return 'is a number, which JavaScript moves before all other names, so that the declared order is lost'
  return undefined
}

function renaming(name: string): string | undefined {
  const legal = name.replace(/[./#$\\\s{}]+/gu, '_').replace(/^_+|_+$/g, '')
  if (name === '__proto__' || legal === '') return undefined
  return `Write ${quote(REORDERED.test(legal) ? `option_${legal}` : legal)}.`
}

function isSaved(path: DiagnosticPath): boolean {
  return ['saveAs', 'saveErrorAs'].includes(String(path.at(-1)))
}

function* dataKeys(flow: ConversationFlow): Generator<[key: string, path: DiagnosticPath]> {
  for (const key of Object.keys(flow.prompts ?? {})) yield [key, ['prompts', key]]
  yield* keysOfEvents(flow.on, ['on'])
  for (const key of Object.keys(flow.initialContext ?? {})) yield [key, ['initialContext', key]]
  for (const [name, state] of Object.entries(flow.states)) {
    for (const key of Object.keys(state.promptParams ?? {})) yield [key, ['states', name, 'promptParams', key]]
    for (const key of Object.keys(state.extract?.fields ?? {})) yield [key, ['states', name, 'extract', 'fields', key]]
    yield* keysOfEvents(state.on, ['states', name, 'on'])
    yield* savedKeys(state, ['states', name, 'invoke'])
  }
}

function* savedKeys({ invoke }: FlowState, path: DiagnosticPath): Generator<[key: string, path: DiagnosticPath]> {
  for (const saving of ['saveAs', 'saveErrorAs'] as const) {
    const key = invoke?.[saving]
    if (key !== undefined) yield [key, [...path, saving]]
  }
}

function* keysOfEvents(on: Readonly<Record<string, OnEvent>> = {}, path: DiagnosticPath): Generator<[key: string, path: DiagnosticPath]> {
  for (const [name, handler] of Object.entries(on)) {
    const { saveAs } = eventWayOf(handler)
    if (saveAs !== undefined) yield [saveAs, [...path, name, 'saveAs']]
  }
}
