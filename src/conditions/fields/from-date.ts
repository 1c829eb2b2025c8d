import { evaluatorKey } from '../evaluator.js'
import { dateEvaluator } from './date-evaluator.js'
import type { FromDate } from './field-source.js'

/**
 * Reads a day that the user says, in the flow's `language` and `timeZone`, seen from when the message was sent: "tomorrow", "on Friday",
 * "5 May". The value is `YYYY-MM-DD`; a day without a year is the next one.
 *
 * @example fromDate()
 */
export function fromDate(): FromDate {
  return { type: 'date', [evaluatorKey]: dateEvaluator }
}
