import { stemmer } from '@orama/stemmers/english'

/** The stems of "tries" and "flies" end in i where those of "try" and "fly", which have no other vowel, keep their y. */
const VOWELLESS = /^([^aeiou]+)i$/

/** The Porter stemmer for English, with short verbs in y put together with their inflections. */
export function englishStemmer(word: string): string {
  return stemmer(word).replace(VOWELLESS, '$1y')
}
