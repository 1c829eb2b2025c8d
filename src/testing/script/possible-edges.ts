import { isCatchAll } from '../../conditions/order/catch-all.js'
import type { ConversationFlow } from '../../definition/flow.js'
import type { FlowEdge } from '../../definition/flow-edge.js'
import { flowEdges } from '../../definition/flow-graph.js'
import type { Judging, MachineScript, ScriptCandidate } from './state-script.js'

/** Returns the candidates that some message can fire: none comes after one that every message fires. */
export function firableCandidates({ candidates }: Judging): readonly ScriptCandidate[] {
  const certain = candidates.findIndex(firesAlways)
  return certain < 0 ? candidates : candidates.slice(0, certain + 1)
}

/** Returns the flow's edges without those that no message can take: what is tried after a catch-all, and misses beside one. */
export function possibleEdges(flow: ConversationFlow, { states }: MachineScript): readonly FlowEdge[] {
  return flowEdges(flow).filter(({ from, kind, name }) => {
    const state = states.get(from)
    if (state === undefined) return true
    if (kind === 'noMatch') return !state.user.candidates.some(firesAlways)
    if (kind !== 'transition' && kind !== 'global' && kind !== 'digression') return true
    const scope = kind === 'transition' ? 'own' : kind === 'global' ? 'global' : undefined
    return [state.user, state.reply, state.entry].some((judging) =>
      firableCandidates(judging).some((candidate) => candidate.name === name && (scope === undefined || candidate.scope === scope)),
    )
  })
}

function firesAlways({ condition, choiceKey }: ScriptCandidate): boolean {
  return isCatchAll(condition) && choiceKey === undefined
}
