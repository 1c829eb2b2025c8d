import { type DirectedGraphEdge, type DirectedGraphNode, toDirectedGraph } from '@xstate/graph'
import type { ConversationMachine } from '../../machine/conversation-machine.js'

/** One way in which the compiled machine enters a flow state from a flow state. */
export interface MachineEdge {
  readonly from: string
  readonly to: string
  /** What it waits for: a message of the user, nothing (`flow`), the user's silence, or the failure of an actor. */
  readonly gate: 'user' | 'flow' | 'timeout' | 'error'
  /** The transition that is taken; undefined for a miss, a limit, and what no transition decides. */
  readonly transition: string | undefined
  readonly isLimit: boolean
}

/** Returns every edge between flow states, in the order of the machine; several edges that differ in nothing are one. */
export function machineEdges(machine: ConversationMachine): readonly MachineEdge[] {
  const edges = new Map<string, MachineEdge>()
  for (const edge of edgesWithin(toDirectedGraph(machine))) {
    const entered = machineEdge(edge)
    if (entered !== undefined) edges.set(JSON.stringify(entered), entered)
  }
  return [...edges.values()]
}

function* edgesWithin(node: DirectedGraphNode): Generator<DirectedGraphEdge> {
  yield* node.edges
  for (const child of node.children) yield* edgesWithin(child)
}

function machineEdge({ source, target, transition }: DirectedGraphEdge): MachineEdge | undefined {
  const [from, substate] = source.path
  const [to] = target.path
  const types = transition.actions.map((action) => (typeof action === 'object' ? action.type : ''))
  if (from === undefined || to === undefined || !types.includes('enter')) return undefined
  const name: unknown = transition.meta?.['transition']
  return {
    from,
    to,
    gate: gateOf(transition.eventType, substate),
    transition: typeof name === 'string' ? name : undefined,
    isLimit: types.includes('reachLimit'),
  }
}

function gateOf(eventType: string, substate: string | undefined): MachineEdge['gate'] {
  if (eventType === 'user.message' || substate === 'understanding') return 'user'
  if (eventType.startsWith('xstate.error')) return 'error'
  return substate === 'listening' ? 'timeout' : 'flow'
}
