import { lookUp } from '../../conditions/kinds/context/context-kind.js'
import type { Diagnostic, DiagnosticPath } from '../../diagnostics/diagnostic.js'
import { isRecord } from '../../diagnostics/json.js'
import { makeDiagnostic } from '../../diagnostics/make-diagnostic.js'
import { quote } from '../../diagnostics/quote.js'
import type { Change, ConversationFlow, NextState, OnEvent } from '../flow.js'
import { callOf, changeOf, eventWayOf } from '../next-state.js'
import { initialDataOf } from '../state-facts.js'

/** They would reach what every object inherits. */
const FORBIDDEN: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

/** What is set and reset has a place in the data. */
export function* dataChanges(flow: ConversationFlow): Generator<Diagnostic> {
  const filled = new Set(filledKeys(flow))
  for (const [change, path] of changesOf(flow)) {
    const { set = {}, reset } = change
    for (const key of Object.keys(set)) yield* unsettable(flow, key, [...path, 'set', key], Object.keys(set), filled)
    if (reset === undefined || reset === true) continue
    for (const [position, key] of reset.entries()) yield* unsettable(flow, key, [...path, 'reset', position], [], filled)
  }
}

/** Yields every change that a flow makes of its data, and where it stands. */
export function* changesOf(
  flow: Pick<ConversationFlow, 'states' | 'globalNextStates' | 'on'>,
): Generator<readonly [change: Change, path: DiagnosticPath]> {
  yield* changesOfEvents(flow.on, ['on'])
  yield* changesOnTheWay(flow.globalNextStates, ['globalNextStates'])
  for (const [name, state] of Object.entries(flow.states)) {
    yield [state, ['states', name]]
    yield* changesOfEvents(state.on, ['states', name, 'on'])
    yield* changesOnTheWay(state.nextStates, ['states', name, 'nextStates'])
  }
}

function* changesOfEvents(
  on: Readonly<Record<string, OnEvent>> = {},
  path: DiagnosticPath,
): Generator<readonly [change: Change, path: DiagnosticPath]> {
  for (const [name, handler] of Object.entries(on)) {
    const way = eventWayOf(handler)
    yield [way, [...path, name]]
    yield* changesOnTheWay(way.nextStates, [...path, name, 'nextStates'])
  }
}

function* changesOnTheWay(
  nextStates: Readonly<Record<string, NextState>> = {},
  path: DiagnosticPath,
): Generator<readonly [change: Change, path: DiagnosticPath]> {
  for (const [name, next] of Object.entries(nextStates)) {
    yield [changeOf(next), [...path, name]]
    yield* changesOnTheWay(callOf(next)?.nextStates, [...path, name, 'nextStates'])
  }
}

/** Names the first keys of what may take another value than the initial one, so that nothing is known of what is there. */
function* filledKeys(flow: ConversationFlow): Generator<string> {
  for (const { invoke, extract } of Object.values(flow.states)) {
    yield* [invoke?.saveAs, invoke?.saveErrorAs, ...Object.keys(extract?.fields ?? {})].filter((key) => key !== undefined)
  }
  yield* payloadNames(flow)
  for (const [{ set = {} }] of changesOf(flow)) for (const path of Object.keys(set)) if (!path.includes('.')) yield path
}

function* unsettable(
  flow: ConversationFlow,
  key: string,
  path: DiagnosticPath,
  beside: readonly string[],
  filled: ReadonlySet<string>,
): Generator<Diagnostic> {
  const problem = problemOf(flow, key.split('.'), filled) ?? overlapOf(key, beside)
  if (problem === undefined) return
  yield makeDiagnostic('unsettable-path', 'error', path, `Nothing can be set at ${quote(key)}: ${problem}.`, {
    expected: 'a dotted path into the data, such as "order.size"',
  })
}

function problemOf(flow: ConversationFlow, keys: readonly string[], filled: ReadonlySet<string>): string | undefined {
  if (keys.includes('')) return 'a part of the path is empty'
  const forbidden = keys.find((key) => FORBIDDEN.has(key))
  if (forbidden !== undefined) return `${quote(forbidden)} would reach what every object inherits`
  return filled.has(keys[0] ?? '') ? undefined : initialProblem(initialDataOf(flow), keys)
}

function initialProblem(initial: unknown, keys: readonly string[]): string | undefined {
  let value: unknown = initial
  for (const [position, key] of keys.entries()) {
    const place = keys.slice(0, position).join('.')
    if (value === undefined || value === null) return undefined
    if (Array.isArray(value) && (key === 'length' || !Object.hasOwn(value, key)))
      return `the list at ${quote(place)} has no item ${quote(key)}`
    if (!Array.isArray(value) && !isRecord(value)) return `${quote(place)} holds ${quote(value)}, which has no parts`
    value = Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined
  }
  return undefined
}

function overlapOf(key: string, beside: readonly string[]): string | undefined {
  const around = beside.find((other) => key.startsWith(`${other}.`))
  return around === undefined ? undefined : `${quote(around)}, of which it is a part, is set beside it`
}

/** Returns the first keys that the data may hold; undefined where that is not known, as an actor or a function of the author's own fills it. */
export function dataNames(flow: ConversationFlow): readonly string[] | undefined {
  const { initialContext = {} } = flow
  const produced = producedNames(flow)
  return produced === undefined ? undefined : [...new Set([...Object.keys(initialContext), ...produced])]
}

/** Returns the keys that are filled while the conversation goes on; undefined where that is not known. */
export function producedNames(
  flow: Pick<ConversationFlow, 'states' | 'fields' | 'globalNextStates' | 'on'>,
): readonly string[] | undefined {
  const { states, fields = {} } = flow
  const names: string[] = [...Object.keys(fields), ...payloadNames(flow)]
  for (const [{ set = {} }] of changesOf(flow)) names.push(...Object.keys(set).map((path) => path.split('.')[0] ?? path))
  for (const { extract, invoke } of Object.values(states)) {
    if (invoke?.saveErrorAs !== undefined) names.push(invoke.saveErrorAs)
    if (invoke !== undefined && invoke.saveAs === undefined) return undefined
    if (invoke?.saveAs !== undefined) names.push(invoke.saveAs)
    if (extract === undefined) continue
    if (extract.run !== undefined || extract.schema !== undefined || extract.fields === undefined) return undefined
    names.push(...Object.keys(extract.fields))
  }
  return names
}

/** Returns the keys that the payloads of events are kept under. */
export function payloadNames({ states, on = {} }: Pick<ConversationFlow, 'states' | 'on'>): readonly string[] {
  const handlers = [on, ...Object.values(states).map((state) => state.on ?? {})].flatMap((handled) => Object.values(handled))
  return handlers.flatMap((handler) => eventWayOf(handler).saveAs ?? [])
}

/** Returns what tells whether the data may hold something at a path; undefined where that is not known. */
export function dataPaths(flow: ConversationFlow): ((path: string) => boolean) | undefined {
  const produced = producedNames(flow)
  if (produced === undefined) return undefined
  const initial = initialDataOf(flow)
  return (path) => {
    const [root = ''] = path.split('.')
    return produced.includes(root) || (Object.hasOwn(initial, root) && (isOpen(initial[root]) || lookUp(initial, path) !== undefined))
  }
}

/** What holds nothing yet may be given anything. */
function isOpen(value: unknown): boolean {
  return typeof value !== 'object' || value === null || Object.keys(value).length === 0
}
