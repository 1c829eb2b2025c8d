import type { ConversationFlow } from '../../definition/flow.js'
import { unfold } from '../../definition/flows/unfold.js'
import { didYouMeanAny } from '../../definition/properties/atom-problems.js'
import { quote } from '../../diagnostics/quote.js'
import { TalkchartError } from '../../diagnostics/talkchart-error.js'
import { OPERATOR_NAMES } from '../changes/operator-names.js'

/**
 * Checks that what is to be changed is there: otherwise nothing would be changed, and the score would be the best there is.
 *
 * @param flow a flow that compiles
 * @throws {TalkchartError} `unknown-state`, or `invalid-option` for kinds of change that there are not
 */
export function checkMutateOptions(
  flow: ConversationFlow,
  { only, operators }: { readonly only?: unknown; readonly operators?: unknown },
): void {
  const { states } = unfold(flow)
  if (only !== undefined && !(typeof only === 'string' && Object.hasOwn(states, only))) {
    const why = `the flow ${quote(flow.name)} has no such state.`
    throw new TalkchartError(
      'unknown-state',
      `Nothing can be changed in the state ${quote(only)}: ${why}${meant(only, Object.keys(states))}`,
    )
  }
  if (operators === undefined) return
  const names: readonly unknown[] = OPERATOR_NAMES
  const wrong = Array.isArray(operators) ? operators.find((name) => !names.includes(name)) : operators
  if (wrong === undefined) return
  throw new TalkchartError(
    'invalid-option',
    `The option operators must be a list of kinds of change (${OPERATOR_NAMES.join(', ')}); found ${quote(wrong)}.${meant(wrong, OPERATOR_NAMES)}`,
  )
}

function meant(found: unknown, names: readonly string[]): string {
  const question = typeof found === 'string' ? didYouMeanAny(found, names) : undefined
  return question === undefined ? '' : ` ${question}`
}
