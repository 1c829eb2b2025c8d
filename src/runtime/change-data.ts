import type { ReportProblem } from '../conditions/evaluation.js'
import { lookUp } from '../conditions/kinds/context/context-kind.js'
import type { Change } from '../definition/flow.js'
import { DEEPEST_TAKEN, takeIn } from '../diagnostics/copy-json.js'
import { isRecord } from '../diagnostics/json.js'
import { quote } from '../diagnostics/quote.js'
import { LONGEST_TEXT } from '../model/message.js'
import { evaluateTemplate, type TemplateView } from '../model/render-template.js'

/** Holds what a change of the data goes by. */
export interface ChangeBasis<Data> {
  readonly data: Data
  /** The flow's `initialContext`: what a path is reset to. */
  readonly initial: Data
  /** What the conversation began with: what all data is reset to. */
  readonly start: Data
  /** What templates are filled with. */
  readonly view: TemplateView
  readonly report: ReportProblem
}

/** Returns the data after a change: first what is reset, then what is set. The templates see the data as it was before. */
export function changedData<Data extends object>({ set = {}, reset = [] }: Change, basis: ChangeBasis<Data>): Data {
  const { data, initial, start, view, report } = basis
  const put = (target: Data, path: string, value: unknown): Data => {
    const way = path.split('.')
    const isKept = canKeep(value, way.length)
    const changed = isKept ? withValue(target, way, value) : undefined
    if (changed !== undefined) return changed
    const why = isKept ? `The data has no place at ${quote(path)}` : `What was to be set at ${quote(path)} is too deep or too large`
    report({ type: 'set', message: `${why}, so nothing was set there.` })
    return target
  }
  const values = Object.entries(set).map(
    ([path, value]) => [path, typeof value === 'string' ? evaluateTemplate(value, view) : takeIn(value)] as const,
  )
  const emptied = reset === true ? start : reset.reduce((target, path) => put(target, path, lookUp(initial, path)), data)
  return values.reduce((target, [path, value]) => put(target, path, value), emptied)
}

/** Tells whether a record holds a value at a level. A change that puts data into itself would make it grow for ever. */
function canKeep(value: unknown, level: number): boolean {
  let room = LONGEST_TEXT
  const fits = (inner: unknown, depth: number): boolean => {
    room -= typeof inner === 'string' ? inner.length : 1
    if (room < 0 || depth > DEEPEST_TAKEN) return false
    if (typeof inner !== 'object' || inner === null) return true
    return Object.entries(inner).every(([key, each]) => {
      room -= key.length
      return fits(each, depth + 1)
    })
  }
  return fits(value, level)
}

/** Copies what stands on the way to the value. Null and undefined remove; undefined is given back where there is no way. */
function withValue<Owner extends object>(owner: Owner, [key = '', ...rest]: readonly string[], value: unknown): Owner | undefined {
  if (FORBIDDEN.has(key) || (Array.isArray(owner) && !isItemOf(owner, key))) return undefined
  return rest.length === 0 ? withEntry(owner, key, value ?? null) : withInner(owner, key, rest, value ?? null)
}

/** A list has a length, too, which is none of its items. */
function isItemOf(list: readonly unknown[], key: string): boolean {
  return key !== 'length' && Object.hasOwn(list, key)
}

/** Null removes a key. An item of a list keeps its place. */
function withEntry<Owner extends object>(owner: Owner, key: string, value: unknown): Owner {
  return value === null && !Array.isArray(owner) ? without(owner, key) : withKey(owner, key, value)
}

function withInner<Owner extends object>(owner: Owner, key: string, rest: readonly string[], value: unknown): Owner | undefined {
  const inner: unknown = (Object.hasOwn(owner, key) ? Reflect.get(owner, key) : undefined) ?? undefined
  if (inner === undefined && value === null) return owner
  const changed = isOpen(inner) ? withValue(inner ?? {}, rest, value) : undefined
  return changed === undefined ? undefined : withKey(owner, key, changed)
}

function isOpen(value: unknown): value is object | undefined {
  return value === undefined || isRecord(value) || Array.isArray(value)
}

/** They would reach what every object inherits. */
const FORBIDDEN: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

function withKey<Owner extends object>(owner: Owner, key: string, value: unknown): Owner {
  const copy = Array.isArray(owner) ? Object.assign([...owner], { [key]: value }) : { ...owner, [key]: value }
  return Object.freeze(copy) as Owner
}

function without<Owner extends object>(owner: Owner, key: string): Owner {
  if (!Object.hasOwn(owner, key)) return owner
  return Object.freeze(Object.fromEntries(Object.entries(owner).filter(([name]) => name !== key))) as Owner
}
