import type { Condition } from '../../conditions/condition.js'
import { lookUp } from '../../conditions/kinds/context/context-kind.js'
import { leafConditions } from '../../conditions/leaves.js'
import { conditionParts, flowTransitions } from '../../definition/condition-parts.js'
import { statesOnCycles } from '../../definition/flow-graph.js'
import { extractsFromOf, initialDataOf } from '../../definition/state-facts.js'
import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import { makeDiagnostic } from '../../diagnostics/make-diagnostic.js'
import { quote } from '../../diagnostics/quote.js'
import { didYouMean } from '../../diagnostics/suggest.js'
import { dataNames, producedNames } from '../data-names.js'
import type { AnalysisRule, FlowView, StateView } from '../flow-view.js'

const messages = {
  unknown: (path: string, name: string) =>
    `The condition of ${quote(name)} looks at ${quote(path)}, which nothing in the flow fills: neither initialContext, nor an extract, nor an invoke.`,
  count: (path: string, name: string) =>
    `The condition of ${quote(name)} looks at ${quote(path)} in the data, where nothing has that name. Only prompts know how often something has happened.`,
  stale: (state: string, key: string, name: string) =>
    `Whoever comes back to ${quote(state)} goes on by ${quote(name)} with the ${quote(key)} of the last time: it exists already, whatever is said now.`,
}

/** Tests of data that is never there, or always there from the second time on. */
export const contextPaths: AnalysisRule = {
  codes: ['unknown-path', 'count-in-transition', 'stale-data'],
  *check(view) {
    yield* counts(view)
    yield* unknownPaths(view)
    const cyclic = statesOnCycles(view.flow)
    for (const state of view.states) if (cyclic.has(state.name)) yield* staleData(state)
  },
}

/** The names that prompts have for how often something has happened. */
const COUNTS: ReadonlySet<string> = new Set(['visits', 'turn', 'repeats', 'misses', 'silences'])

function* counts({ flow }: FlowView): Generator<Diagnostic> {
  const names = new Set([...Object.keys(initialDataOf(flow)), ...(producedNames(flow) ?? [])])
  for (const { name, condition, path } of flowTransitions(flow)) {
    for (const part of conditionParts(condition, path)) {
      if (part.condition.type !== 'context' || 'fn' in part.condition) continue
      const { path: key } = part.condition
      if (!COUNTS.has(key) || names.has(key)) continue
      yield makeDiagnostic('count-in-transition', 'warning', [...part.path, 'path'], messages.count(key, name), {
        suggestion: `Keep it in the data first, by set: { seen: "{{${key}}}" }, or limit the state by maxLoops or noMatch.`,
      })
    }
  }
}

function* unknownPaths({ flow }: FlowView): Generator<Diagnostic> {
  const names = dataNames(flow)
  const produced = producedNames(flow)
  if (names === undefined || produced === undefined) return
  const initial = initialDataOf(flow)
  const isKnown = (path: string) => {
    const [root = ''] = path.split('.')
    return produced.includes(root) || (Object.hasOwn(initial, root) && (isOpen(initial[root]) || lookUp(initial, path) !== undefined))
  }
  for (const { name, condition, path } of flowTransitions(flow)) {
    for (const part of conditionParts(condition, path)) {
      if (part.condition.type !== 'context' || 'fn' in part.condition) continue
      if (isKnown(part.condition.path) || COUNTS.has(part.condition.path)) continue
      yield makeDiagnostic('unknown-path', 'warning', [...part.path, 'path'], messages.unknown(part.condition.path, name), {
        suggestion: didYouMean(part.condition.path, names) ?? 'Give it a value in initialContext where it comes from outside.',
      })
    }
  }
}

/** What holds nothing yet may be given anything. */
function isOpen(value: unknown): boolean {
  return typeof value !== 'object' || value === null || Object.keys(value).length === 0
}

/** A state that asks for data and goes on as soon as it is there takes what was said before for what is said now. */
function* staleData({ name, plan: { state, candidates, replyCandidates } }: StateView): Generator<Diagnostic> {
  const { extract } = state
  if (extract?.fields === undefined) return
  const fields = Object.keys(extract.fields)
  const tried = extractsFromOf(extract) === 'user' ? candidates : replyCandidates
  for (const { name: transition, scope, condition } of tried) {
    const key = scope === 'own' ? staleKey(condition, fields) : undefined
    if (key === undefined) continue
    yield makeDiagnostic('stale-data', 'warning', ['states', name, 'transitions', transition], messages.stale(name, key, transition), {
      suggestion: 'Ask beside it for what is said now, as in all(context(…), keyword([…])), or keep the state off the cycle.',
    })
  }
}

/** Returns the field whose being there is all that a condition asks for. */
function staleKey(condition: Condition, fields: readonly string[]): string | undefined {
  const leaves = leafConditions(condition)
  const keys = leaves.flatMap((leaf) =>
    leaf.type === 'context' && 'path' in leaf && leaf.test.exists === true && Object.keys(leaf.test).length === 1
      ? [leaf.path.split('.')[0] ?? '']
      : [],
  )
  return keys.length === leaves.length && keys.length > 0 && keys.every((key) => fields.includes(key)) ? keys[0] : undefined
}
