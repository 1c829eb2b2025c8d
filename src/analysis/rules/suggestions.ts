import type { Suggestion } from '../../definition/flow.js'
import type { Diagnostic, DiagnosticPath } from '../../diagnostics/diagnostic.js'
import { makeDiagnostic } from '../../diagnostics/make-diagnostic.js'
import { quote } from '../../diagnostics/quote.js'
import type { CandidateList } from '../candidate-list.js'
import type { AnalysisRule } from '../flow-view.js'

const messages = {
  nothing: (text: string) => `The suggestion ${quote(text)} fires nothing: who takes it is not understood.`,
  fires: (text: string, name: string) => `The suggestion ${quote(text)} fires ${quote(name)}.`,
}

/** What comes of the suggestions of a state, where their words decide it. */
export const suggestions: AnalysisRule = {
  codes: ['suggestion-fires-nothing', 'suggestion-fires'],
  *check({ states }) {
    for (const { name, plan, lists } of states) {
      const list = lists.find(({ about }) => about === 'user')
      // What the model is told of a message, and what fields read of it, is more than its words.
      if (list === undefined || plan.understanding?.tasks.extract !== undefined || plan.collect !== undefined || plan.onReply) continue
      for (const [position, suggestion] of (plan.state.suggestions ?? []).entries()) {
        yield* judged(list, suggestion, ['states', name, 'suggestions', position])
      }
    }
  },
}

function* judged(list: CandidateList, suggestion: Suggestion, path: DiagnosticPath): Generator<Diagnostic> {
  const text = typeof suggestion === 'string' ? suggestion : suggestion.text
  if (text.includes('{{')) return
  const fired = list.firedBy(text)
  if (fired === 'unknown') return
  if (fired === undefined) {
    yield makeDiagnostic('suggestion-fires-nothing', 'warning', path, messages.nothing(text), {
      suggestion: 'Add its words to the transition that is meant.',
    })
  } else yield makeDiagnostic('suggestion-fires', 'info', path, messages.fires(text, fired.name))
}
