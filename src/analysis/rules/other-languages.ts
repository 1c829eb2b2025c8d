import type { Condition } from '../../conditions/condition.js'
import { describeCondition } from '../../conditions/describe-condition.js'
import { isEnglish, primaryLanguage } from '../../conditions/kinds/keyword/stemmers.js'
import { isByModel } from '../../conditions/kinds/sentiment/sentiment-kind.js'
import { conditionParts, flowTransitions } from '../../definition/condition-parts.js'
import { languageOf } from '../../definition/state-facts.js'
import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import { makeDiagnostic } from '../../diagnostics/make-diagnostic.js'
import { quote } from '../../diagnostics/quote.js'
import type { AnalysisRule, FlowView } from '../flow-view.js'

const messages = {
  negation: (name: string, condition: string, language: string) =>
    `The condition of ${quote(name)} (${condition}) says ignoreNegated, which knows the denials of English only; the flow is in ${quote(language)}, so a denied word counts.`,
  lexicon: (name: string, condition: string, language: string) =>
    `The condition of ${quote(name)} (${condition}) is judged by a lexicon of English words; the flow is in ${quote(language)}, where they mean nothing, or something else.`,
  stemmer: (language: string) =>
    `Keywords are compared as they are written, without inflections: compileFlow has no stemmer for ${quote(language)}.`,
}

/** What works by English words in a flow of another language, and keywords without the stemmer of theirs. */
export const otherLanguages: AnalysisRule = {
  codes: ['english-only', 'missing-stemmer'],
  *check(view) {
    const language = languageOf(view.flow)
    if (isEnglish(primaryLanguage(language))) return
    for (const { name, condition, path } of flowTransitions(view.flow)) {
      for (const part of conditionParts(condition, path)) {
        const message = englishIn(part.condition)?.(name, describeCondition(part.condition), language)
        if (message === undefined) continue
        yield makeDiagnostic('english-only', 'warning', part.path, message, { suggestion: mending(part.condition) })
      }
    }
    yield* missingStemmer(view, language)
  },
}

function englishIn(condition: Condition): typeof messages.negation | undefined {
  if (condition.type === 'keyword' && condition.ignoreNegated === true) return messages.negation
  return condition.type === 'sentiment' && !isByModel(condition) ? messages.lexicon : undefined
}

function mending({ type }: Condition): string {
  return type === 'sentiment'
    ? 'Let the model judge it, by: "model", or list words with keyword(…).'
    : 'Give the denied phrases to another transition, to which the shorter keyword yields.'
}

function* missingStemmer({ flow, options: { stemmers } }: FlowView, language: string): Generator<Diagnostic> {
  const primary = primaryLanguage(language)
  if (stemmers !== undefined && Object.hasOwn(stemmers, primary)) return
  const stemmed = [...flowTransitions(flow)].some(({ condition, path }) =>
    [...conditionParts(condition, path)].some((part) => part.condition.type === 'keyword' && (part.condition.match ?? 'stem') === 'stem'),
  )
  if (!stemmed) return
  yield makeDiagnostic('missing-stemmer', 'warning', ['language'], messages.stemmer(language), {
    suggestion:
      'Give compileFlow the stemmers of "talkchart/languages" (on the command line: --stemmers), or say match: "word" where words are meant as written.',
  })
}
