import { checkCondition } from '../../conditions/check-condition.js'
import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import { makeDiagnostic } from '../../diagnostics/make-diagnostic.js'
import { conditionParts, flowTransitions } from '../condition-parts.js'
import type { ConversationFlow } from '../flow.js'

const MOST_DEPTH = 100
const SHOWN_DEPTH = 4

/** Every condition can be evaluated. */
export function* conditions(flow: ConversationFlow): Generator<Diagnostic> {
  for (const { condition, path } of flowTransitions(flow)) {
    for (const part of conditionParts(condition, path)) {
      if (part.depth > MOST_DEPTH) {
        yield makeDiagnostic(
          'too-deep',
          'error',
          part.path.slice(0, SHOWN_DEPTH),
          `The condition is nested more than ${MOST_DEPTH} levels deep.`,
        )
        break
      }
      yield* checkCondition(part.condition, part.path)
    }
  }
}
