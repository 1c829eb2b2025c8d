import { stronglyConnected } from '../../definition/strongly-connected.js'
import { type Automaton, readAll } from './automaton.js'
import type { Counted } from './counters.js'
import type { FlowModel, ModelStep } from './model.js'
import { type Allowed, happeningsOn, type Node, nodeKey, stepsOf, wayTo } from './search.js'

/** A way of the model, and one that leads from its end back there, all the time in states of the property that wait. */
export interface Round {
  readonly way: readonly ModelStep[]
  readonly round: readonly ModelStep[]
}

type Successor = readonly [step: ModelStep, key: string]

/** Looks for a round that a talk could go for ever, by nodes that a search has found. One in which a call fails each time is none, and neither is one that a person goes on with, who speaks in the flow's place. */
export function roundIn(
  model: FlowModel,
  automaton: Automaton,
  nodes: ReadonlyMap<string, Node>,
  counted: Counted,
  allowed: Allowed,
): Round | undefined {
  const known = new Map<string, readonly Successor[]>()
  const successors = (key: string): readonly Successor[] => {
    const found = known.get(key) ?? [...waitingAfter(model, automaton, nodes.get(key), counted, allowed)]
    known.set(key, found)
    return found
  }
  const waiting = [...nodes].filter(([, { read }]) => read !== undefined && automaton.waits(read)).map(([key]) => key)
  const components = stronglyConnected(waiting, (key) => successors(key).map(([, next]) => next))
  const looping = components.filter((keys) => keys.length > 1 || keys.some((key) => successors(key).some(([, next]) => next === key)))
  const within = new Map(looping.flatMap((keys) => keys.map((key) => [key, new Set(keys)] as const)))
  const rests = (key: string) => model.placeAt(nodes.get(key)?.moment ?? -1)?.isPassed === false
  const first = waiting.find((key) => within.has(key) && rests(key)) ?? waiting.find((key) => within.has(key))
  const node = nodes.get(first ?? '')
  if (first === undefined || node === undefined) return undefined
  return { way: wayTo(node), round: shortestRound(first, within.get(first) ?? new Set(), successors) }
}

function* waitingAfter(
  model: FlowModel,
  automaton: Automaton,
  node: Node | undefined,
  counted: Counted,
  allowed: Allowed,
): Generator<Successor> {
  if (node?.read === undefined) return
  for (const step of stepsOf(model, node, counted, allowed)) {
    const isStill = step.target === node.moment && step.happened.length === 0
    const read =
      step.fails || isStill || step.event === 'operator.message' ? undefined : readAll(automaton, node.read, happeningsOn(model, step))
    if (read === undefined || !automaton.waits(read)) continue
    yield [step, nodeKey({ moment: step.target, read, counts: counted.after(node.counts, step.counting) })]
  }
}

function shortestRound(
  first: string,
  within: ReadonlySet<string>,
  successors: (key: string) => readonly Successor[],
): readonly ModelStep[] {
  const ways: { readonly key: string; readonly steps: readonly ModelStep[] }[] = [{ key: first, steps: [] }]
  const seen = new Set<string>()
  for (const { key, steps } of ways) {
    for (const [step, next] of successors(key)) {
      if (next === first) return [...steps, step]
      if (!within.has(next) || seen.has(next)) continue
      seen.add(next)
      ways.push({ key: next, steps: [...steps, step] })
    }
  }
  return []
}
