import type { Condition, KeywordCondition } from '../../conditions/condition.js'
import { isEnglish, primaryLanguage } from '../../conditions/kinds/keyword/stemmers.js'
import type { Diagnostic, DiagnosticPath } from '../../diagnostics/diagnostic.js'
import { makeDiagnostic } from '../../diagnostics/make-diagnostic.js'
import { quote } from '../../diagnostics/quote.js'
import type { AnalysisRule } from '../flow-view.js'
import { negate } from '../utterances/negate.js'
import { everyTransition, type ListedTransition } from './listed-transitions.js'

const messages = {
  negated: (text: string, name: string, word: string) =>
    `${quote(text)} fires ${quote(name)}: its keyword ${quote(word)} counts although it is negated.`,
}

/** Keywords that are proven to count when they are negated. English only, as `ignoreNegated` is. */
export const negation: AnalysisRule = {
  codes: ['negated-keyword'],
  *check(view) {
    if (!isEnglish(primaryLanguage(view.flow.language))) return
    for (const listed of everyTransition(view)) {
      if (listed.list.about === 'user') yield* negationsIn(listed)
    }
  },
}

function* negationsIn(listed: ListedTransition): Generator<Diagnostic> {
  for (const { keyword, path } of affirmedKeywords(listed.transition.condition, listed.transition.path)) {
    if (keyword.ignoreNegated === true) continue
    const diagnostic = firstNegation(listed, keyword, path)
    if (diagnostic !== undefined) yield diagnostic
  }
}

function firstNegation({ list, transition }: ListedTransition, keyword: KeywordCondition, path: DiagnosticPath): Diagnostic | undefined {
  for (const word of keyword.words) {
    const text = negate(word)
    if (text === undefined || list.firedBy(text) !== transition || list.evaluate(keyword, text) !== true) continue
    // Where only the denied word fires it, that is what the author asked for.
    if (list.firedBy(word) !== transition) continue
    return makeDiagnostic('negated-keyword', 'warning', path, messages.negated(text, transition.name, word), {
      witness: text,
      suggestion: `Say ignoreNegated: true, or give ${quote(text)} to another transition, to which ${quote(word)} then yields.`,
    })
  }
  return undefined
}

interface AffirmedKeyword {
  readonly keyword: KeywordCondition
  readonly path: DiagnosticPath
}

/** Returns the keywords that make a condition hold; those within a `not` are denied on purpose. */
function affirmedKeywords(condition: Condition, path: DiagnosticPath): readonly AffirmedKeyword[] {
  if (condition.type === 'keyword') return [{ keyword: condition, path }]
  if (condition.type !== 'all' && condition.type !== 'any') return []
  return condition.conditions.flatMap((part, position) => affirmedKeywords(part, [...path, 'conditions', position]))
}
