import { makeDiagnostic } from '../../diagnostics/make-diagnostic.js'
import { quote, quoteList } from '../../diagnostics/quote.js'
import type { AnalysisRule } from '../flow-view.js'
import { coverageOf } from '../implication/coverage.js'
import { firedInstead, isDecidedByText } from './fired-instead.js'
import { ownTransitions } from './listed-transitions.js'

const messages = {
  shadowed: (name: string, count: number, others: readonly string[]) =>
    `Potentially shadowed: of ${count === 1 ? 'the message' : `the ${count} messages`} found to satisfy ${quote(name)}, ` +
    `${count === 1 ? 'it' : 'each'} fires ${quoteList(others)} instead.`,
  unsatisfied: (name: string) => `Potentially never satisfied: no message was found that makes the condition of ${quote(name)} hold.`,
}

/** Transitions that no utterance was found to fire, without a proof that there is none. */
export const potentiallyShadowed: AnalysisRule = {
  codes: ['potentially-shadowed', 'never-satisfied'],
  *check(view) {
    for (const { list, transition } of ownTransitions(view)) {
      if (coverageOf(list, transition).isShadowed) continue
      const { name, path, condition } = transition
      const utterances = list.utterancesOf(transition)
      const others = firedInstead(list, transition)?.map((other) => other.name)
      if (others !== undefined) {
        yield makeDiagnostic('potentially-shadowed', 'warning', path, messages.shadowed(name, utterances.length, others), {
          witness: utterances[0],
          suggestion: `Declare it before ${quote(others[0])}, or give it words of its own.`,
        })
      } else if (utterances.length === 0 && isDecidedByText(condition)) {
        yield makeDiagnostic('never-satisfied', 'info', path, messages.unsatisfied(name), {
          suggestion: 'Try it on a message that is meant to satisfy it.',
        })
      }
    }
  },
}
