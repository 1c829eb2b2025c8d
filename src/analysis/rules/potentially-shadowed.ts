import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import { quote, quoteList } from '../../diagnostics/quote.js'
import { finding } from '../finding.js'
import { coverageOf } from '../implication/coverage.js'
import { isDecidedByText } from './is-decided-by-text.js'
import { type ListedTransition, ownTransitions } from './listed-transitions.js'
import type { AnalysisRule } from './rule.js'

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
    for (const listed of ownTransitions(view)) {
      const { list, transition } = listed
      if (transition.isSelect || !isDecidedByText(transition.condition) || coverageOf(list, transition).isShadowed) continue
      const diagnostic = neverFired(listed)
      if (diagnostic !== undefined) yield diagnostic
    }
  },
}

function neverFired({ list, transition }: ListedTransition): Diagnostic | undefined {
  const utterances = list.utterancesOf(transition)
  const [witness] = utterances
  if (witness === undefined) {
    return finding('never-satisfied', 'info', transition.path, messages.unsatisfied(transition.name), {
      suggestion: 'Try it on a message that is meant to satisfy it.',
    })
  }
  const fired = utterances.map((text) => list.firedBy(text))
  if (fired.some((other) => other === transition || other === 'unknown')) return undefined
  const others = [...new Set(fired.flatMap((other) => (other === undefined || other === 'unknown' ? [] : [other.name])))]
  return finding('potentially-shadowed', 'info', transition.path, messages.shadowed(transition.name, utterances.length, others), {
    witness,
    suggestion: `Declare it before ${quote(others[0])}, or give it words of its own.`,
  })
}
