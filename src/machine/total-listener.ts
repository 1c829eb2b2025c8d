import { type ReportProblem, reportToConsole } from '../conditions/evaluation.js'

const totalReports = new WeakMap<ReportProblem, ReportProblem>()

/** Makes an `onProblem` total: what it throws itself goes to the console. The same function gives the same one. */
export function totalReport(report: ReportProblem = reportToConsole): ReportProblem {
  const known = totalReports.get(report)
  if (known !== undefined) return known
  const toConsole = (error: unknown) => reportToConsole({ type: 'listener', message: 'The function onProblem failed.', error })
  const total: ReportProblem = (problem) => callSafely(() => report(problem), toConsole)
  totalReports.set(report, total)
  totalReports.set(total, total)
  return total
}

/**
 * Makes a listener total. One that throws, or whose promise rejects, would end the process, because nobody waits for it; it is told to
 * `onProblem`.
 *
 * @param name what the listener is called where it was given
 */
export function totalListener<Arguments extends readonly unknown[]>(
  name: string,
  listener: (...facts: Arguments) => unknown,
  report: ReportProblem,
): (...facts: Arguments) => void {
  const told = (error: unknown) => report({ type: 'listener', message: `The function ${name} failed.`, error })
  return (...facts) => callSafely(() => listener(...facts), told)
}

/** Calls a function whose result nobody waits for, and tells of its failure, now or later. */
export function callSafely(call: () => unknown, onError: (error: unknown) => void): void {
  try {
    const result = call()
    if (result instanceof Promise) result.catch(onError)
  } catch (error) {
    onError(error)
  }
}
