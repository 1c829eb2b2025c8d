import type { ConversationFlow } from '../../definition/flow.js'
import { callsOf, type FlowCall } from '../../definition/flows/calls.js'
import { targetsOf } from '../../definition/next-state.js'
import { automaticEdges } from '../../definition/rules/cycles.js'
import type { MachineEdge } from './machine-edges.js'

/**
 * Returns the edges with each call as one step from the caller to where an outcome leads, in place of the ways back: the counts of a called flow begin
 * anew with each call that ends, so nothing in it limits how often it is called.
 */
export function levelEdges(flow: ConversationFlow, edges: readonly MachineEdge[]): readonly MachineEdge[] {
  if (flow.flows === undefined) return edges
  const calls = new Map(callsOf(flow).map((call) => [keyOf(call.from, call.by?.name), call]))
  const passed = new Set(automaticEdges(flow).flatMap(({ from, to, kind }) => (kind === 'return' ? [keyOf(from, to)] : [])))
  const steps = edges.flatMap((edge) => {
    const call = edge.isCall ? calledBy(calls, edge) : undefined
    return call === undefined ? [] : stepsOf(edge, call, passed)
  })
  return [...edges.filter(({ isReturn }) => !isReturn), ...steps]
}

function calledBy(calls: ReadonlyMap<string, FlowCall>, { from, transition }: MachineEdge): FlowCall | undefined {
  return calls.get(keyOf(from, transition)) ?? calls.get(keyOf(null, transition))
}

function stepsOf(edge: MachineEdge, { nextStates }: FlowCall, passed: ReadonlySet<string>): readonly MachineEdge[] {
  return Object.values(nextStates).flatMap((next) =>
    targetsOf(next).map((to): MachineEdge => {
      const gate = edge.gate === 'flow' && !passed.has(keyOf(edge.from, to)) ? 'user' : edge.gate
      return { ...edge, to, gate, isCall: false, transition: undefined }
    }),
  )
}

function keyOf(from: string | null, to: string | undefined): string {
  return JSON.stringify([from, to ?? null])
}
