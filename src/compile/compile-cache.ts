import type { ConversationFlow } from '../definition/flow.js'
import { isRecord } from '../diagnostics/json.js'
import type { MachineConfigJson } from '../machine/config.js'
import type { ConversationMachine } from '../machine/conversation-machine.js'
import { noteOrigin } from '../machine/same-machine.js'
import type { ImplementationSupport } from '../runtime/machine-from-config.js'
import type { CompileOptions } from './compile-options.js'

/** What the machines of a flow share, whatever models and actors they have, and whoever is told of problems. */
export interface PreparedFlow {
  readonly config: MachineConfigJson
  readonly support: Omit<ImplementationSupport, 'model' | 'models' | 'stemmers' | 'report'>
}

/** Machines, and what they were assembled of, under the objects that they were compiled from. */
interface CacheNode {
  readonly next: WeakMap<object, CacheNode>
  /** The last that was prepared, and for which texts: the machines of other models share it. */
  prepared?: { readonly shape: string; readonly flow: PreparedFlow }
  /** Held firmly, so that a machine that nobody holds is not compiled again and again. */
  latest?: { readonly shape: string; readonly machine: ConversationMachine }
  /**
   * Those before it, by everything about the options that is no object: names, and prompts that are plain text. A reference holds its
   * machine until the code that runs now is over: so there is none for a flow that is compiled in one way, however many flows there are.
   */
  readonly earlier: Map<string, WeakRef<ConversationMachine>>
}

/** Tells the options that a machine is compiled with apart; other options of whoever asks do not matter. */
const KEYS: Readonly<Record<keyof CompileOptions, (option: unknown) => OptionKey>> = {
  model: byIdentity,
  models: byValues,
  prompts: byValues,
  actors: byValues,
  stemmers: byValues,
  onProblem: byIdentity,
}
/** What makes the machine. `onProblem` comes apart: it changes nothing of what the machine does. */
const PARTS = ['model', 'models', 'prompts', 'actors', 'stemmers'] as const
/** What makes its chart. Of the models, only the names are looked at. */
const CHART_PARTS = ['prompts', 'stemmers'] as const

const machines = newNode()
const charts = newNode()

/** Gives what a flow's machines share, and makes it where prompts, stemmers or names of models are others than they were. */
export function preparedFlow(
  flow: ConversationFlow,
  options: CompileOptions,
  prepare: (flow: ConversationFlow, options: CompileOptions) => PreparedFlow,
): PreparedFlow {
  const parts = CHART_PARTS.map((name) => KEYS[name](options[name]))
  const node = placeOf(charts, flow, parts)
  const shape = JSON.stringify([options.models && Object.keys(options.models), ...parts.map((part) => part.shape)])
  if (node.prepared?.shape !== shape) node.prepared = { shape, flow: prepare(flow, options) }
  return node.prepared.flow
}

/**
 * Gives the machine of a flow and the options that compile, and makes it where there is none. Options that are plain objects count by their
 * names and values, so that they may be written where they are used. A machine is let go with the flow or any part that it was compiled with.
 */
export function cachedMachine(flow: object, options: CompileOptions, compile: () => ConversationMachine): ConversationMachine {
  const parts = PARTS.map((name) => KEYS[name](options[name]))
  const place = placeOf(machines, flow, parts)
  const node = KEYS.onProblem(options.onProblem).objects.reduce<CacheNode>(childOf, place)
  const shape = JSON.stringify(parts.map((part) => part.shape))
  const { latest, earlier } = node
  const known = latest?.shape === shape ? latest.machine : earlier.get(shape)?.deref()
  if (known !== undefined) return known
  const machine = compile()
  noteOrigin(machine, { place, shape })
  for (const [other, reference] of earlier) if (reference.deref() === undefined) earlier.delete(other)
  if (latest !== undefined) earlier.set(latest.shape, new WeakRef(latest.machine))
  node.latest = { shape, machine }
  return machine
}

function placeOf(root: CacheNode, flow: object, parts: readonly OptionKey[]): CacheNode {
  return [flow, ...parts.flatMap(({ objects }) => objects)].reduce(childOf, root)
}

function childOf({ next }: CacheNode, key: object): CacheNode {
  const child = next.get(key) ?? newNode()
  next.set(key, child)
  return child
}

function newNode(): CacheNode {
  return { next: new WeakMap(), earlier: new Map() }
}

/** Tells one value of an option from another: objects by identity, and text. */
interface OptionKey {
  readonly objects: readonly object[]
  readonly shape: unknown
}

function byIdentity(option: unknown): OptionKey {
  return isObject(option) ? { objects: [option], shape: 'object' } : { objects: [], shape: null }
}

function byValues(option: unknown): OptionKey {
  if (!isPlain(option)) return byIdentity(option)
  const names = Object.keys(option).sort()
  const values = names.map((name) => option[name])
  if (values.every(isTexts)) return { objects: [], shape: names.map((name, index) => [name, sortedEntries(values[index])]) }
  return values.every(isObject) ? { objects: values, shape: names } : byIdentity(option)
}

/** A prompt, which is plain text under names. */
function isTexts(value: unknown): value is Readonly<Record<string, string>> {
  return isPlain(value) && Object.values(value).every((part) => typeof part === 'string')
}

function sortedEntries(texts: Readonly<Record<string, string>> = {}): readonly (readonly [string, string])[] {
  return Object.entries(texts).sort(([left], [right]) => (left < right ? -1 : 1))
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (!isRecord(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}
