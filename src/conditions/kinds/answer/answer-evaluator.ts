import { type AnswerEvaluator, LIBRARY_VERSION } from '../../evaluator.js'
import { ENGLISH_ANSWERS } from '../../language/english-answers.js'
import type { AnswerRules } from '../../language/language-rules.js'
import type { Speech } from '../../language/speech.js'
import { prepareText } from '../../text/prepared-text.js'
import { clausesOf } from './clauses.js'
import { decideAnswer, isOnlyAnswer } from './decide-answer.js'
import { explainAnswer } from './explain-answer.js'

/** The evaluator of answers. English is built in; other languages bring their answers with their stemmer. */
export const answerEvaluator: AnswerEvaluator = {
  version: LIBRARY_VERSION,
  decide(text, speech) {
    const rules = rulesOf(speech)
    if (rules === undefined) return undefined
    const prepared = prepareText(text, speech)
    return decideAnswer(prepared.text, clausesOf(prepared.text, prepared.words), rules)
  },
  explain(text, speech) {
    const rules = rulesOf(speech)
    return rules === undefined ? { decided: undefined, places: [], because: undefined } : explainAnswer(prepareText(text, speech), rules)
  },
  isOnlyAnswer(text, speech) {
    const rules = rulesOf(speech)
    if (rules === undefined) return false
    const prepared = prepareText(text, speech)
    return isOnlyAnswer(prepared.text, clausesOf(prepared.text, prepared.words), rules)
  },
  examples(answer, speech) {
    const rules = rulesOf(speech)
    if (rules === undefined) return []
    return { yes: [...rules.yes, ...rules.mildYes], no: rules.no, unsure: rules.unsure }[answer]
  },
}

function rulesOf({ rules, isEnglish }: Speech): AnswerRules | undefined {
  return rules?.answers ?? (isEnglish ? ENGLISH_ANSWERS : undefined)
}
