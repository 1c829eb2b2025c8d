import type { JsonObject } from '../diagnostics/json.js'
import type { AskedCondition, ConditionType, ContextFunctionCondition, ConversationData } from './condition.js'
import type { Evaluators } from './evaluator.js'
import type { Stemmers } from './kinds/keyword/stemmers.js'

/**
 * Describes something that went wrong and stops nothing: a condition that therefore does not hold, revisions that could not be
 * forgotten, a `listener` of yours that threw, a `usage` that is no count, a running turn that others could not `follow`.
 */
export interface EvaluationProblem {
  readonly type: ConditionType | 'retention' | 'listener' | 'usage' | 'set' | 'event' | 'follow'
  /** What happened, in one sentence. */
  readonly message: string
  readonly error?: unknown
}

/** Tells whoever runs the flow what went wrong and stopped nothing. */
export type ReportProblem = (problem: EvaluationProblem) => void

/** What a condition tree is evaluated on. */
export interface EvaluationInput {
  /** The message in question. */
  readonly text: string
  readonly data: ConversationData
  /** Whether a condition holds by the answers given; undefined when its answer is not known. */
  readonly answers?: (condition: AskedCondition) => boolean | undefined
  /** What the user's own guard says; undefined when it is not known. */
  readonly guards?: (name: string, params: JsonObject | undefined) => boolean | undefined
  /** The engines for conditions that carry none, as those do that came through JSON. */
  readonly evaluators?: Evaluators
  /** The flow's language, a BCP 47 tag; English when absent. */
  readonly language?: string
  readonly stemmers?: Stemmers
  readonly report?: ReportProblem
}

/** True, false, or not known yet. */
export type Truth = boolean | 'unknown'

/** What the params of a condition's guard are written with. */
export interface ParamsFacts {
  /** The flow's language, a BCP 47 tag. */
  readonly language: string
  /** Registers a flow's own function and gives the name that stands for it in the params. */
  readonly nameTest: (fn: ContextFunctionCondition['fn']) => string
}

/** Writes a problem to the console, as happens by default. */
export const reportToConsole: ReportProblem = ({ message, error }) => {
  if (error === undefined) console.error(`talkchart: ${message}`)
  else console.error(`talkchart: ${message}`, error)
}
