import type { ReportProblem } from '../conditions/evaluation.js'

/** Writes a problem to the console, as happens by default. */
export const reportToConsole: ReportProblem = ({ message, error }) => {
  if (error === undefined) console.error(`talkchart: ${message}`)
  else console.error(`talkchart: ${message}`, error)
}
