import type { Condition, ConversationData, RegexCondition, SentimentCondition } from '../condition.js'
import { evaluatorOf } from '../evaluator.js'
import { evaluateContextFunction } from '../kinds/context/evaluate-context-function.js'
import { isCatchAll } from '../order/catch-all.js'
import { contextSeeds } from './context-seeds.js'
import { MOOD_PHRASES } from './mood-phrases.js'
import { regexExamples } from './regex-examples.js'
import {
  classesOf,
  evaluateIn,
  isContextFunction,
  type ScriptedAnswer,
  type ScriptedCondition,
  type WitnessOptions,
} from './scripted-answer.js'

/** What helps to make a condition turn out one way. An empty text adds nothing to what is said. */
export interface Part {
  readonly text: string
  readonly data: ConversationData
  readonly answers: readonly ScriptedAnswer[]
}

/** Some conditions hold only for what is denied; English is the language whose negations are told. */
const NEGATIONS = ['', 'not ', "isn't ", "don't ", 'never ']

const MOST_TEXTS = 6
const NOTHING: Part = { text: '', data: {}, answers: [] }

const known = new WeakMap<WitnessOptions, WeakMap<Condition, Map<boolean, readonly Part[]>>>()

/** Parts by which a leaf holds, or does not, the plainest first. Kept for as long as the options are: engines take their time. */
export function leafParts(leaf: Condition, holds: boolean, options: WitnessOptions): readonly Part[] {
  const byLeaf = known.get(options) ?? new WeakMap<Condition, Map<boolean, readonly Part[]>>()
  known.set(options, byLeaf)
  const byTruth = byLeaf.get(leaf) ?? new Map<boolean, readonly Part[]>()
  byLeaf.set(leaf, byTruth)
  const parts = byTruth.get(holds) ?? findLeafParts(leaf, holds, options)
  byTruth.set(holds, parts)
  return parts
}

function findLeafParts(leaf: Condition, holds: boolean, options: WitnessOptions): readonly Part[] {
  if (isCatchAll(leaf)) return holds ? [NOTHING] : []
  switch (leaf.type) {
    case 'keyword':
      return holds ? leaf.words.map(saying) : [NOTHING, ...leaf.words.map((word) => saying(`not ${word}`))]
    case 'regex':
      return holds ? matchingTexts(leaf, options).map(saying) : proven(leaf, false, ['', ...missingTexts(leaf, options)], options)
    case 'sentiment':
      return leaf.by === 'model' ? answered(leaf, holds) : moodParts(leaf, holds, options)
    case 'context':
      if (isContextFunction(leaf)) return functionParts(leaf, holds, options)
      return contextSeeds(leaf.path, leaf.test, holds, options.data ?? {}).map((data) => ({ ...NOTHING, data }))
    case 'llmClassifier':
      return answered(leaf, holds)
    case 'guard':
    case 'custom':
      return [answering(leaf, holds)]
    default:
      return []
  }
}

/** The part that makes one alternative of a leaf come about: exactly this keyword, this class, this near miss. */
export function alternativeParts(leaf: Condition, value: string | undefined, holds: boolean, options: WitnessOptions): readonly Part[] {
  if (leaf.type === 'keyword' && value !== undefined) return NEGATIONS.map((negation) => saying(negation + value))
  if ((leaf.type === 'llmClassifier' || leaf.type === 'sentiment') && value !== undefined) return [answering(leaf, value)]
  if (holds) return leafParts(leaf, true, options)
  if (leaf.type === 'regex') return proven(leaf, false, missingTexts(leaf, options), options)
  const missing = leafParts(leaf, false, options)
  // A near miss says something: an empty message is near nothing.
  return leaf.type === 'sentiment' || leaf.type === 'keyword' ? missing.filter(({ text }) => text !== '') : missing
}

function saying(text: string): Part {
  return { ...NOTHING, text }
}

function answering(condition: ScriptedCondition, answer: string | boolean): Part {
  return { ...NOTHING, answers: [{ condition, answer }] }
}

function answered(leaf: Extract<Condition, { readonly type: 'llmClassifier' | 'sentiment' }>, holds: boolean): readonly Part[] {
  const target = leaf.type === 'sentiment' ? leaf.sentiment : leaf.targetClass
  if (holds) return [answering(leaf, target)]
  return classesOf(leaf)
    .filter((name) => name !== target)
    .map((name) => answering(leaf, name))
}

function functionParts(
  leaf: Extract<ScriptedCondition, { readonly type: 'context' }>,
  holds: boolean,
  { data = {} }: WitnessOptions,
): readonly Part[] {
  return [...(evaluateContextFunction(leaf.fn, data) === holds ? [NOTHING] : []), answering(leaf, holds)]
}

function moodParts(leaf: SentimentCondition, holds: boolean, options: WitnessOptions): readonly Part[] {
  const evaluator = evaluatorOf(leaf) ?? options.evaluators?.sentiment
  if (evaluator === undefined) return []
  const scores = new Map(MOOD_PHRASES.map((phrase) => [phrase, evaluator.score(phrase)]))
  const strength = (phrase: string) => {
    const score = scores.get(phrase) ?? 0
    if (leaf.sentiment === 'neutral') return -Math.abs(score)
    return leaf.sentiment === 'positive' ? score : -score
  }
  // Near misses come close to the mood; what has it has it clearly.
  const ordered = MOOD_PHRASES.toSorted((left, right) => strength(right) - strength(left))
  return proven(leaf, holds, holds ? ordered : ['', ...ordered], options)
}

function matchingTexts(leaf: RegexCondition, options: WitnessOptions): readonly string[] {
  const evaluator = evaluatorOf(leaf) ?? options.evaluators?.regex
  if (evaluator === undefined) return []
  const examples = regexExamples(leaf.pattern, leaf.flags, evaluator)
  return examples.filter((text) => evaluateIn(leaf, { text }, options) === true)
}

/** Texts that all but match: a match with a character too few, another one, or one too many. */
function missingTexts(leaf: RegexCondition, options: WitnessOptions): readonly string[] {
  const [match = ''] = matchingTexts(leaf, options)
  const characters = [...match]
  const shorter = characters.map((_, position) => characters.toSpliced(position, 1).join('')).toReversed()
  const other = characters
    .map((character, position) => characters.toSpliced(position, 1, character === 'q' ? 'z' : 'q').join(''))
    .toReversed()
  return [...shorter.filter((text) => text.trim() !== ''), ...other, `${match}q`, `q${match}`, 'hm']
}

function proven(leaf: Condition, holds: boolean, texts: readonly string[], options: WitnessOptions): readonly Part[] {
  const found: Part[] = []
  for (const text of new Set(texts)) {
    if (evaluateIn(leaf, { text }, options) === holds) found.push(saying(text))
    if (found.length === MOST_TEXTS) break
  }
  return found
}
