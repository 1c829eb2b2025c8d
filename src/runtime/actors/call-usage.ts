import { type ReportProblem, reportToConsole } from '../../conditions/evaluation.js'
import { safeUsage, type Usage, usageProblem } from '../../model/usage.js'

/** Counts one call with the tokens that it reports; what is no count is told, and counts as a record can hold it. */
export function usageOfCall(reported: unknown, report: ReportProblem = reportToConsole): Usage {
  const problem = usageProblem(reported)
  if (problem !== undefined) report({ type: 'usage', message: `A model reported a usage that is no count: ${problem}.` })
  return { modelCalls: 1, ...safeUsage(reported) }
}
