import type { ExplainedAnswer } from '../../evaluator.js'
import type { AnswerRules } from '../../language/language-rules.js'
import type { PreparedText } from '../../text/prepared-text.js'
import { clausesOf } from './clauses.js'
import { decideAnswer } from './decide-answer.js'

/** Tells what a text answers, and which words decide that. */
export function explainAnswer({ text, words }: PreparedText, rules: AnswerRules): ExplainedAnswer {
  const clauses = clausesOf(text, words)
  // What comes last decides: after a "but", or a correction.
  let told: { readonly from: number; readonly to: number } | undefined
  let hasBut = false
  const decided = decideAnswer(text, clauses, rules, (each) => {
    hasBut ||= each === 'but'
    told = each === 'but' ? undefined : each
  })
  const [first, last] = [words[told?.from ?? -1], words[(told?.to ?? 0) - 1]]
  const places = decided === undefined || first === undefined || last === undefined ? [] : [{ start: first.start, end: last.end }]
  return { decided, places, because: hasBut ? 'but' : isAsked() ? 'question' : undefined }

  /** Without the question mark it would be an answer. */
  function isAsked(): boolean {
    if (decided !== undefined || !clauses.some(({ isQuestion }) => isQuestion)) return false
    const stated = clauses.map((clause) => ({ ...clause, isQuestion: false }))
    return decideAnswer(text, stated, rules) !== undefined
  }
}
