import { describeCondition } from '../../conditions/describe-condition.js'
import { isEnglish, primaryLanguage } from '../../conditions/kinds/keyword/stemmers.js'
import { KNOWN_LANGUAGES } from '../../conditions/language/known-languages.js'
import { speechOf } from '../../conditions/language/speech.js'
import { conditionParts, flowTransitions } from '../../definition/condition-parts.js'
import { languageOf } from '../../definition/state-facts.js'
import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import { makeDiagnostic } from '../../diagnostics/make-diagnostic.js'
import { quote } from '../../diagnostics/quote.js'
import type { AnalysisRule, FlowView } from '../flow-view.js'

const messages = {
  negation: (name: string, condition: string, language: string) =>
    `The condition of ${quote(name)} (${condition}) says ignoreNegated, and the denials of ${quote(language)} are not known, so a denied word counts.`,
  stemmer: (language: string) =>
    `Keywords are compared as they are written, without inflections: compileFlow has no stemmer for ${quote(language)}.`,
  refused: (language: string) => `compileFlow has no stemmer for ${quote(language)}, the flow's language, and refuses the flow.`,
}

/** Denials that are not known in the flow's language, and keywords without its stemmer. */
export const otherLanguages: AnalysisRule = {
  codes: ['english-only', 'missing-stemmer'],
  *check(view) {
    const language = languageOf(view.flow)
    if (isEnglish(primaryLanguage(language))) return
    if (speechOf(language, view.options.stemmers).rules === undefined) yield* unknownDenials(view, language)
    yield* missingStemmer(view, language)
  },
}

function* unknownDenials({ flow }: FlowView, language: string): Generator<Diagnostic> {
  for (const { name, condition, path } of flowTransitions(flow)) {
    for (const part of conditionParts(condition, path)) {
      if (part.condition.type !== 'keyword' || part.condition.ignoreNegated !== true) continue
      const message = messages.negation(name, describeCondition(part.condition), language)
      yield makeDiagnostic('english-only', 'warning', part.path, message, {
        suggestion: 'Give the denied phrases to another transition, to which the shorter keyword yields.',
      })
    }
  }
}

function* missingStemmer({ flow, options: { stemmers } }: FlowView, language: string): Generator<Diagnostic> {
  const primary = primaryLanguage(language)
  if (stemmers !== undefined && Object.hasOwn(stemmers, primary)) return
  if (KNOWN_LANGUAGES.includes(primary)) {
    yield makeDiagnostic('missing-stemmer', 'error', ['language'], messages.refused(language), {
      suggestion: 'Give compileFlow the stemmers of "talkchart/languages" (on the command line: --stemmers).',
    })
    return
  }
  const stemmed = [...flowTransitions(flow)].some(({ condition, path }) =>
    [...conditionParts(condition, path)].some((part) => part.condition.type === 'keyword' && (part.condition.match ?? 'stem') === 'stem'),
  )
  if (!stemmed) return
  yield makeDiagnostic('missing-stemmer', 'warning', ['language'], messages.stemmer(language), {
    suggestion: 'Give compileFlow a stemmer of your own for it, or say match: "word" where words are meant as written.',
  })
}
