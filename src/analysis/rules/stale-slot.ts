import type { Condition } from '../../conditions/condition.js'
import { leafConditions } from '../../conditions/leaves.js'
import type { Change, ConversationFlow } from '../../definition/flow.js'
import type { FlowEdge, FlowEdgeKind } from '../../definition/flow-edge.js'
import { changeOf } from '../../definition/next-state.js'
import { edgesFrom, shortestCycle } from '../../definition/shortest-cycle.js'
import { extractsFromOf, fieldOf, stateOf } from '../../definition/state-facts.js'
import type { DiagnosticPath } from '../../diagnostics/diagnostic.js'
import { makeDiagnostic } from '../../diagnostics/make-diagnostic.js'
import { quote } from '../../diagnostics/quote.js'
import type { AnalysisRule, StateView } from '../flow-view.js'
import { liveEdges } from '../live-edges.js'

const messages = {
  stale: (way: readonly string[]) => `Whoever comes back by ${shown(way)} is asked nothing: all that the state collects is still there.`,
  exists: (way: readonly string[], key: string, name: string) =>
    `Whoever comes back by ${shown(way)} goes on by ${quote(name)} with the ${quote(key)} of the last time: it exists already, whatever is said now.`,
}

function shown(way: readonly string[]): string {
  return way.map(quote).join(' → ')
}

/** What a state waits for, and what is said when it comes back to a state that has it still. */
interface Slot {
  readonly state: string
  readonly fields: readonly string[]
  readonly path: DiagnosticPath
  readonly message: (way: readonly string[]) => string
}

/** A state that collects fields, or goes on as soon as what it extracts is there, and is entered again while that has its value still. */
export const staleSlot: AnalysisRule = {
  codes: ['stale-slot'],
  *check(view) {
    const { flow } = view
    const slots = view.states.flatMap((state) => [...collectedSlots(flow, state), ...extractedSlots(state)])
    if (slots.length === 0) return
    const edges = liveEdges(view).filter(({ kind }) => ENTERING.has(kind))
    const all = new Set(view.states.map(({ name }) => name))
    for (const { state, fields, path, message } of slots) {
      const kept = edges.filter((edge) => !changesOn(flow, edge).some((change) => clears(change, fields)))
      const cycle = shortestCycle(state, all, edgesFrom(kept))
      if (cycle === undefined) continue
      yield makeDiagnostic('stale-slot', 'warning', path, message([...cycle.map(({ from }) => from), state]), {
        suggestion: `Write { to: ${quote(state)}, reset: [${fields.map(quote).join(', ')}] } on the way back.`,
      })
    }
  },
}

function collectedSlots(flow: ConversationFlow, { name, plan: { state } }: StateView): readonly Slot[] {
  const fields = (state.collect ?? []).filter((field) => fieldOf(flow, field)?.optional !== true)
  return fields.length === 0 ? [] : [{ state: name, fields, path: ['states', name, 'collect'], message: messages.stale }]
}

function extractedSlots({ name, plan: { state, candidates, replyCandidates } }: StateView): readonly Slot[] {
  const { extract } = state
  if (extract?.fields === undefined) return []
  const extracted = Object.keys(extract.fields)
  const tried = extractsFromOf(extract) === 'user' ? candidates : replyCandidates
  return tried.flatMap(({ name: transition, scope, condition }): Slot[] => {
    const fields = scope === 'own' ? onlyTested(condition, extracted) : []
    const [first] = fields
    if (first === undefined) return []
    const message = (way: readonly string[]) => messages.exists(way, first, transition)
    return [{ state: name, fields, path: ['states', name, 'transitions', transition], message }]
  })
}

/** Returns the fields whose being there is all that a condition asks for. */
function onlyTested(condition: Condition, extracted: readonly string[]): readonly string[] {
  const leaves = leafConditions(condition)
  const keys = leaves.flatMap((leaf) =>
    leaf.type === 'context' && 'path' in leaf && leaf.test.exists === true && Object.keys(leaf.test).length === 1
      ? [leaf.path.split('.')[0] ?? '']
      : [],
  )
  return keys.length === leaves.length && keys.every((key) => extracted.includes(key)) ? [...new Set(keys)] : []
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
