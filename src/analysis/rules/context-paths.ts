import { conditionParts, flowTransitions } from '../../definition/condition-parts.js'
import { dataNames, dataPaths, producedNames } from '../../definition/rules/data-changes.js'
import { initialDataOf } from '../../definition/state-facts.js'
import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import { makeDiagnostic } from '../../diagnostics/make-diagnostic.js'
import { quote } from '../../diagnostics/quote.js'
import { didYouMean } from '../../diagnostics/suggest.js'
import type { AnalysisRule, FlowView } from '../flow-view.js'

const messages = {
  unknown: (path: string, name: string) =>
    `The condition of ${quote(name)} looks at ${quote(path)}, which nothing in the flow fills: neither initialContext, nor an extract, nor an invoke.`,
  count: (path: string, name: string) =>
    `The condition of ${quote(name)} looks at ${quote(path)} in the data, where nothing has that name. Only prompts know how often something has happened.`,
}

/** Tests of data that is never there. */
export const contextPaths: AnalysisRule = {
  codes: ['unknown-path', 'count-in-transition'],
  *check(view) {
    yield* counts(view)
    yield* unknownPaths(view)
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
  const isKnown = dataPaths(flow)
  if (names === undefined || isKnown === undefined) return
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
