import type { SentimentCondition } from '../../conditions/condition.js'
import { evaluatorOf } from '../../conditions/evaluator.js'
import type { Diagnostic, DiagnosticPath } from '../../diagnostics/diagnostic.js'
import { fault } from '../fault.js'

/** A sentiment has a threshold that can be met, and a lexicon where one is needed. */
export function* sentimentFaults(condition: SentimentCondition, path: DiagnosticPath): Generator<Diagnostic> {
  const { threshold, by } = condition
  if (threshold !== undefined && !(threshold >= 0 && threshold <= 1)) {
    yield fault('bad-threshold', [...path, 'threshold'], 'The threshold is outside of what a score can be.', {
      found: String(threshold),
      expected: 'a number from 0 to 1',
    })
  }
  if (by === 'model') {
    if (threshold === undefined) return
    yield fault(
      'threshold-by-model',
      [...path, 'threshold'],
      'The model answers with a label, not with a score, so the threshold would do nothing.',
      {
        suggestion: 'Remove the threshold, or "by": "model".',
      },
    )
  } else if (evaluatorOf(condition) === undefined) {
    yield fault(
      'missing-evaluator',
      path,
      'The sentiment came without its lexicon, or with that of another version, so it can not be judged.',
      {
        suggestion: 'Make it with sentiment(), or read the flow with parseFlow().',
      },
    )
  }
}
