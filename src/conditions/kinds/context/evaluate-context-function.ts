import { quote } from '../../../diagnostics/quote.js'
import type { ConversationData } from '../../condition.js'
import type { ReportProblem } from '../../evaluation.js'

/** Runs a flow's own test of the data. What throws, or answers with anything but a boolean, is reported and does not hold. */
export function evaluateContextFunction(fn: (data: ConversationData) => boolean, data: ConversationData, report?: ReportProblem): boolean {
  try {
    const result: unknown = fn(data)
    if (typeof result === 'boolean') return result
    report?.({ type: 'context', message: `A context function returned ${describeResult(result)}; it has to return true or false at once.` })
  } catch (error) {
    report?.({ type: 'context', message: `A context function threw: ${error instanceof Error ? error.message : quote(error)}`, error })
  }
  return false
}

function describeResult(result: unknown): string {
  return result instanceof Promise ? 'a promise' : quote(result)
}
