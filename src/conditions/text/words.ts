import { lowerCase } from './normalise-text.js'

/** One word of a normalised text. */
export interface Word {
  /** Where it begins in the normalised text, in UTF-16 units. */
  readonly start: number
  /** Where it ends, exclusive. */
  readonly end: number
  readonly text: string
  readonly lower: string
}

const WORD_CHARACTER = String.raw`[\p{L}\p{N}\p{M}]`
const WORD = new RegExp(String.raw`[\p{L}\p{N}]${WORD_CHARACTER}*`, 'gu')
const WORD_WITH_APOSTROPHES = new RegExp(String.raw`[\p{L}\p{N}]${WORD_CHARACTER}*(?:'${WORD_CHARACTER}+)*`, 'gu')
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u
const SPACED_WORD_CHARACTER = new RegExp(`(?!${UNSPACED.source})${WORD_CHARACTER}`, 'u')
const JOINT = /^[ \-/'"]*$/

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
export function splitWords(text: string, atApostrophes: boolean): readonly Word[] {
  const words: Word[] = []
  const mayBeUnspaced = isUnspaced(text)
  for (const match of text.matchAll(atApostrophes ? WORD : WORD_WITH_APOSTROPHES)) {
    if (mayBeUnspaced && isUnspaced(match[0])) segmentWords(match[0], match.index, words)
    else words.push(toWord(match[0], match.index))
  }
  return words
}

/** Tells whether what stands between two words lets them belong to one phrase: white space, hyphens, slashes, quotes. */
export function isJoint(between: string): boolean {
  return JOINT.test(between)
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
function segmentWords(run: string, offset: number, words: Word[]): void {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'word' })
  for (let position = 0; position < run.length; ) {
    const segments = [...segmenter.segment(run.slice(position, position + LONGEST_SEGMENTED))]
    // The window may have cut its last word in two, so that word opens the next window.
    const cut = position + LONGEST_SEGMENTED < run.length && segments.length > 1 ? segments.pop() : undefined
    for (const { segment, index } of segments) words.push(toWord(segment, offset + position + index))
    position += cut?.index ?? LONGEST_SEGMENTED
  }
}

function toWord(text: string, start: number): Word {
  return { start, end: start + text.length, text, lower: lowerCase(text) }
}
