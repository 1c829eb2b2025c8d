import type { Diagnostic, DiagnosticPath } from '../../../diagnostics/diagnostic.js'
import type { JsonObject } from '../../../diagnostics/json.js'
import { makeDiagnostic } from '../../../diagnostics/make-diagnostic.js'
import { quote } from '../../../diagnostics/quote.js'
import type { RegexCondition } from '../../condition.js'
import type { EvaluationInput } from '../../evaluation.js'
import { evaluatorOf } from '../../evaluator.js'

/** Evaluates a regex by the engine that it carries, else by that of the input. */
export function evaluateRegex(condition: RegexCondition, { text, evaluators, report }: EvaluationInput): boolean {
  const evaluator = evaluatorOf(condition) ?? evaluators?.regex
  if (evaluator !== undefined) return evaluator.evaluate(condition, text)
  report?.({ type: 'regex', message: `The regex ${quote(condition.pattern)} came without its engine; make it with regex() or parseFlow.` })
  return false
}

export function describeRegex({ pattern, flags = '' }: RegexCondition): string {
  return `matches /${pattern}/${flags}`
}

/** Checks that a regex carries its engine, and that the engine can run the pattern. */
export function* checkRegex(condition: RegexCondition, path: DiagnosticPath): Generator<Diagnostic> {
  const evaluator = evaluatorOf(condition)
  if (evaluator === undefined) {
    yield makeDiagnostic(
      'missing-evaluator',
      'error',
      path,
      'The regex came without its engine, or with that of another version, so it can not be searched for.',
      {
        found: quote(condition.pattern),
        suggestion: 'Make it with regex(), or read the flow with parseFlow().',
      },
    )
    return
  }
  const problem = evaluator.problem(condition)
  if (problem !== undefined) yield makeDiagnostic('invalid-regex', 'error', path, problem)
}

/** Writes a regex as the params of its guard. */
export function regexParams({ pattern, flags }: RegexCondition): JsonObject {
  return { pattern, ...(flags ? { flags } : {}) }
}

/** Reads a regex back from params that `regexParams` wrote. It comes without its engine. */
export function regexFromParams({ pattern, flags }: JsonObject): RegexCondition {
  return { type: 'regex', pattern: String(pattern), ...(typeof flags === 'string' ? { flags } : {}) }
}
