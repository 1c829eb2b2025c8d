import { type Evaluators, evaluatorOf } from '../evaluator.js'
import type { ReadableFields } from './field-source.js'

/** Collects the engines that the sources of fields carry. */
export function fieldEvaluators(fields: ReadableFields = {}): Evaluators {
  const found: { regex?: Evaluators['regex']; date?: Evaluators['date'] } = {}
  for (const { from } of Object.values(fields)) {
    if (typeof from !== 'object' || 'choices' in from) continue
    if ('regex' in from) found.regex ??= evaluatorOf(from)
    else found.date ??= evaluatorOf(from)
  }
  return { ...(found.regex && { regex: found.regex }), ...(found.date && { date: found.date }) }
}
