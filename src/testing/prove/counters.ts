import { guardLeavesOf, type MachineConfigJson, transitionsOf } from '../../machine/config.js'
import type { ConversationContext } from '../../machine/context.js'
import type { GuardLeaf } from '../../machine/guard-expression.js'

/** The name of something that a conversation counts without end: `visits ask`, `loops pin/ask`, `turn`, `calls`. */
export type Counter = string

/** What becomes of a counter: so many more, or, of all states of a flow, none. */
export type Counting = { readonly counter: Counter; readonly more: number } | { readonly flow: string }

/** Up to where each counter of a flow makes a difference. */
export type CounterBounds = ReadonlyMap<Counter, number>

/** Returns the counter that a guard looks at. */
export function counterOf({ type, params = {} }: Pick<GuardLeaf, 'type' | 'params'>): Counter | undefined {
  if (type === 'visitedOften') return `${params.sinceCall === true ? 'loops' : 'visits'} ${String(params.state)}`
  if (type === 'turnsOver') return 'turn'
  return type === 'budgetSpent' && params.modelCalls !== undefined ? 'calls' : undefined
}

/** Returns the counters that guards of a flow look at. */
export function counterBounds(config: MachineConfigJson): CounterBounds {
  const bounds = new Map<Counter, number>()
  for (const leaf of transitionsOf(config).flatMap(guardLeavesOf)) {
    const counter = counterOf(leaf)
    const { times, max, modelCalls } = leaf.params ?? {}
    if (counter !== undefined) bounds.set(counter, Math.max(bounds.get(counter) ?? 0, Number(times ?? max ?? modelCalls)))
  }
  return bounds
}

/** Reads counters. What was read is noted: a step that read the same counts is the same step. */
export class Counts {
  readonly asked = new Set<Counter>()

  constructor(
    readonly counted: Counted,
    readonly values: readonly number[],
  ) {}

  /** Undefined for one that is not counted. */
  read(counter: Counter): number | undefined {
    const position = this.counted.positions.get(counter)
    if (position === undefined) return undefined
    this.asked.add(counter)
    return this.values[position]
  }
}

/** The counters that are counted. */
export class Counted {
  readonly positions: ReadonlyMap<Counter, number>
  readonly first: readonly number[]

  constructor(
    readonly names: readonly Counter[],
    readonly bounds: CounterBounds,
  ) {
    this.positions = new Map(names.map((name, position) => [name, position]))
    this.first = names.map(() => 0)
  }

  with(counter: Counter): Counted {
    return new Counted([...this.names, counter], this.bounds)
  }

  /** The counts after a step. */
  after(values: readonly number[], changes: readonly Counting[]): readonly number[] {
    let counts = values
    for (const change of changes) {
      if ('flow' in change) counts = counts.map((count, position) => (isOfFlow(this.names[position] ?? '', change.flow) ? 0 : count))
      else counts = this.#more(counts, change)
    }
    return counts
  }

  #more(counts: readonly number[], { counter, more }: Extract<Counting, { readonly counter: Counter }>): readonly number[] {
    const position = this.positions.get(counter)
    if (position === undefined) return counts
    const count = Math.min((counts[position] ?? 0) + more, this.bounds.get(counter) ?? 0)
    return count === counts[position] ? counts : counts.with(position, count)
  }
}

function isOfFlow(counter: Counter, flow: string): boolean {
  return counter.startsWith(`loops ${flow}/`)
}

/** Reads a counter of a conversation. */
export function countIn({ visits, loops = {}, turn, unjudgedTurns = 0, usage }: ConversationContext, counter: Counter): number {
  if (counter === 'turn') return turn - unjudgedTurns
  if (counter === 'calls') return usage.modelCalls
  const [kind, ...state] = counter.split(' ')
  return (kind === 'loops' ? loops : visits)[state.join(' ')] ?? 0
}

/** Says what a counter counts. */
export function describeCounter(counter: Counter): string {
  if (counter === 'turn') return 'messages of the user'
  if (counter === 'calls') return 'model calls'
  const [kind = '', ...state] = counter.split(' ')
  return kind === 'loops' ? `visits of ${state.join(' ')} in a call` : `visits of ${state.join(' ')}`
}
