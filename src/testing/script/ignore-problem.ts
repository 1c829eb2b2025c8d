import type { ReportProblem } from '../../conditions/evaluation.js'

/** What a condition can not evaluate is a finding of the analysis; on a path it does not hold, as in a conversation. */
export const ignoreProblem: ReportProblem = () => undefined
