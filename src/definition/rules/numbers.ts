import type { Diagnostic, DiagnosticPath } from '../../diagnostics/diagnostic.js'
import { makeDiagnostic, quoteFound } from '../../diagnostics/make-diagnostic.js'
import { quote } from '../../diagnostics/quote.js'
import type { ConversationFlow } from '../flow.js'

/** A number and the least that it may be. */
type Count = readonly [value: number | undefined, least: 0 | 1, path: DiagnosticPath]

/** Limits are whole numbers that leave room for a conversation. */
export function* numbers(flow: ConversationFlow): Generator<Diagnostic> {
  for (const [value, least, path] of countsOf(flow)) {
    if (value === undefined || (Number.isSafeInteger(value) && value >= least)) continue
    yield makeDiagnostic('bad-number', 'error', path, `The value of ${quote(path.at(-1))} can not be counted to.`, {
      found: quoteFound(value),
      expected: `a whole number from ${least} on`,
    })
  }
}

function* countsOf(flow: ConversationFlow): Generator<Count> {
  yield [flow.maxLoops, 1, ['maxLoops']]
  yield [flow.maxTurns, 1, ['maxTurns']]
  yield [flow.maxMessageLength, 1, ['maxMessageLength']]
  yield [flow.timeoutSeconds, 1, ['timeoutSeconds']]
  yield [flow.budget?.modelCalls, 0, ['budget', 'modelCalls']]
  yield [flow.budget?.tokens, 0, ['budget', 'tokens']]
  yield [flow.history?.maxMessages, 1, ['history', 'maxMessages']]
  yield [flow.noMatch?.max, 0, ['noMatch', 'max']]
  yield [flow.timeout?.seconds, 1, ['timeout', 'seconds']]
  yield [flow.timeout?.max, 0, ['timeout', 'max']]
  for (const [name, state] of Object.entries(flow.states)) {
    yield [state.maxLoops, 1, ['states', name, 'maxLoops']]
    yield [state.noMatch?.max, 0, ['states', name, 'noMatch', 'max']]
    yield [state.timeout?.seconds, 1, ['states', name, 'timeout', 'seconds']]
    yield [state.timeout?.max, 0, ['states', name, 'timeout', 'max']]
  }
}
