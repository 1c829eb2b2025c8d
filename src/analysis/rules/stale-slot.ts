import type { Change, ConversationFlow } from '../../definition/flow.js'
import type { FlowEdge, FlowEdgeKind } from '../../definition/flow-edge.js'
import { changeOf } from '../../definition/next-state.js'
import { edgesFrom, shortestCycle } from '../../definition/shortest-cycle.js'
import { fieldOf, stateOf } from '../../definition/state-facts.js'
import { makeDiagnostic } from '../../diagnostics/make-diagnostic.js'
import { quote } from '../../diagnostics/quote.js'
import type { AnalysisRule } from '../flow-view.js'
import { liveEdges } from '../live-edges.js'

const messages = {
  stale: (way: readonly string[]) =>
    `Whoever comes back by ${way.map(quote).join(' → ')} is asked nothing: all that the state collects is still there.`,
}

/** A state that collects fields, and is entered again while every one of them has its value still. */
export const staleSlot: AnalysisRule = {
  codes: ['stale-slot'],
  *check(view) {
    const { flow } = view
    const collecting = view.states.flatMap(({ name, plan: { state } }) =>
      state.collect === undefined ? [] : [{ name, required: state.collect.filter((field) => fieldOf(flow, field)?.optional !== true) }],
    )
    if (collecting.length === 0) return
    const edges = liveEdges(view).filter(({ kind }) => ENTERING.has(kind))
    const all = new Set(view.states.map(({ name }) => name))
    for (const { name, required } of collecting) {
      const kept = edges.filter((edge) => !changesOn(flow, edge).some((change) => clears(change, required)))
      const cycle = required.length === 0 ? undefined : shortestCycle(name, all, edgesFrom(kept))
      if (cycle === undefined) continue
      yield makeDiagnostic('stale-slot', 'warning', ['states', name, 'collect'], messages.stale([...cycle.map(({ from }) => from), name]), {
        suggestion: `Write { to: ${quote(name)}, reset: [${required.map(quote).join(', ')}] } on the way back.`,
      })
    }
  },
}

/** A return and what a limit does are no way that somebody goes round. */
const ENTERING: ReadonlySet<FlowEdgeKind> = new Set([
  'transition',
  'global',
  'collected',
  'corrected',
  'advance',
  'noMatch',
  'timeout',
  'error',
])

/** What is changed on the way, and on entering the state that it leads to. */
function changesOn(flow: ConversationFlow, { from, to, kind, name = '' }: FlowEdge): readonly Change[] {
  const nextStates = (kind === 'global' ? flow.globalNextStates : stateOf(flow, from)?.nextStates) ?? {}
  const next = Object.hasOwn(nextStates, name) ? nextStates[name] : undefined
  return [...(next === undefined ? [] : [changeOf(next)]), stateOf(flow, to) ?? {}]
}

function clears({ reset, set = {} }: Change, fields: readonly string[]): boolean {
  if (reset === true || fields.some((field) => Object.hasOwn(set, field) && set[field] === null)) return true
  return reset?.some((path) => fields.includes(path.split('.')[0] ?? path)) === true
}
