import { noMatchOf } from '../../definition/state-facts.js'
import { makeDiagnostic } from '../../diagnostics/make-diagnostic.js'
import { quote } from '../../diagnostics/quote.js'
import type { CandidateList } from '../candidate-list.js'
import type { AnalysisRule } from '../flow-view.js'

const STRAY_MESSAGES = ['What do you mean?', 'Hm, let me see.', 'My neighbour has a cat.']

const messages = {
  unguided: (state: string, text: string | undefined) =>
    `${text === undefined ? 'A message that fires nothing' : `${quote(text)} fires nothing, so it`} is answered from ${quote(state)} ` +
    'as often as it comes: there is neither a catch-all nor a noMatch.',
}

/** States in which a message may fire nothing, without a word on what happens then. */
export const missingCatchAll: AnalysisRule = {
  codes: ['missing-catch-all'],
  *check({ flow, states }) {
    for (const { name, plan, lists } of states) {
      if (!plan.listens || plan.onReply || noMatchOf(flow, plan.state) !== undefined) continue
      const list = lists.find(({ about }) => about === 'user')
      if (list === undefined || list.transitions.some(({ catchesAll }) => catchesAll)) continue
      const witness = strayMessage(list)
      yield makeDiagnostic('missing-catch-all', 'info', ['states', name], messages.unguided(name, witness), {
        witness,
        suggestion: 'Add noMatch: { max, to, prompt }, on the state or on the flow, or a transition with always().',
      })
    }
  },
}

function strayMessage(list: CandidateList): string | undefined {
  return STRAY_MESSAGES.find((text) => list.firedBy(text) === undefined)
}
