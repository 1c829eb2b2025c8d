import { quote } from '../../diagnostics/quote.js'
import { actionsOf, type MachineConfigJson } from '../../machine/config.js'
import { isKnownAction } from './apply-action.js'
import { type Counted, type Counter, Counts } from './counters.js'
import type { Draft } from './draft.js'
import { type Moment, momentKey } from './moment.js'
import type { Place } from './places.js'
import { type Edge, edgesOver, type Saying, type StepFacts, successorsOf } from './successors.js'

/** A step as a search takes it: where it leads is known by a number. */
export interface ModelStep extends Edge {
  readonly target: number
}

/** What was worked out of a moment, by the counts that it hangs on. */
interface Known {
  readonly counters: Set<Counter>
  readonly steps: Map<string, readonly ModelStep[]>
  /** The counters that would tell more. */
  readonly asked: Set<Counter>
}

/**
 * Holds all that a flow can do, and more: a step of the machine is a step here, with the same happenings, whatever users say and models answer. So what
 * holds on all ways of the model holds in every talk. Its moments are found as they are asked for.
 */
export class FlowModel {
  /** What is not known of the flow; where there is something, nothing may be called proved. */
  readonly unknown: readonly string[]
  readonly moments: Moment[] = []
  readonly #numbers = new Map<string, number>()
  readonly #known: Known[] = []

  constructor(
    readonly config: MachineConfigJson,
    readonly facts: StepFacts,
  ) {
    this.unknown = unknownIn(config, facts)
  }

  /** The place in which a moment stands. */
  placeAt(number: number): Place | undefined {
    return this.facts.places.all.get(this.moments[number]?.place ?? '')
  }

  /** The steps by which a talk begins. */
  start(): readonly ModelStep[] {
    const { initial, meta } = this.config
    const data = this.facts.regions.initial
    const nothing = { misses: 0, silences: 0, error: null, stack: [], asking: null, reads: false, told: null, stale: false }
    const moment: Moment = { place: '', state: String(meta.initialState), data, ...nothing }
    const incident = { event: '', data, calls: 0 }
    const draft: Draft = { moment, happened: [], counting: [], ended: undefined, fails: false, incident, isFirst: true }
    return [...edgesOver(draft, initial, undefined, this.facts)].map((edge, position) => {
      return this.#numbered({ ...edge, from: moment, event: '', way: `start ${position}`, asked: [], isOpen: false })
    })
  }

  /** The steps that may follow a moment, with these counts. */
  stepsFrom(number: number, counted: Counted, values: readonly number[]): readonly ModelStep[] {
    const known = this.#known[number] ?? { counters: new Set(), steps: new Map(), asked: new Set() }
    if (counted.names.some((name) => known.asked.has(name))) {
      known.steps.clear()
      known.asked.clear()
    }
    this.#known[number] = known
    const found = known.steps.get(keyOf(known, counted, values))
    if (found !== undefined) return found
    const moment = this.moments[number]
    if (moment === undefined) return []
    const counts = new Counts(counted, values)
    const steps = [...successorsOf(moment, counts, this.facts)].map((edge) => this.#numbered(edge))
    if ([...counts.asked].some((counter) => !known.counters.has(counter))) {
      known.steps.clear()
      for (const counter of counts.asked) known.counters.add(counter)
    }
    for (const { asked } of steps) for (const counter of asked) known.asked.add(counter)
    known.steps.set(keyOf(known, counted, values), steps)
    return steps
  }

  /** The steps that may follow a moment where this is said. They are not kept. */
  stepsOn(number: number, saying: Saying, counted: Counted, values: readonly number[]): readonly ModelStep[] {
    const moment = this.moments[number]
    return moment === undefined
      ? []
      : [...successorsOf(moment, new Counts(counted, values), this.facts, saying)].map((edge) => this.#numbered(edge))
  }

  #numbered(edge: Edge): ModelStep {
    const key = momentKey(edge.to)
    const number = this.#numbers.get(key) ?? this.moments.length
    if (number === this.moments.length) {
      this.#numbers.set(key, number)
      this.moments.push(edge.to)
    }
    return { ...edge, target: number }
  }
}

/** Counts that a step does not look at make no difference to it. */
function keyOf({ counters }: Known, { positions }: Counted, values: readonly number[]): string {
  let key = ''
  for (const counter of counters) key += `${values[positions.get(counter) ?? -1] ?? ''} `
  return key
}

function unknownIn(config: MachineConfigJson, { hooks, regions }: StepFacts): readonly string[] {
  const strange = actionsOf(config).flatMap(({ type }) => (isKnownAction(type, hooks) ? [] : [`the action ${quote(type)}`]))
  const nodes = Object.values(config.states).flatMap((node) => [node, ...Object.values(node.states ?? {})])
  const others = nodes.flatMap(({ id, exit = [], states = {} }) => [
    ...(Object.values(states).some((inner) => inner.states !== undefined) ? [`states within ${quote(id)}`] : []),
    ...(exit.length > 0 ? [`what happens on leaving ${quote(id)}`] : []),
  ])
  const mingled = [...regions.wanted]
    .filter((path) => !regions.paths.includes(path))
    .map((path) => `the data at ${quote(path)}, of which a part is tested, too`)
  return [...new Set([...strange, ...others, ...mingled])]
}
