import type { Diagnostic, DiagnosticPath } from '../../../diagnostics/diagnostic.js'
import type { JsonObject } from '../../../diagnostics/json.js'
import { makeDiagnostic } from '../../../diagnostics/make-diagnostic.js'
import { quote } from '../../../diagnostics/quote.js'
import type { KeywordCondition } from '../../condition.js'
import type { EvaluationInput, ParamsFacts } from '../../evaluation.js'
import { isCatchAllWord } from '../../order/catch-all.js'
import { amongFromParams, amongParams, type FindRivals } from './among.js'
import { longerKeywords } from './can-occur-within.js'
import { evaluateKeyword } from './evaluate-keyword.js'
import type { KeywordParams } from './keyword-params.js'
import { hasWords } from './keyword-pattern.js'

const MOST_WORDS = 8
const MOST_GAP = 3
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

export function describeKeyword(condition: KeywordCondition): string {
  const { words, match = 'stem', caseSensitive, ignoreNegated, gap = 0, typos } = condition
  const text = `${VERBS[match]} ${list(words, (word) => (PLAIN_WORD.test(word) ? word : quote(word))) || 'nothing'}`
  const longer = longerKeywords(condition).map(({ word }) => word)
  const yielding = longer.length === 0 ? '' : `, but not within ${list(longer, quote)}`
  const within = gap === 0 ? '' : ` (${gap} other ${gap === 1 ? 'word' : 'words'} within)`
  const forgiving = typos ? ' (or misspelt)' : ''
  return `${text}${caseSensitive ? ' (in this case)' : ''}${ignoreNegated ? ' (not negated)' : ''}${within}${forgiving}${yielding}`
}

/** Lists words with "or", the first few only. */
function list(words: readonly string[], show: (word: string) => string): string {
  const shown = words.slice(0, MOST_WORDS).map(show)
  if (words.length > MOST_WORDS) shown.push(`${words.length - MOST_WORDS} more`)
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} or ${shown.at(-1)}`
}

/** Checks that a keyword condition has words, and that each of them can occur. */
export function* checkKeyword({ words, gap }: KeywordCondition, path: DiagnosticPath): Generator<Diagnostic> {
  if (gap !== undefined && !(Number.isInteger(gap) && gap >= 0 && gap <= MOST_GAP)) {
    yield makeDiagnostic('bad-gap', 'error', [...path, 'gap'], 'This many words can not stand within a phrase.', {
      found: String(gap),
      expected: `a whole number from 0 to ${MOST_GAP}`,
    })
  }
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
export function keywordParams(condition: KeywordCondition, { language }: Pick<ParamsFacts, 'language'>): JsonObject {
  const { words, match = 'stem', caseSensitive, ignoreNegated, gap, typos, among, except } = condition
  return {
    words,
    match,
    language,
    ...(caseSensitive ? { caseSensitive } : {}),
    ...(ignoreNegated ? { ignoreNegated } : {}),
    ...(gap === undefined || gap === 0 ? {} : { gap }),
    ...(typos ? { typos } : {}),
    ...amongParams(among),
    ...(except !== undefined ? { except: except.map((keyword) => ({ ...keyword })) } : {}),
  }
}

/** Reads a keyword condition back from params that `keywordParams` wrote. */
export function keywordFromParams(params: JsonObject, find: FindRivals): KeywordCondition {
  const { among: _among, ...rest } = params
  return { ...(rest as unknown as KeywordParams), ...amongFromParams(params, find), type: 'keyword' }
}
