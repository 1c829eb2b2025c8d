import { isEnglish, primaryLanguage, type Stemmer, type Stemmers, stemmerOf } from '../kinds/keyword/stemmers.js'
import { lowerCaseIn } from '../text/normalise-text.js'
import { splitsAtApostrophes, type WordRules } from '../text/words.js'
import { ENGLISH } from './english.js'
import type { LanguageRules } from './language-rules.js'

/** All that is known of a flow's language: the same object for the same language and stemmers, as what is made ready hangs on it. */
export interface Speech extends WordRules {
  /** A primary subtag. */
  readonly language: string
  readonly isEnglish: boolean
  readonly stemmer: Stemmer | undefined
  /** Undefined where only stems are known, or nothing. */
  readonly rules: LanguageRules | undefined
}

const known = new WeakMap<Stemmers, Map<string, Speech>>()
const NO_STEMMERS: Stemmers = {}

/** Returns what is known of a language: its rules come with its stemmer, those of English are built in. */
export function speechOf(tag: string | undefined, stemmers: Stemmers = NO_STEMMERS): Speech {
  const language = primaryLanguage(tag)
  // Whoever gives no stemmer for the language shares what is known without one.
  const relevant = Object.hasOwn(stemmers, language) ? stemmers : NO_STEMMERS
  const byLanguage = known.get(relevant) ?? new Map<string, Speech>()
  known.set(relevant, byLanguage)
  const speech = byLanguage.get(language) ?? makeSpeech(language, relevant)
  byLanguage.set(language, speech)
  return speech
}

function makeSpeech(language: string, stemmers: Stemmers): Speech {
  const stemmer = stemmerOf(language, stemmers)
  const rules = stemmer?.rules ?? (isEnglish(language) ? ENGLISH : undefined)
  return {
    language,
    isEnglish: isEnglish(language),
    stemmer,
    rules,
    atApostrophes: splitsAtApostrophes(language),
    lowerCase: lowerCaseIn(language),
    contractions: rules?.contractions,
    withNegation: rules?.withNegation,
  }
}
