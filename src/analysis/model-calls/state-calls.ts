import { isVerbatim } from '../../compile/plan/prompt.js'
import type { UnderstandingPlan } from '../../compile/plan/understanding-plan.js'
import type { StateView } from '../flow-view.js'

/** What one state asks of the model, in calls. */
export interface StateCalls {
  /** Speaking once, with all that is asked about the reply. */
  readonly speaking: number
  /** Understanding one message of the user. */
  readonly understanding: number
  /** Answering a message that fires nothing; undefined where no message misses. */
  readonly miss: number | undefined
}

/** Counts what a state asks of the model at worst. */
export function stateCalls({ plan, lists }: StateView): StateCalls {
  const aboutReply = requestsOf(plan.understandingReply)
  const speaking = (isVerbatim(plan.prompt) ? 0 : 1) + aboutReply
  const understanding = requestsOf(plan.understanding)
  if (!plan.listens) return { speaking, understanding: 0, miss: undefined }
  if (plan.onReply) return { speaking, understanding, miss: speaking }
  const catchesAll = lists.some((list) => list.transitions.some((transition) => transition.catchesAll))
  return { speaking, understanding, miss: catchesAll ? undefined : (isVerbatim(plan.missPrompt) ? 0 : 1) + aboutReply }
}

/** One request for each model that is asked something. */
function requestsOf(understanding: UnderstandingPlan | undefined): number {
  return new Set(understanding?.questions.map(({ model }) => model)).size
}
