import type { ConversationFlow } from '../../definition/flow.js'
import { noMatchOf, toleratedMisses } from '../../definition/state-facts.js'
import type { CandidateList } from '../candidate-list.js'
import type { StateView } from '../flow-view.js'
import type { MachineEdge } from './machine-edges.js'

/** What fires nothing in most flows. */
const STRAY_MESSAGE = 'My neighbour has a cat.'

/** Returns the messages that walk a cycle, each proven to take its step; undefined where a step is not for texts alone to take. */
export function walkingUtterances(
  flow: ConversationFlow,
  states: ReadonlyMap<string, StateView>,
  cycle: readonly MachineEdge[],
  steps: ReadonlyMap<string, readonly MachineEdge[]>,
): readonly string[] | undefined {
  const utterances: string[] = []
  for (const { from, to } of cycle) {
    const parallel = (steps.get(from) ?? []).filter((edge) => edge.to === to && !edge.isLimit)
    if (parallel.some(({ gate }) => gate === 'flow')) continue
    const said = parallel.map((edge) => utterancesOfStep(flow, states.get(from), edge)).find((texts) => texts !== undefined)
    if (said === undefined) return undefined
    utterances.push(...said)
  }
  return utterances
}

function utterancesOfStep(flow: ConversationFlow, state: StateView | undefined, edge: MachineEdge): readonly string[] | undefined {
  const list = state?.lists.find(({ about }) => about === 'user')
  if (edge.gate !== 'user' || state === undefined || list === undefined) return undefined
  if (edge.transition === undefined) return missesTo(flow, state, list, edge.to)
  const transition = list.transitions.find(({ name }) => name === edge.transition)
  const witness = transition === undefined ? undefined : list.witnessOf(transition)
  return witness === undefined ? undefined : [witness]
}

/** Returns as many misses as it takes. */
function missesTo(flow: ConversationFlow, { plan }: StateView, list: CandidateList, to: string): readonly string[] | undefined {
  const noMatch = noMatchOf(flow, plan.state)
  if (noMatch?.to !== to || list.firedBy(STRAY_MESSAGE) !== undefined) return undefined
  return Array.from({ length: toleratedMisses(noMatch) + 1 }, () => STRAY_MESSAGE)
}
