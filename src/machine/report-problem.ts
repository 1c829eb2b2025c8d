import type { ReportProblem } from '../conditions/evaluation.js'

/** Where problems go by default. */
export const reportToConsole: ReportProblem = ({ message, error }) => {
  if (error === undefined) console.error(`talkchart: ${message}`)
  else console.error(`talkchart: ${message}`, error)
}
