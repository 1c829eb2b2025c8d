import type { LanguageRules } from '../../language/language-rules.js'
import { inflectionKey } from './english-inflection.js'

/** Gives a lower-case word's stem. One of `talkchart/languages` may carry the rules of a language that is known as a whole. */
export interface Stemmer {
  (word: string): string
  readonly rules?: LanguageRules
}

/** Holds stemmers by the primary subtag of a BCP 47 language tag: `de`, `fr`. `talkchart/languages` has many. */
export type Stemmers = Readonly<Record<string, Stemmer>>

const ENGLISH = 'en'
const POSSESSIVE = /'s$/

/** No word of a language is longer; anything else is compared as it stands. */
const LONGEST_STEMMED = 64

/**
 * The primary subtag of a language tag, in lower case; English when there is none.
 *
 * @example primaryLanguage('de-CH') // 'de'
 */
export function primaryLanguage(tag: string | undefined): string {
  return tag?.split(/[-_]/)[0]?.toLowerCase() || ENGLISH
}

/** Tells whether a primary subtag means English. */
export function isEnglish(language: string): boolean {
  return language === ENGLISH
}

/** Returns the stemmer of a language: one of those given, else the built-in one for English, else none. */
export function stemmerOf(language: string, stemmers: Stemmers = {}): Stemmer | undefined {
  if (Object.hasOwn(stemmers, language)) return stemmers[language]
  return isEnglish(language) ? englishStemmer : undefined
}

/** Returns a lower-case word's stem, without a possessive ending; the word itself where a stemmer fails. */
export function stemWord(stemmer: Stemmer, word: string): string {
  if (word.length > LONGEST_STEMMED) return word
  try {
    return stemmer(withoutPossessive(word)) || word
  } catch {
    return word
  }
}

/** Drops a possessive ending: `crash's` becomes `crash`. */
export function withoutPossessive(word: string): string {
  return word.replace(POSSESSIVE, '')
}

/** Stems an English word: all its regular inflections have one stem. */
export function englishStemmer(word: string): string {
  return inflectionKey(word)
}
