import { noMatchOf } from '../../definition/state-facts.js'
import { makeDiagnostic } from '../../diagnostics/make-diagnostic.js'
import { quote } from '../../diagnostics/quote.js'
import type { CandidateList } from '../candidate-list.js'
import type { AnalysisRule } from '../flow-view.js'

const STRAY_MESSAGES = ['What do you mean?', 'Hm, let me see.', 'My neighbour has a cat.']

const messages = {
  unguided: (state: string, text: string | undefined, others: number) =>
    `${text === undefined ? 'A message that fires nothing' : `${quote(text)} fires nothing, so it`} is answered from ${quote(state)} ` +
    `as often as it comes: there is neither a catch-all nor a noMatch.${others === 0 ? '' : ` So it is in ${others} more ${others === 1 ? 'state' : 'states'}.`}`,
}

/** States in which a message may fire nothing, without a word on what happens then; told once a flow. */
export const missingCatchAll: AnalysisRule = {
  codes: ['missing-catch-all'],
  *check({ flow, states }) {
    const unguided = states.flatMap(({ name, plan, lists }) => {
      if (!plan.listens || plan.onReply || plan.onEvent || noMatchOf(flow, plan.state) !== undefined) return []
      if (plan.state.metadata?.allow?.includes('missing-catch-all')) return []
      const list = lists.find(({ about }) => about === 'user')
      return list === undefined || list.transitions.some(({ catchesAll }) => catchesAll) ? [] : [{ name, list }]
    })
    const [first] = unguided
    if (first === undefined) return
    const witness = strayMessage(first.list)
    const message = messages.unguided(first.name, witness, unguided.length - 1)
    yield makeDiagnostic('missing-catch-all', 'info', ['states', first.name], message, {
      witness,
      suggestion: 'Add noMatch: { max, to, prompt }, on the state or on the flow, or a transition with always().',
    })
  },
}

function strayMessage(list: CandidateList): string | undefined {
  return STRAY_MESSAGES.find((text) => list.firedBy(text) === undefined)
}
