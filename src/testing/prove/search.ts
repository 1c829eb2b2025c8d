import { type Automaton, readAll } from './automaton.js'
import type { Counted } from './counters.js'
import type { FlowModel, ModelStep } from './model.js'
import type { Happening } from './property.js'

/** A moment of the model, with what is counted and what the property has read. */
export interface Node {
  readonly moment: number
  readonly counts: readonly number[]
  /** The state of the property's automaton; undefined once it is broken. */
  readonly read: number | undefined
  /** The step that leads there, and from where; undefined at the start. */
  readonly before: Node | undefined
  readonly step: ModelStep
}

/** Says which steps a search may take. What comes of it is kept: a moment is come to with many counts. */
export interface Allowed {
  readonly withFailures: boolean
  /** The steps that are not known to be taken by anything said. */
  readonly doubtful: ReadonlyMap<string, ModelStep>
  readonly maxMoments: number
}

/** What a search of the model has found. */
export interface Found {
  /** Where the property breaks, soonest; undefined where it does not. */
  readonly broken: Node | undefined
  /** More moments than allowed were found, so that nothing is known of the rest. */
  readonly isCut: boolean
  readonly nodes: ReadonlyMap<string, Node>
}

/** Looks for the shortest way of the model that breaks a property. */
export function searchModel(model: FlowModel, automaton: Automaton, counted: Counted, allowed: Allowed): Found {
  const nodes = new Map<string, Node>()
  const queue: Node[] = []
  let broken: Node | undefined
  const take = (step: ModelStep, before: Node | undefined, read: number, counts: readonly number[]): void => {
    const after: Node = {
      moment: step.target,
      counts: step.counting.length === 0 ? counts : counted.after(counts, step.counting),
      read: readAll(automaton, read, happeningsOn(model, step)),
      before,
      step,
    }
    if (after.read === undefined) broken ??= after
    const key = nodeKey(after)
    if (after.read === undefined || nodes.has(key)) return
    nodes.set(key, after)
    queue.push(after)
  }
  for (const step of model.start()) take(step, undefined, automaton.initial, counted.first)
  for (let position = 0; position < queue.length && broken === undefined; position++) {
    const node = queue[position]
    if (node?.read === undefined) continue
    for (const step of stepsOf(model, node, counted, allowed)) take(step, node, node.read, node.counts)
    if (nodes.size > allowed.maxMoments) return { broken, isCut: broken === undefined, nodes }
  }
  return { broken, isCut: false, nodes }
}

/** The steps of the model that a search may take from there. */
export function stepsOf(model: FlowModel, { moment, counts }: Node, counted: Counted, allowed: Allowed): readonly ModelStep[] {
  const { withFailures, doubtful } = allowed
  const steps = model.stepsFrom(moment, counted, counts)
  if (withFailures && doubtful.size === 0) return steps
  const known = chosen.get(allowed) ?? new WeakMap<readonly ModelStep[], readonly ModelStep[]>()
  chosen.set(allowed, known)
  const own = known.get(steps) ?? steps.filter((step) => (withFailures || !step.fails) && !doubtful.has(doubtKey(step)))
  known.set(steps, own)
  return own
}

const chosen = new WeakMap<Allowed, WeakMap<readonly ModelStep[], readonly ModelStep[]>>()

/** Tells steps apart that something said has to be known for. */
export function doubtKey({ way, from, to }: ModelStep): string {
  const told = to.told === null ? '' : ` ${to.told.progress} ${to.told.refused}`
  return `${way} ${from.data.join()} ${to.data.join()}${told}`
}

/** Tells nodes apart. */
export function nodeKey({ moment, counts, read }: Pick<Node, 'moment' | 'counts' | 'read'>): string {
  return `${moment} ${read} ${counts.join()}`
}

/** The steps that lead to a node, from the start on. */
export function wayTo(node: Node): readonly ModelStep[] {
  const steps: ModelStep[] = []
  for (let at: Node | undefined = node; at !== undefined; at = at.before) steps.unshift(at.step)
  return steps
}

const happenings = new WeakMap<ModelStep, readonly Happening[]>()

/** What happens on a step, with data in the regions that it leads through. */
export function happeningsOn(model: FlowModel, step: ModelStep): readonly Happening[] {
  const known = happenings.get(step)
  if (known !== undefined) return known
  const { regions } = model.facts
  const list = step.happened.map(({ occurrence, data }): Happening => ({ ...occurrence, data: regions.dataIn(data) }))
  happenings.set(step, list)
  return list
}
