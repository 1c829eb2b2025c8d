import type { Condition, KeywordCondition, LeafCondition, SentimentCondition } from '../../conditions/condition.js'
import { evaluatorOf, type SentimentEvaluator } from '../../conditions/evaluator.js'
import { DEFAULT_THRESHOLD, evaluateSentiment } from '../../conditions/kinds/sentiment/sentiment-kind.js'
import { speechOf } from '../../conditions/language/speech.js'
import { isComposition, leafConditions } from '../../conditions/leaves.js'
import {
  type Alternative,
  alternativesOf,
  evaluateIn,
  likelySituations,
  SENTIMENT_PHRASES,
  type Situation,
  type WitnessOptions,
} from '../../conditions/witness/index.js'
import { decidingTexts, deniedTexts } from './deciding-texts.js'
import { inflectionsOf } from './inflections.js'

/** Yields what may be said to tell conditions from others that are nearly the same, the plainest first. */
export function* tellingTexts(conditions: readonly Condition[], options: WitnessOptions): Generator<string> {
  const leaves = conditions.flatMap(leafConditions)
  const keywords = leaves.filter((leaf) => leaf.type === 'keyword')
  yield* keywords.flatMap((leaf) => leaf.words)
  for (const { words } of keywords) for (const word of words.slice(0, MOST_CHANGED)) yield* denied(word, options)
  for (const { words } of keywords) yield* inflected(words, options)
  for (const condition of conditions) yield* decidingTexts(condition, options, (word) => [word, ...denied(word, options).slice(0, 1)])
  yield* pairsOf(keywords, options)
  for (const leaf of leaves) yield* nearTo(leaf, options)
  const said = conditions.map((condition) => [...likelySituations(condition, true, undefined, options)].slice(0, 2).map(({ text }) => text))
  for (const [first, others] of pairs(said))
    for (const text of first) for (const other of others) yield* [`${text}, ${other}`, `${other}, ${text}`]
}

/** How many words of a condition are said in other forms. */
const MOST_CHANGED = 4

function inflected(words: readonly string[], options: WitnessOptions): readonly string[] {
  const forms = words.map((word) => inflectionsOf(word, options)).filter(({ length }) => length > 0)
  return forms.slice(0, MOST_CHANGED).flat()
}

/** Returns what a whole condition takes, with one of its words in another form, by itself the word would tell nothing; and with what a part of it denies. */
export function tellingForms(condition: Condition, options: WitnessOptions): readonly Situation[] {
  if (!isComposition(condition)) return []
  const told = new Map<LeafCondition, number>()
  const forms = alternativesOf(condition).flatMap((alternative) => {
    const { leaf } = alternative
    const count = told.get(leaf) ?? 0
    told.set(leaf, count + 1)
    return count < MOST_CHANGED ? formsOf(condition, alternative, options) : []
  })
  return [...forms, ...deniedTexts(condition, options, (word) => [word, ...denied(word, options).slice(0, 1)])]
}

function formsOf(condition: Condition, alternative: Alternative, options: WitnessOptions): readonly Situation[] {
  const { leaf, value = '' } = alternative
  if (leaf.type !== 'keyword' && leaf.type !== 'regex') return []
  return firstOf(condition, alternative, options).flatMap((situation) => {
    const { text } = situation
    const forms =
      leaf.type === 'regex' ? [] : [...denied(value, options), ...inflectionsOf(value, options)].map((form) => text.replace(value, form))
    return (leaf.type === 'regex' ? [text.toUpperCase()] : forms).map((other) => ({ ...situation, text: other }))
  })
}

function firstOf(condition: Condition, alternative: Alternative, options: WitnessOptions): readonly Situation[] {
  const wanted = alternative.holds !== alternative.isNegated
  const isSo = (situation: Situation) => evaluateIn(condition, situation, options) === wanted
  const found = [...likelySituations(condition, wanted, alternative, options)].find(isSo)
  return found === undefined ? [] : [found]
}

const DENIALS = 3

/** A word as the language denies it. */
function denied(word: string, { language, stemmers }: WitnessOptions): readonly string[] {
  const { cues = ['not'], narrowCues = [], laterCues = [] } = speechOf(language, stemmers).rules?.negation ?? {}
  const before = [...cues.slice(0, DENIALS), ...narrowCues.slice(0, 1)].map((cue) => `${cue} ${word}`)
  return [...before, ...laterCues.slice(0, 1).map((cue) => `${word} ${cue}`)]
}

const MOST_PAIRS = 3

/** Two keywords of different conditions in one message. Of two that are as long, and both exact or both inflected, the order decides. */
function* pairsOf(keywords: readonly KeywordCondition[], options: WitnessOptions): Generator<string> {
  for (const [{ words }, { words: others }] of pairs(keywords)) {
    const all = words.flatMap((word) => others.filter((other) => other !== word).map((other) => [word, other] as const))
    const inflections = all.flatMap(([word, other]) => inflectedAlike(word, other, options).slice(0, 1))
    const alike = [...all.filter(([word, other]) => word.length === other.length), ...inflections]
    for (const [word, other] of [...alike.slice(0, MOST_PAIRS), ...all.slice(0, 1)]) yield* [`${word}, ${other}`, `${other}, ${word}`]
    for (const [word, other] of all.slice(0, 1)) yield* [`${word}, not ${other}`, `${other}, not ${word}`]
    for (const [word, other] of [...nextShorter(words, others), ...nextShorter(others, words)])
      yield* [`${word}, ${other}`, `${other}, ${word}`]
  }
}

/** Each word with the other one that is next to it in length, and no longer: it shows that the longer one counts. */
function nextShorter(words: readonly string[], others: readonly string[]): readonly (readonly [string, string])[] {
  return words.flatMap((word) => {
    const [longest] = others.filter((other) => other.length <= word.length && other !== word).toSorted((a, b) => b.length - a.length)
    return longest === undefined ? [] : [[word, longest] as const]
  })
}

/** Two words in forms that are as long. */
function inflectedAlike(word: string, other: string, options: WitnessOptions): readonly (readonly [string, string])[] {
  const others = inflectionsOf(other, options)
  return inflectionsOf(word, options).flatMap((form) =>
    others.flatMap((another) => (form.length === another.length ? [[form, another] as const] : [])),
  )
}

function* pairs<Item>(items: readonly Item[]): Generator<readonly [Item, Item]> {
  for (const [position, item] of items.entries()) for (const other of items.slice(position + 1)) yield [item, other]
}

/** What a pattern or a sentiment only just takes, and only just does not. */
function nearTo(leaf: LeafCondition, options: WitnessOptions): readonly string[] {
  if (leaf.type === 'sentiment' && leaf.by !== 'model') return atThreshold(leaf, options)
  if (leaf.type !== 'regex') return []
  const texts = [...likelySituations(leaf, true, undefined, options)].map(({ text }) => text).slice(0, 3)
  return texts.flatMap((text) => [text.toUpperCase(), text.toLowerCase(), `hm\n${text}`, `${text}\nhm`, text.replace(' ', '\n')])
}

/** The phrase next to the threshold on each side, of all phrases and pairs of them. */
function atThreshold(leaf: SentimentCondition, options: WitnessOptions): readonly string[] {
  const evaluator = evaluatorOf(leaf) ?? options.evaluators?.sentiment
  if (evaluator === undefined) return []
  const distance = ({ score }: ScoredPhrase) => Math.abs(Math.abs(score) - Math.abs(2 * (leaf.threshold ?? DEFAULT_THRESHOLD) - 1))
  const nearest = scoredPhrases(evaluator).toSorted((left, right) => distance(left) - distance(right))
  const { sentiment, threshold } = leaf
  const params = { sentiment, ...(threshold === undefined ? {} : { threshold }) }
  return [true, false].flatMap((holds) => {
    const found: string[] = []
    for (const { text } of nearest) {
      if (evaluateSentiment(params, text, evaluator) === holds) found.push(text)
      // There are hundreds, and to score each takes its time.
      if (found.length === 2) break
    }
    return found
  })
}

interface ScoredPhrase {
  readonly text: string
  readonly score: number
}

const scored = new WeakMap<SentimentEvaluator, readonly ScoredPhrase[]>()

/** Phrases, and every two of them. */
function scoredPhrases(evaluator: SentimentEvaluator): readonly ScoredPhrase[] {
  const known =
    scored.get(evaluator) ??
    [...SENTIMENT_PHRASES, ...SENTIMENT_PHRASES.flatMap((first) => SENTIMENT_PHRASES.map((second) => `${first} ${second}`))].map(
      (text) => ({ text, score: evaluator.score(text) }),
    )
  scored.set(evaluator, known)
  return known
}
