import { evaluatorKey } from '../conditions/evaluator.js'
import type { ConversationFlow, PayloadEvaluator } from './flow.js'

/** Returns the checks that events carry for their payloads, by the events' names. */
export function payloadsOf(events: ConversationFlow['events'] = {}): ReadonlyMap<string, PayloadEvaluator> {
  return new Map(
    Object.entries(events).flatMap(([name, { [evaluatorKey]: evaluator }]) =>
      evaluator === undefined ? [] : [[name, evaluator] as const],
    ),
  )
}
