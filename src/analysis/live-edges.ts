import type { FlowEdge } from '../definition/flow-edge.js'
import { flowEdges } from '../definition/flow-graph.js'
import type { CandidateList } from './candidate-list.js'
import type { FlowView } from './flow-view.js'
import { coverageOf } from './implication/coverage.js'
import { neverByReply } from './rules/fixed-reply.js'

/** Returns the flow's edges without those that are proven never to be taken: shadowed transitions, and misses where nothing can miss. */
export function liveEdges({ flow, states }: FlowView): readonly FlowEdge[] {
  const unfired = states.flatMap((state) =>
    neverByReply(state).flatMap(({ name }) => [edgeKey(state.name, 'transition', name), edgeKey(state.name, 'digression', name)]),
  )
  const dead = new Set([...unfired, ...states.flatMap(({ lists }) => lists.flatMap(deadEdges))])
  return flowEdges(flow).filter(({ from, kind, name }) => !dead.has(edgeKey(from, kind, name)))
}

function deadEdges(list: CandidateList): readonly string[] {
  const shadowed = list.transitions.filter((transition) => coverageOf(list, transition).isShadowed)
  const dead = shadowed.flatMap(({ scope, name }) => [
    edgeKey(list.state, scope === 'own' ? 'transition' : 'global', name),
    edgeKey(list.state, 'digression', name),
  ])
  const missesNone = list.about === 'user' && list.transitions.some(({ catchesAll }) => catchesAll)
  return missesNone ? [...dead, edgeKey(list.state, 'noMatch', undefined)] : dead
}

function edgeKey(from: string, kind: FlowEdge['kind'], name: string | undefined): string {
  return JSON.stringify([from, kind, name ?? null])
}

/** Returns the states that can be reached from some, these included. */
export function reachableFrom(starts: Iterable<string>, successors: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const reached = new Set(starts)
  for (const name of reached) for (const next of successors.get(name) ?? []) reached.add(next)
  return reached
}
