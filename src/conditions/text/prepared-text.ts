import type { Stemmer } from '../kinds/keyword/stemmers.js'
import { stemWord } from '../kinds/keyword/stemmers.js'
import { normaliseText } from './normalise-text.js'
import { splitWords, type Word, type WordRules } from './words.js'

/** Where the words of a text stand, as positions among its words in ascending order. */
export type WordPlaces = ReadonlyMap<string, readonly number[]>

/**
 * A text made ready for comparison. Positions hold in `text` and in `lower` alike. What is looked up is made when it is first asked
 * for, once for all the keywords that are looked for.
 */
export interface PreparedText {
  readonly text: string
  readonly lower: string
  readonly words: readonly Word[]
  /** The stem of each word. */
  readonly stems: (stemmer: Stemmer) => readonly string[]
  /** Where each word stands, by its lower case. */
  readonly wordPlaces: () => WordPlaces
  /** Where the words of each stem stand. */
  readonly stemPlaces: (stemmer: Stemmer) => WordPlaces
  /** The distinct words in lower case, sorted, so that those with one beginning stand together. */
  readonly sortedWords: () => readonly string[]
}

let last: { readonly source: string; readonly rules: WordRules; readonly prepared: PreparedText } | undefined

/** Prepares a text. The last one is kept: all the guards of a turn look at the same message. */
export function prepareText(source: string, rules: WordRules): PreparedText {
  if (last?.source !== source || last.rules !== rules) {
    last = { source, rules, prepared: prepare(source, rules) }
  }
  return last.prepared
}

function prepare(source: string, rules: WordRules): PreparedText {
  const text = normaliseText(source)
  return makeReady(text, rules.lowerCase(text), splitWords(text, rules))
}

/** Returns a text with other words in the places of its own. */
export function withWords({ text, lower }: PreparedText, words: readonly Word[]): PreparedText {
  return makeReady(text, lower, words)
}

function makeReady(text: string, lower: string, words: readonly Word[]): PreparedText {
  const stemsByStemmer = new Map<Stemmer, readonly string[]>()
  const placesByStemmer = new Map<Stemmer, WordPlaces>()
  let places: WordPlaces | undefined
  let sorted: readonly string[] | undefined
  const prepared: PreparedText = {
    text,
    lower,
    words,
    stems: (stemmer) => keep(stemsByStemmer, stemmer, () => stemsOf(prepared.wordPlaces(), words, stemmer)),
    wordPlaces: () => {
      places ??= placesOf(words.map(({ lower }) => lower))
      return places
    },
    stemPlaces: (stemmer) => keep(placesByStemmer, stemmer, () => placesOf(prepared.stems(stemmer))),
    sortedWords: () => {
      sorted ??= [...prepared.wordPlaces().keys()].sort()
      return sorted
    },
  }
  return prepared
}

function placesOf(names: readonly string[]): WordPlaces {
  const places = new Map<string, number[]>()
  for (const [position, name] of names.entries()) {
    const known = places.get(name)
    if (known === undefined) places.set(name, [position])
    else known.push(position)
  }
  return places
}

/** Stems each distinct word once. */
function stemsOf(places: WordPlaces, words: readonly Word[], stemmer: Stemmer): readonly string[] {
  const stems = new Map([...places.keys()].map((lower) => [lower, stemWord(stemmer, lower)]))
  return words.map(({ lower }) => stems.get(lower) ?? lower)
}

function keep<Key, Value>(kept: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = kept.get(key)
  if (known !== undefined) return known
  const made = make()
  kept.set(key, made)
  return made
}
