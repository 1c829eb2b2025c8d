import { stemmer as arabic } from '@orama/stemmers/arabic'
import { stemmer as armenian } from '@orama/stemmers/armenian'
import { stemmer as bulgarian } from '@orama/stemmers/bulgarian'
import { stemmer as danish } from '@orama/stemmers/danish'
import { stemmer as dutch } from '@orama/stemmers/dutch'
import { stemmer as finnish } from '@orama/stemmers/finnish'
import { stemmer as french } from '@orama/stemmers/french'
import { stemmer as german } from '@orama/stemmers/german'
import { stemmer as greek } from '@orama/stemmers/greek'
import { stemmer as hungarian } from '@orama/stemmers/hungarian'
import { stemmer as hindi } from '@orama/stemmers/indian'
import { stemmer as indonesian } from '@orama/stemmers/indonesian'
import { stemmer as irish } from '@orama/stemmers/irish'
import { stemmer as italian } from '@orama/stemmers/italian'
import { stemmer as lithuanian } from '@orama/stemmers/lithuanian'
import { stemmer as nepali } from '@orama/stemmers/nepali'
import { stemmer as norwegian } from '@orama/stemmers/norwegian'
import { stemmer as portuguese } from '@orama/stemmers/portuguese'
import { stemmer as romanian } from '@orama/stemmers/romanian'
import { stemmer as russian } from '@orama/stemmers/russian'
import { stemmer as sanskrit } from '@orama/stemmers/sanskrit'
import { stemmer as serbian } from '@orama/stemmers/serbian'
import { stemmer as spanish } from '@orama/stemmers/spanish'
import { stemmer as swedish } from '@orama/stemmers/swedish'
import { stemmer as tamil } from '@orama/stemmers/tamil'
import { stemmer as turkish } from '@orama/stemmers/turkish'
import { stemmer as ukrainian } from '@orama/stemmers/ukrainian'
import { englishStemmer, type Stemmer, type Stemmers } from './kinds/keyword/stemmers.js'
import { FRENCH } from './language/french.js'
import { GERMAN } from './language/german.js'
import type { LanguageRules } from './language/language-rules.js'
import { SPANISH } from './language/spanish.js'

/** A language that is known as a whole: its stems, contractions, negations and answers. */
function complete(stem: (word: string) => string, rules: LanguageRules): Stemmer {
  return Object.assign((word: string) => stem(word), { rules })
}

/**
 * Holds stemmers of many languages, by the primary subtag of a BCP 47 language tag. English is built in; pass these, or the few that a
 * flow needs, for others; without its own, a flow in one of these languages is not compiled. English, German, French and Spanish are
 * known as a whole: their negations and answers come with their stemmer. Of the others only the stems are known. A language that is not
 * here compares whole words.
 *
 * @example compileFlow({ ...flow, language: 'de' }, { stemmers })
 */
export const stemmers = {
  ar: arabic,
  bg: bulgarian,
  da: danish,
  de: complete(german, GERMAN),
  el: greek,
  en: englishStemmer,
  es: complete(spanish, SPANISH),
  fi: finnish,
  fr: complete(french, FRENCH),
  ga: irish,
  hi: hindi,
  hu: hungarian,
  hy: armenian,
  id: indonesian,
  it: italian,
  lt: lithuanian,
  nb: norwegian,
  ne: nepali,
  nl: dutch,
  nn: norwegian,
  no: norwegian,
  pt: portuguese,
  ro: romanian,
  ru: russian,
  sa: sanskrit,
  sr: serbian,
  sv: swedish,
  ta: tamil,
  tr: turkish,
  uk: ukrainian,
} as const satisfies Stemmers

export type { Stemmer, Stemmers } from './kinds/keyword/stemmers.js'
