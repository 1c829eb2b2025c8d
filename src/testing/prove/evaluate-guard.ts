import type { ContextParams } from '../../conditions/kinds/context/context-kind.js'
import { isJsonObject, type JsonObject } from '../../diagnostics/json.js'
import { guardTreeOf } from '../../machine/config.js'
import { type GuardLeaf, type GuardTree, isLeaf } from '../../machine/guard-expression.js'
import { isBuiltInGuard } from '../../machine/implementation-names.js'
import type { BudgetParams } from '../../runtime/guards/turn-guards.js'
import { type Counts, counterOf } from './counters.js'
import { allOfValues, anyOfValues, type GuardValue, notOfValue } from './guard-value.js'
import { keywordValue } from './keyword-value.js'
import type { Incident, Moment } from './moment.js'
import type { RegionMap } from './regions.js'

/** What a guard is judged by. */
export interface Facts {
  readonly moment: Moment
  readonly incident: Incident
  readonly regions: RegionMap
  readonly counts: Counts
  /** Decides guards by what is said; undefined where that is left open. */
  readonly decided?: ((leaf: GuardLeaf) => boolean | undefined) | undefined
}

/** Says whether a guard holds, as far as that is known. */
export function evaluateGuard(tree: GuardTree, facts: Facts): GuardValue {
  if (isLeaf(tree)) {
    const whole = guardTreeOf(tree)
    return whole === tree ? leafValue(tree, facts) : evaluateGuard(whole, facts)
  }
  if ('not' in tree) return notOfValue(evaluateGuard(tree.not, facts))
  if ('all' in tree) return allOfValues(tree.all.map((part) => evaluateGuard(part, facts)))
  return anyOfValues(tree.any.map((part) => evaluateGuard(part, facts)))
}

function leafValue(leaf: GuardLeaf, facts: Facts): GuardValue {
  const value = Object.hasOwn(KNOWN, leaf.type) ? KNOWN[leaf.type]?.(leaf.params ?? {}, facts) : undefined
  return value ?? facts.decided?.(leaf) ?? unknown(leaf)
}

const ofGuards = new WeakMap<object, GuardValue>()

/** Of the same guard it is the same each time. */
function unknown(leaf: GuardLeaf, counter?: string): GuardValue {
  const { params = leaf } = leaf
  const value = ofGuards.get(params) ?? (leaf.type === 'keyword' ? keywordValue(leaf.params ?? {}) : unknownValue(leaf, counter))
  ofGuards.set(params, value)
  return value
}

function unknownValue({ type, params = {} }: GuardLeaf, counter?: string): GuardValue {
  const isFickle = !isBuiltInGuard(type) || (type === 'context' && 'function' in params)
  const key = `${type} ${JSON.stringify(params)}`
  return [{ key, ...(counter === undefined ? {} : { counter }), ...(isFickle ? { isFickle: true } : {}) }]
}

/** Undefined where it is not known. */
type Evaluate = (params: JsonObject, facts: Facts) => GuardValue | undefined

const never: Evaluate = () => false

/** The guards of which something is known, each by the table of the guide. The params are what the compiler wrote. */
const KNOWN: Readonly<Record<string, Evaluate>> = {
  // What is refused changes nothing, and what waits is said later.
  notNew: never,
  inboxFull: never,
  interrupts: never,
  eventNotNew: never,
  payloadUnfit: never,
  missesOver: ({ max }, { moment }) => moment.misses + 1 > Number(max),
  silent: ({ max }, { moment }) => moment.silences < Number(max),
  failedDuring: ({ during, about }, { moment: { error } }) => error?.during === during && error?.about === about,
  calledFrom: (params, { moment }) => isCalledFrom(moment, params),
  noneActive: ({ flows }, { moment }) => !moment.stack.some(({ flow }) => namesIn(flows).includes(flow)),
  // What can not be kept, as too much of it waits already, goes elsewhere.
  awaitedOnStack: ({ states }, { moment }) => (moment.stack.some(({ from }) => namesIn(states).includes(from)) ? undefined : false),
  context: (params, { incident, regions }) =>
    'path' in params ? regions.passes(incident.data, params as unknown as ContextParams) : undefined,
  visitedOften: (params, { counts }) => overCount({ type: 'visitedOften', params }, Number(params.times), counts),
  turnsOver: (params, { counts }) => overCount({ type: 'turnsOver', params }, Number(params.max), counts),
  budgetSpent,
  filled: ({ fields }, { moment, regions }) => allOfValues(namesIn(fields).map((field) => isFilled(field, moment, regions))),
  asking: ({ fields }, { moment: { asking } }) => asking !== null && namesIn(fields).includes(asking),
  asks,
  readsMessage: (_params, { moment }) => moment.reads,
  progressed: (_params, { incident: { told } }) => (told === undefined ? undefined : told.progress),
  valueRefused: ({ field }, { incident: { told } }) =>
    told === undefined ? undefined : field === undefined ? told.refused !== null : told.refused === field,
  refusedOften: ({ max }, { moment, incident: { told } }) =>
    told === undefined ? undefined : told.refused !== null && !told.progress && moment.misses > Number(max),
}

function isCalledFrom({ stack }: Moment, { from, by }: JsonObject): boolean {
  const frame = stack.at(-1)
  if (frame === undefined || (from !== undefined && frame.from !== from)) return false
  if (by === undefined) return true
  return isJsonObject(by) ? by.scope === frame.by?.scope && by.name === frame.by?.name : frame.by === null
}

/** One that is not counted is named, so that it can be. */
function overCount(leaf: GuardLeaf, most: number, counts: Counts): GuardValue {
  const counter = counterOf(leaf)
  const count = counter === undefined ? undefined : counts.read(counter)
  return count === undefined ? unknown(leaf, counter) : count >= most
}

/** What a call costs in tokens nobody knows beforehand. */
function budgetSpent(params: JsonObject, { counts, incident }: Facts): GuardValue {
  const { modelCalls, tokens, cutOff, counted } = params as BudgetParams
  const leaf: GuardLeaf = { type: 'budgetSpent', params }
  const used = modelCalls === undefined ? undefined : counts.read('calls')
  if (modelCalls === undefined) return unknownValue(leaf)
  if (used === undefined) return unknown(leaf, 'calls')
  const now = used + (cutOff ? 1 : counted ? 0 : incident.calls)
  if (now >= modelCalls) return true
  return tokens === undefined ? false : unknownValue(leaf)
}

function isFilled(field: string, { data }: Moment, regions: RegionMap): GuardValue {
  return regions.isFilled(data, field) ?? [{ key: `filled ${field}` }]
}

/** The field is the first that is missing; after a miss, the one that was asked for. */
function asks({ field, fields, again }: JsonObject, { moment, regions }: Facts): GuardValue {
  const names = namesIn(fields)
  if (again === true && moment.asking !== null && names.includes(moment.asking)) return moment.asking === field
  const before = names.slice(0, names.indexOf(String(field)))
  const missing = notOfValue(isFilled(String(field), moment, regions))
  return allOfValues([...before.map((name) => isFilled(name, moment, regions)), missing])
}

function namesIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : []
}
