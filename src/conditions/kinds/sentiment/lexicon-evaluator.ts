import { LIBRARY_VERSION, type SentimentEvaluator } from '../../evaluator.js'
// biome-ignore lint/correctness/useImportExtensions: the file is CommonJS.
import { scoreOf } from './lexicon.cjs'

/** What is scored of a message: more says no more about its sentiment, and a hostile megabyte must not hold a server up. */
const MOST_CHARACTERS = 5000

/** Longer than any word of the lexicon. The library's test for capitals takes cubic time in the length of a word. */
const LONGEST_WORD = 40
const LONG_WORD = new RegExp(`\\S{${LONGEST_WORD + 1},}`, 'g')
const TYPOGRAPHIC_APOSTROPHE = /[\u2018\u2019\u02bc\uff07]/g

/** The sentiment evaluator on the VADER lexicon, for English. Looks at the first 5000 characters of a text. */
export const lexiconEvaluator: SentimentEvaluator = { version: LIBRARY_VERSION, score }

/** What asks and says nothing of a mood: "please delete my account" is no praise. */
const POLITE = /\b(?:please|would like|i'?d like|want(?:ed)? to|want|help(?:ed|ing|s)?|thanks in advance)\b/gi

/** "No longer" denies what follows. */
const NO_LONGER = /\bno\s+(?:longer|more)(?=\s)/gi
const NO = /\bno(?=\s+(\p{L}+)(?:\s+(\p{L}+))?)/giu

/** "No problem" denies a problem, and "no fun" fun; the lexicon adds up two words. Before others, as in "no stars", a "no" is a complaint. */
function denied(no: string, next = '', second = ''): string {
  return scoreOf(next) === 0 && scoreOf(second) === 0 ? no : 'not'
}

let last: { readonly text: string; readonly score: number } | undefined

/** The last score is kept: all the guards of a turn look at the same message. */
function score(text: string): number {
  if (last?.text !== text) last = { text, score: scoreOf(readable(text)) }
  return last.score
}

function readable(text: string): string {
  return text
    .slice(0, MOST_CHARACTERS)
    .replace(TYPOGRAPHIC_APOSTROPHE, "'")
    .replace(POLITE, ' ')
    .replace(LONG_WORD, (word) => word.slice(0, LONGEST_WORD))
    .replace(NO_LONGER, 'not')
    .replace(NO, denied)
}
