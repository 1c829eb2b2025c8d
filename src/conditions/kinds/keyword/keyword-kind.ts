import type { Diagnostic, DiagnosticPath } from '../../../diagnostics/diagnostic.js'
import type { JsonObject } from '../../../diagnostics/json.js'
import { makeDiagnostic } from '../../../diagnostics/make-diagnostic.js'
import { quote } from '../../../diagnostics/quote.js'
import type { KeywordCondition } from '../../condition.js'
import type { EvaluationInput, ParamsFacts } from '../../evaluation.js'
import { isCatchAllWord } from '../../order/catch-all.js'
import { evaluateKeyword } from './evaluate-keyword.js'
import type { KeywordParams } from './keyword-params.js'
import { hasWords } from './keyword-pattern.js'

const MOST_WORDS = 8
const PLAIN_WORD = /^[\p{L}\p{N}][\p{L}\p{N}\p{M}' ]*$/u
const VERBS = { stem: 'says', word: 'says exactly', prefix: 'says a word that begins with', substring: 'contains' }

/** Evaluates a keyword condition in the language of the input. */
export function evaluateKeywordCondition(condition: KeywordCondition, { text, language, stemmers }: EvaluationInput): boolean {
  return evaluateKeyword(localised(condition, language), text, stemmers)
}

const localisedByCondition = new WeakMap<KeywordCondition, KeywordParams>()

/** The params of a keyword in a language: the same object each time, because what is made ready for one hangs on it. */
function localised(condition: KeywordCondition, language: string | undefined): KeywordParams {
  if (language === undefined) return condition
  const known = localisedByCondition.get(condition)
  if (known?.language === language) return known
  const params = { ...condition, language }
  localisedByCondition.set(condition, params)
  return params
}

export function describeKeyword({ words, match = 'stem', caseSensitive, ignoreNegated, except = [] }: KeywordCondition): string {
  const text = `${VERBS[match]} ${list(words, (word) => (PLAIN_WORD.test(word) ? word : quote(word))) || 'nothing'}`
  const longer = except.map(({ word }) => word)
  const yielding = longer.length === 0 ? '' : `, but not within ${list(longer, quote)}`
  return `${text}${caseSensitive ? ' (in this case)' : ''}${ignoreNegated ? ' (not negated)' : ''}${yielding}`
}

/** Lists words with "or", the first few only. */
function list(words: readonly string[], show: (word: string) => string): string {
  const shown = words.slice(0, MOST_WORDS).map(show)
  if (words.length > MOST_WORDS) shown.push(`${words.length - MOST_WORDS} more`)
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} or ${shown.at(-1)}`
}

/** Checks that a keyword condition has words, and that each of them can occur. */
export function* checkKeyword({ words }: KeywordCondition, path: DiagnosticPath): Generator<Diagnostic> {
  if (words.length === 0) {
    yield makeDiagnostic('no-keywords', 'error', [...path, 'words'], 'The list of keywords is empty, so the condition could never hold.', {
      expected: 'at least one word',
    })
  }
  for (const [position, word] of words.entries()) {
    const wordPath = [...path, 'words', position]
    if (isCatchAllWord(word)) yield catchAll(wordPath)
    else if (!hasWords(word)) {
      yield makeDiagnostic('empty-keyword', 'error', wordPath, 'The keyword holds nothing that could occur in a message.', {
        found: quote(word),
      })
    }
  }
}

function catchAll(path: DiagnosticPath): Diagnostic {
  return makeDiagnostic('keyword-catch-all', 'info', path, 'The keyword ".*" is read as always(): the condition holds for every message.', {
    suggestion: 'Write always() where that is meant.',
  })
}

/** Writes a keyword condition as the params of its guard. */
export function keywordParams(condition: KeywordCondition, { language }: ParamsFacts): JsonObject {
  const { words, match = 'stem', caseSensitive, ignoreNegated, except } = condition
  return {
    words,
    match,
    language,
    ...(caseSensitive ? { caseSensitive } : {}),
    ...(ignoreNegated ? { ignoreNegated } : {}),
    ...(except !== undefined ? { except: except.map((keyword) => ({ ...keyword })) } : {}),
  }
}

/** Reads a keyword condition back from params that `keywordParams` wrote. */
export function keywordFromParams(params: JsonObject): KeywordCondition {
  return { ...(params as unknown as KeywordParams), type: 'keyword' }
}
