import type { LowerCase } from './normalise-text.js'

/** How a language writes its words. */
export interface WordRules {
  /** Whether words end at an apostrophe. */
  readonly atApostrophes: boolean
  readonly lowerCase: LowerCase
  /** The parts of a contraction; undefined for any other word. */
  readonly contractions: ((word: string) => readonly string[] | undefined) | undefined
  /** The one form of a verb before a negation. */
  readonly withNegation: ((word: string, next: string) => string | undefined) | undefined
}

/** One word of a normalised text. A contraction is two of them, which share its characters. */
export interface Word {
  /** Where it begins in the normalised text, in UTF-16 units. */
  readonly start: number
  /** Where it ends, exclusive. */
  readonly end: number
  readonly text: string
  readonly lower: string
  /** Whether it was read in place of a word with a mistake in it. */
  readonly isCorrected?: boolean
}

const WORD_CHARACTER = String.raw`[\p{L}\p{N}\p{M}]`
/** Within a number: "1.5", "1,000", "12/25/2026" and "10:30" are one word each. */
const IN_NUMBER = String.raw`(?<=\p{Nd})[.,/:](?=\p{Nd})${WORD_CHARACTER}+`
const WORD = new RegExp(String.raw`[\p{L}\p{N}]${WORD_CHARACTER}*(?:${IN_NUMBER})*`, 'gu')
const WORD_WITH_APOSTROPHES = new RegExp(String.raw`[\p{L}\p{N}]${WORD_CHARACTER}*(?:'${WORD_CHARACTER}+|${IN_NUMBER})*`, 'gu')
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u
const SPACED_WORD_CHARACTER = new RegExp(`(?!${UNSPACED.source})${WORD_CHARACTER}`, 'u')
const JOINT = /^[ \-/'"]*$/
const SPACED_HYPHEN = / -+ /

/** Languages that put an apostrophe between two words ("l'erreur"), where English puts it within one ("isn't"). */
const ELIDING_LANGUAGES: ReadonlySet<string> = new Set(['fr', 'it', 'ca', 'pt'])

/** How much is segmented at once, in UTF-16 units: `Intl.Segmenter` takes quadratic time, two minutes for a long message. */
const LONGEST_SEGMENTED = 256

/** The dictionaries are the script's, not the locale's; a fixed locale gives the same words on every machine. */
let segmenter: Intl.Segmenter | undefined

/** Tells whether the language's words end at an apostrophe. `language` is a primary subtag. */
export function splitsAtApostrophes(language: string): boolean {
  return ELIDING_LANGUAGES.has(language)
}

/** Returns the words of a normalised text, in order. Scripts without spaces are cut by `Intl.Segmenter`. */
export function splitWords(text: string, rules: WordRules): readonly Word[] {
  const words: Word[] = []
  const mayBeUnspaced = isUnspaced(text)
  for (const match of text.matchAll(rules.atApostrophes ? WORD : WORD_WITH_APOSTROPHES)) {
    if (mayBeUnspaced && isUnspaced(match[0])) segmentWords(match[0], match.index, words, rules)
    else addWord(toWord(match[0], match.index, rules), words, rules)
  }
  return rules.withNegation === undefined ? words : withOneForm(words, rules.withNegation)
}

function addWord(word: Word, words: Word[], { contractions }: WordRules): void {
  const [first, second] = contractions?.(word.lower) ?? []
  if (first === undefined || second === undefined) {
    words.push(word)
    return
  }
  const middle = word.start + Math.max(1, Math.min(sharedLength(word.lower, first), word.text.length - 1))
  words.push({ start: word.start, end: middle, text: inCaseOf(word.text, first), lower: first })
  words.push({ start: middle, end: word.end, text: word.text === word.text.toUpperCase() ? second.toUpperCase() : second, lower: second })
}

function sharedLength(word: string, other: string): number {
  let length = 0
  while (length < word.length && word[length] === other[length]) length += 1
  return length
}

function inCaseOf(written: string, part: string): string {
  if (written.length > 1 && written === written.toUpperCase()) return part.toUpperCase()
  const [first = ''] = written
  return first === first.toLowerCase() ? part : first + part.slice(1)
}

function withOneForm(words: readonly Word[], withNegation: NonNullable<WordRules['withNegation']>): readonly Word[] {
  return words.map((word, position) => {
    const next = words[position + 1]
    const lower = next === undefined ? undefined : withNegation(word.lower, next.lower)
    return lower === undefined ? word : { ...word, lower, text: inCaseOf(word.text, lower) }
  })
}

/**
 * Tells whether what stands between two words lets them belong to one phrase: spaces, hyphens, slashes, quotes. A line break and a hyphen
 * with spaces around it do not.
 */
export function isJoint(between: string): boolean {
  return JOINT.test(between) && !SPACED_HYPHEN.test(between)
}

/** Tells whether a text has characters of a script without spaces, where words depend on what stands around them. */
export function isUnspaced(text: string): boolean {
  return UNSPACED.test(text)
}

/** Tells whether a whole word can not begin or end beside this character. Unspaced scripts have no such edges. */
export function extendsWord(character: string): boolean {
  return SPACED_WORD_CHARACTER.test(character)
}

/** Adds the words of a run of characters without spaces, window by window. */
function segmentWords(run: string, offset: number, words: Word[], rules: WordRules): void {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'word' })
  for (let position = 0; position < run.length; ) {
    const segments = [...segmenter.segment(run.slice(position, position + LONGEST_SEGMENTED))]
    // The window may have cut its last word in two, so that word opens the next window.
    const cut = position + LONGEST_SEGMENTED < run.length && segments.length > 1 ? segments.pop() : undefined
    for (const { segment, index } of segments) words.push(toWord(segment, offset + position + index, rules))
    position += cut?.index ?? LONGEST_SEGMENTED
  }
}

function toWord(text: string, start: number, { lowerCase }: WordRules): Word {
  return { start, end: start + text.length, text, lower: lowerCase(text) }
}
