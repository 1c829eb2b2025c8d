import type { RegexCondition } from '../../conditions/condition.js'
import { evaluatorOf } from '../../conditions/evaluator.js'
import type { Diagnostic, DiagnosticPath } from '../../diagnostics/diagnostic.js'
import { quote } from '../../diagnostics/quote.js'
import { fault } from '../fault.js'

/** A regex carries its engine, and the engine can run the pattern. */
export function* regexFaults(condition: RegexCondition, path: DiagnosticPath): Generator<Diagnostic> {
  const evaluator = evaluatorOf(condition)
  if (evaluator === undefined) {
    yield fault(
      'missing-evaluator',
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
  if (problem !== undefined) yield fault('invalid-regex', path, problem)
}
