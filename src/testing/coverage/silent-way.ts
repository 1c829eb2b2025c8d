import type { ConversationFlow } from '../../definition/flow.js'
import type { FlowEdge, FlowEdgeKind } from '../../definition/flow-edge.js'
import { stateOf, transitionsOnOf } from '../../definition/state-facts.js'

/** A flow and its edges, by the state that they leave: read once for all transcripts. */
export interface FlowWays {
  readonly flow: ConversationFlow
  readonly edges: ReadonlyMap<string, readonly FlowEdge[]>
}

/** The ways that a state which has said nothing takes by itself. */
const BY_ITSELF: ReadonlySet<FlowEdgeKind> = new Set(['advance', 'call', 'return', 'resume', 'collected'])

/**
 * Returns the edges by which a conversation may come from a state to one that speaks next without a word between: actors that fail lead on, and so
 * do states without a prompt. Empty where it is the same state; undefined where there are none.
 */
export function silentWay(ways: FlowWays, from: string, to: string): readonly FlowEdge[] | undefined {
  const cameBy = new Map<string, FlowEdge | null>([[from, null]])
  for (const state of cameBy.keys()) {
    if (state === to) return wayBack(cameBy, to)
    for (const edge of ways.edges.get(state) ?? []) if (isSilent(ways, edge) && !cameBy.has(edge.to)) cameBy.set(edge.to, edge)
  }
  return undefined
}

function isSilent({ flow }: FlowWays, { from, kind }: FlowEdge): boolean {
  if (kind === 'error') return true
  const state = stateOf(flow, from)
  if (state === undefined || state.prompt !== undefined) return false
  return BY_ITSELF.has(kind) || (kind === 'transition' && transitionsOnOf(state) === 'entry')
}

function wayBack(cameBy: ReadonlyMap<string, FlowEdge | null>, to: string): readonly FlowEdge[] {
  const way: FlowEdge[] = []
  for (let edge = cameBy.get(to); edge != null; edge = cameBy.get(edge.from)) way.push(edge)
  return way.toReversed()
}
