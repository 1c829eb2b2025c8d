import { makeDiagnostic } from '../../diagnostics/make-diagnostic.js'
import { quote, quoteList } from '../../diagnostics/quote.js'
import type { AnalysisRule } from '../flow-view.js'

const MOST_SHOWN = 5

const messages = {
  interrupted: (state: string, own: string, globals: readonly string[], text: string) =>
    `${quote(state)} takes any message by ${quote(own)}, but ${quoteList(globals, 'and')} ${globals.length === 1 ? 'is' : 'are'} tried before: ` +
    `a message that holds ${quote(text)} is taken away from it.`,
}

/** States that take whatever the user writes, where global words are tried first. */
export const freeText: AnalysisRule = {
  codes: ['free-text'],
  *check({ states }) {
    for (const { name, plan, lists } of states) {
      const list = lists.find(({ about }) => about === 'user')
      if (list === undefined || plan.state.globals !== undefined) continue
      const own = list.transitions.filter(({ scope }) => scope === 'own')
      const [taking] = own.filter(({ catchesAll }) => catchesAll)
      if (taking === undefined || own.some(({ isCatchAll }) => !isCatchAll)) continue
      const before = list.transitions.slice(0, list.transitions.indexOf(taking))
      const told = before.flatMap((transition) => {
        const text = list.witnessOf(transition)
        return transition.scope === 'global' && text !== undefined ? [{ name: transition.name, text }] : []
      })
      const [first] = told
      if (first === undefined) continue
      const names = told.map((transition) => transition.name).slice(0, MOST_SHOWN)
      yield makeDiagnostic('free-text', 'warning', ['states', name], messages.interrupted(name, taking.name, names, first.text), {
        witness: first.text,
        suggestion: `Where anything may be written here, say globals: false on the state, or list those that it lets through: globals: [${quote(first.name)}].`,
      })
    }
  },
}
