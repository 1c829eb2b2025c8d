import type { AnyStateMachine, StateNode } from 'xstate'

const ENDS: Readonly<Record<string, string>> = { $completed: 'completed', $limit: 'limit', $cancelled: 'cancelled' }

/** Which flow state leads to which, as XState itself has resolved the machine's transitions: `a -> b`. */
export function machineEdges(machine: AnyStateMachine): ReadonlySet<string> {
  const states = Object.values(machine.states)
  const edges = states.flatMap((state) =>
    nodesWithin(state).flatMap((node) => {
      const targets = [...node.transitions.values()].flat().flatMap(({ target }) => target ?? [])
      return targets.filter(({ parent }) => parent === machine.root).map(({ key }) => `${state.key} -> ${ENDS[key] ?? key}`)
    }),
  )
  return new Set(edges)
}

function nodesWithin(node: StateNode): readonly StateNode[] {
  return [node, ...Object.values(node.states).flatMap(nodesWithin)]
}
