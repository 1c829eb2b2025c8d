import type { Condition, KeywordCondition } from '../../conditions/condition.js'
import type { Answer } from '../../conditions/evaluator.js'
import { keywordOccurrences } from '../../conditions/kinds/keyword/evaluate-keyword.js'
import { speechOf } from '../../conditions/language/speech.js'
import { isAnswer, leafConditions } from '../../conditions/leaves.js'
import { evaluators } from '../../conditions/with-evaluators.js'
import { textsOf, wordingsOf } from '../../definition/wordings.js'
import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import { makeDiagnostic } from '../../diagnostics/make-diagnostic.js'
import { quote } from '../../diagnostics/quote.js'
import type { CandidateList } from '../candidate-list.js'
import type { AnalysisRule } from '../flow-view.js'

const messages = {
  echoed: (state: string, word: string, name: string) =>
    `${quote(state)} itself says ${quote(word)}, a keyword of ${quote(name)}: who answers in the words of the question fires ${quote(name)}.`,
  handWritten: (yes: string, no: string) => `The keywords of ${quote(yes)} and of ${quote(no)} look like a yes and a no written by hand.`,
}

/** Answers to a yes/no question: what stands in their way, and lists of keywords that stand in their place. */
export const answers: AnalysisRule = {
  codes: ['echoed-keyword', 'hand-written-answers'],
  *check({ states }) {
    for (const { name, plan, lists } of states) {
      for (const list of lists.filter(({ about }) => about === 'user')) {
        yield* echoes(list, name, [...wordingsOf(plan.prompt)].flatMap(({ wording }) => textsOf(wording.say)).join('\n'))
        yield* handWritten(list)
      }
    }
  },
}

function* echoes(list: CandidateList, state: string, said: string): Generator<Diagnostic> {
  const listens = list.transitions.some(({ condition }) => leafConditions(condition).some(isAnswer))
  if (!listens || said === '') return
  const { language, stemmers } = list.wording
  for (const { name, scope, condition } of list.transitions) {
    if (scope !== 'global' || condition.type !== 'keyword' || isCaught(condition)) continue
    const { among: _among, ...alone } = condition
    const [echo] = keywordOccurrences(language === undefined ? alone : { ...alone, language }, said, stemmers)
    if (echo === undefined) continue
    yield makeDiagnostic('echoed-keyword', 'info', ['states', state, 'prompt'], messages.echoed(state, echo.word, name), {
      suggestion: 'Ask in other words, or take the word from the global transition.',
    })
  }
}

function isCaught({ words }: KeywordCondition): boolean {
  return words.includes('.*')
}

function* handWritten(list: CandidateList): Generator<Diagnostic> {
  const { language, stemmers } = list.wording
  const speech = speechOf(language, stemmers)
  // "Cancel" may be an answer, and is a topic more often.
  const plain = new Set(speech.rules?.answerWords)
  const own = list.transitions.filter(({ scope }) => scope === 'own')
  const find = (answer: Answer) =>
    own.find(({ written }) =>
      keywordsOf(written).some(({ words }) =>
        words.some((word) => plain.has(word.toLowerCase()) && evaluators.answers.decide(word, speech) === answer),
      ),
    )
  const yes = find('yes')
  const no = find('no')
  if (yes === undefined || no === undefined || yes === no) return
  yield makeDiagnostic('hand-written-answers', 'info', yes.path, messages.handWritten(yes.name, no.name), {
    suggestion: 'Use affirm() and deny(), which know many more ways to say so, questions and what is taken back.',
  })
}

/** Keywords that make a condition hold; those within a `not` are denied. */
function keywordsOf(condition: Condition): readonly KeywordCondition[] {
  if (condition.type === 'keyword') return [condition]
  return condition.type === 'any' || condition.type === 'all' ? condition.conditions.flatMap(keywordsOf) : []
}
