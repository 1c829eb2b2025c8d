import type { Stemmer } from '../kinds/keyword/stemmers.js'
import { stemWord } from '../kinds/keyword/stemmers.js'
import { lowerCase, normaliseText } from './normalise-text.js'
import { splitWords, type Word } from './words.js'

/** A text made ready for comparison. Positions hold in `text` and in `lower` alike. */
export interface PreparedText {
  readonly text: string
  readonly lower: string
  readonly words: readonly Word[]
  /** The stem of each word. */
  readonly stems: (stemmer: Stemmer) => readonly string[]
}

let last: { readonly source: string; readonly atApostrophes: boolean; readonly prepared: PreparedText } | undefined

/** Prepares a text. The last one is kept: all the guards of a turn look at the same message. */
export function prepareText(source: string, atApostrophes: boolean): PreparedText {
  if (last?.source !== source || last.atApostrophes !== atApostrophes) {
    last = { source, atApostrophes, prepared: prepare(source, atApostrophes) }
  }
  return last.prepared
}

function prepare(source: string, atApostrophes: boolean): PreparedText {
  const text = normaliseText(source)
  const words = splitWords(text, atApostrophes)
  const stemsByStemmer = new Map<Stemmer, readonly string[]>()
  return {
    text,
    lower: lowerCase(text),
    words,
    stems: (stemmer) => {
      const stems = stemsByStemmer.get(stemmer) ?? words.map((word) => stemWord(stemmer, word.lower))
      stemsByStemmer.set(stemmer, stems)
      return stems
    },
  }
}
