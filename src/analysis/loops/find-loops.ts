import { edgesFrom, shortestCycle } from '../../definition/shortest-cycle.js'
import { maxLoopsOf } from '../../definition/state-facts.js'
import { stronglyConnected } from '../../definition/strongly-connected.js'
import type { FlowView, StateView } from '../flow-view.js'
import type { MachineEdge } from './machine-edges.js'
import { walkingUtterances } from './walking-utterances.js'

/** Describes states that a conversation can go round in, with one shortest way round. Plain JSON. */
export interface Loop {
  /**
   * `bounded`: `maxLoops` or `maxTurns` ends it. `user-gated`: each round waits for the user, and nothing else ends it. `unbounded`: it may go
   * round for ever without the user.
   */
  readonly kind: 'bounded' | 'user-gated' | 'unbounded'
  /** What ends a bounded loop. */
  readonly limit?: 'maxLoops' | 'maxTurns'
  /** The states of one round, in order; the last leads back to the first. */
  readonly cycle: readonly string[]
  /** Every state that belongs to the loop, as declared. */
  readonly states: readonly string[]
  /** Whether some steps wait for the user's silence, so that an unbounded loop goes round slowly. */
  readonly isTimed: boolean
  /** Messages that walk the cycle from its first state, proven by evaluation; absent where texts alone do not decide. */
  readonly utterances?: readonly string[]
}

/** A set of states that can all reach each other. */
type Part = ReadonlySet<string>
type Steps = ReadonlyMap<string, readonly MachineEdge[]>

/**
 * Returns the loops of a flow: for each strongly connected part of the compiled machine, the loops in it that go round without the user, those that
 * only the user ends, and those that a limit ends; one of each kind for each part.
 */
export function findLoops(view: FlowView, edges: readonly MachineEdge[]): readonly Loop[] {
  const search = new LoopSearch(view)
  return search.find(edges)
}

class LoopSearch {
  readonly #view: FlowView
  readonly #states: ReadonlyMap<string, StateView>
  readonly #order: ReadonlyMap<string, number>
  readonly #limited: ReadonlySet<string>

  constructor(view: FlowView) {
    const { flow, states } = view
    this.#view = view
    this.#states = new Map(states.map((state) => [state.name, state]))
    this.#order = new Map(states.map(({ name }, position) => [name, position]))
    this.#limited = new Set(states.filter(({ plan }) => maxLoopsOf(flow, plan.state) !== undefined).map(({ name }) => name))
  }

  find(edges: readonly MachineEdge[]): readonly Loop[] {
    const unlimited = edges.filter(({ from, to }) => !this.#limited.has(from) && !this.#limited.has(to))
    const automatic = unlimited.filter(({ gate }) => gate !== 'user')
    const gated = edgesFrom(unlimited)
    const loops = [
      ...this.#loops('unbounded', automatic),
      ...this.#loops(this.#view.flow.maxTurns === undefined ? 'user-gated' : 'bounded', unlimited, (part) => waitsForUser(part, gated)),
      ...this.#loops('bounded', edges, (part) => [...part].some((name) => this.#limited.has(name))),
    ]
    return loops.toSorted((left, right) => this.#orderOf(left.cycle[0]) - this.#orderOf(right.cycle[0]))
  }

  #loops(kind: Loop['kind'], edges: readonly MachineEdge[], isMeant: (part: Part) => boolean = () => true): readonly Loop[] {
    const steps = edgesFrom(edges)
    return partsOf(steps, this.#order.keys())
      .filter(isMeant)
      .flatMap((part) => this.#loop(kind, part, steps) ?? [])
  }

  #loop(kind: Loop['kind'], part: Part, steps: Steps): Loop | undefined {
    const declared = [...part].toSorted((left, right) => this.#orderOf(left) - this.#orderOf(right))
    const start = declared.find((name) => kind !== 'bounded' || this.#limited.has(name)) ?? declared[0]
    const cycle = start === undefined ? undefined : shortestCycle(start, part, steps)
    if (cycle === undefined) return undefined
    const utterances = walkingUtterances(this.#view.flow, this.#states, cycle, steps)
    return {
      kind,
      ...(kind === 'bounded' && { limit: cycle.some(({ from }) => this.#limited.has(from)) ? 'maxLoops' : 'maxTurns' }),
      cycle: cycle.map(({ from }) => from),
      states: declared,
      isTimed: cycle.some(({ gate }) => gate === 'timeout'),
      ...(utterances !== undefined && { utterances }),
    }
  }

  #orderOf(name = ''): number {
    return this.#order.get(name) ?? 0
  }
}

function waitsForUser(part: Part, steps: Steps): boolean {
  return [...part].some((name) => (steps.get(name) ?? []).some(({ gate, to }) => gate === 'user' && part.has(to)))
}

/** Returns the sets of states that lie on cycles, as far as they can reach each other. */
function partsOf(steps: Steps, names: Iterable<string>): readonly Part[] {
  const targets = (name: string) => (steps.get(name) ?? []).map(({ to }) => to)
  return stronglyConnected(names, targets)
    .filter((component) => component.length > 1 || component.some((name) => targets(name).includes(name)))
    .map((component) => new Set(component))
}
