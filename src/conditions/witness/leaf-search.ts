import { classesOf, expectedAnswer } from '../asked.js'
import { type ByType, byType } from '../by-type.js'
import type {
  AnswerCondition,
  ContextFunctionCondition,
  ConversationData,
  KeywordCondition,
  LeafCondition,
  LeafType,
  ModelCondition,
  RegexCondition,
  SentimentCondition,
} from '../condition.js'
import { evaluatorOf } from '../evaluator.js'
import { evaluateContextFunction } from '../kinds/context/context-kind.js'
import { keywordOccurrences } from '../kinds/keyword/evaluate-keyword.js'
import { isByModel } from '../kinds/sentiment/sentiment-kind.js'
import { speechOf } from '../language/speech.js'
import { isCatchAll } from '../order/catch-all.js'
import { contextSeeds } from './context-seeds.js'
import { regexExamples } from './regex-examples.js'
import {
  answerHolds,
  evaluateIn,
  isAnsweredAlike,
  type ScriptedAnswer,
  type ScriptedCondition,
  type Situation,
  type WitnessOptions,
} from './scripted-answer.js'
import { SENTIMENT_PHRASES } from './sentiment-phrases.js'

/** One of the ways in which a leaf can turn out. */
export interface Way {
  /** The keyword, or the class that the model answers with; absent where there are just two ways. */
  readonly value?: string
  /** Whether the leaf holds by it. */
  readonly holds: boolean
}

/** What helps to make a condition turn out one way. An empty text adds nothing to what is said. */
export interface Part {
  readonly text: string
  readonly data: ConversationData
  readonly answers: readonly ScriptedAnswer[]
}

/** How witnesses are looked for, for one leaf. */
export interface LeafSearch {
  /** Every way in which the leaf can turn out that is worth a witness. */
  readonly ways: () => readonly Way[]
  /** Parts by which the leaf holds, or does not, the plainest first. */
  readonly parts: (holds: boolean, options: WitnessOptions) => readonly Part[]
  /** Parts by which exactly this way comes about: a near miss says something, as an empty message is near nothing. */
  readonly partsOf: (way: Way, options: WitnessOptions) => readonly Part[]
  /** Whether a situation shows this way. */
  readonly isShown: (way: Way, situation: Situation, options: WitnessOptions) => boolean
}

/** Some conditions hold only for what is denied; English is the language whose negations are told. */
const NEGATIONS = ['', 'not ', "isn't ", "don't ", 'never ']

const BOTH_WAYS: readonly Way[] = [{ holds: true }, { holds: false }]
const MOST_TEXTS = 6
const NOTHING: Part = { text: '', data: {}, answers: [] }

const SEARCHES = {
  always: catchAllSearch,
  keyword: keywordSearch,
  affirm: answerSearch,
  deny: answerSearch,
  unsure: answerSearch,
  regex: (leaf) => ({
    ...plainSearch(leaf, (holds, options) =>
      holds ? matchingTexts(leaf, options).map(saying) : proven(leaf, false, ['', ...missingTexts(leaf, options)], options),
    ),
    partsOf: ({ holds }, options) => (holds ? leafParts(leaf, true, options) : proven(leaf, false, missingTexts(leaf, options), options)),
  }),
  sentiment: (leaf) =>
    isByModel(leaf)
      ? modelSearch(leaf)
      : {
          ...plainSearch(leaf, (holds, options) => sentimentParts(leaf, holds, options)),
          partsOf: ({ holds }, options) => leafParts(leaf, holds, options).filter(({ text }) => holds || text !== ''),
        },
  llmClassifier: modelSearch,
  context: (leaf) =>
    plainSearch(leaf, (holds, options) => {
      if ('fn' in leaf) return functionParts(leaf, holds, options)
      return contextSeeds(leaf.path, leaf.test, holds, options.data ?? {}).map((data) => ({ ...NOTHING, data }))
    }),
  guard: (leaf) => plainSearch(leaf, (holds) => [answering(leaf, holds)]),
  custom: (leaf) => plainSearch(leaf, (holds) => [answering(leaf, holds)]),
} satisfies ByType<LeafType, [], LeafSearch>

/** Returns how witnesses are looked for, by the leaf's type. */
export function searchOf(leaf: LeafCondition): LeafSearch {
  return isCatchAll(leaf) ? catchAllSearch(leaf) : byType<LeafType, [], LeafSearch>(SEARCHES, leaf)
}

const known = new WeakMap<WitnessOptions, WeakMap<LeafCondition, Map<boolean, readonly Part[]>>>()

/** Returns parts by which a leaf holds, or does not. Kept for as long as the options are: engines take their time. */
export function leafParts(leaf: LeafCondition, holds: boolean, options: WitnessOptions): readonly Part[] {
  const byLeaf = known.get(options) ?? new WeakMap<LeafCondition, Map<boolean, readonly Part[]>>()
  known.set(options, byLeaf)
  const byTruth = byLeaf.get(leaf) ?? new Map<boolean, readonly Part[]>()
  byLeaf.set(leaf, byTruth)
  const parts = byTruth.get(holds) ?? searchOf(leaf).parts(holds, options)
  byTruth.set(holds, parts)
  return parts
}

/** Two ways, and nothing that tells one holding from another. */
function plainSearch(leaf: LeafCondition, parts: LeafSearch['parts']): LeafSearch {
  return {
    ways: () => BOTH_WAYS,
    parts,
    partsOf: ({ holds }, options) => leafParts(leaf, holds, options),
    isShown: ({ holds }, situation, options) => evaluateIn(leaf, situation, options) === holds,
  }
}

function catchAllSearch(leaf: LeafCondition): LeafSearch {
  return { ...plainSearch(leaf, (holds) => (holds ? [NOTHING] : [])), ways: () => [{ holds: true }] }
}

/** Each keyword, and one denied where negation is heeded. */
function keywordSearch(leaf: KeywordCondition): LeafSearch {
  return {
    ways: () => [...[...new Set(leaf.words)].map((value) => ({ value, holds: true })), ...(leaf.ignoreNegated ? [{ holds: false }] : [])],
    parts: (holds) => (holds ? leaf.words.map(saying) : [NOTHING, ...leaf.words.map((word) => saying(`not ${word}`))]),
    partsOf: ({ value, holds }, options) =>
      value === undefined
        ? leafParts(leaf, holds, options).filter(({ text }) => holds || text !== '')
        : NEGATIONS.map((negation) => saying(negation + value)),
    isShown({ value, holds }, situation, options) {
      if (value !== undefined) return occurs(leaf, value, situation.text, options)
      // The near miss of keywords that heed negation is one of them denied.
      const { among: _among, ...alone } = leaf
      const isSaid = holds || evaluateIn({ ...alone, ignoreNegated: false }, situation, options) === true
      return isSaid && evaluateIn(leaf, situation, options) === holds
    },
  }
}

/** Each word of the answer's own, one of the language's, and an answer that is asked about. */
function answerSearch(leaf: AnswerCondition): LeafSearch {
  const { also = [] } = leaf
  return {
    ways: () => [...[...new Set(also)].map((value) => ({ value, holds: true })), ...BOTH_WAYS],
    parts: (holds, options) =>
      holds
        ? proven(leaf, true, [...answerTexts(leaf, options), ...also], options)
        : proven(leaf, false, ['', ...nearAnswers(leaf, options)], options),
    partsOf: ({ value, holds }, options) => {
      if (value !== undefined) return [saying(value)]
      return proven(leaf, holds, holds ? answerTexts(leaf, options) : nearAnswers(leaf, options), options)
    },
    isShown({ value, holds }, situation, options) {
      const isSo = evaluateIn(leaf, situation, options) === holds
      return value === undefined ? isSo : isSo && occurs({ type: 'keyword', words: [value] }, value, situation.text, options)
    },
  }
}

const ANSWER_OF = { affirm: 'yes', deny: 'no', unsure: 'unsure' } as const

function answerTexts(leaf: AnswerCondition, { language, stemmers, evaluators }: WitnessOptions): readonly string[] {
  const evaluator = evaluatorOf(leaf) ?? evaluators?.answers
  return evaluator?.examples(ANSWER_OF[leaf.type], speechOf(language, stemmers)).slice(0, MOST_TEXTS) ?? []
}

/** What is an answer, but asked. */
function nearAnswers(leaf: AnswerCondition, options: WitnessOptions): readonly string[] {
  return [...answerTexts(leaf, options), ...(leaf.also ?? [])].slice(0, MOST_TEXTS).map((text) => `${text}?`)
}

function occurs(leaf: KeywordCondition, word: string, text: string, { language, stemmers }: WitnessOptions): boolean {
  const params = language === undefined ? leaf : { ...leaf, language }
  return keywordOccurrences(params, text, stemmers).some((occurrence) => occurrence.word === word)
}

/** Each class of a question to the model. */
function modelSearch(leaf: ModelCondition): LeafSearch {
  const expected = expectedAnswer(leaf)
  const classes = classesOf(leaf)
  return {
    ways: () => classes.map((value) => ({ value, holds: answerHolds(leaf, value) })),
    parts: (holds) =>
      holds ? [answering(leaf, expected)] : classes.filter((name) => name !== expected).map((name) => answering(leaf, name)),
    partsOf: ({ value, holds }, options) => (value === undefined ? leafParts(leaf, holds, options) : [answering(leaf, value)]),
    isShown({ value, holds }, situation, options) {
      if (value === undefined) return evaluateIn(leaf, situation, options) === holds
      const given = situation.answers?.find((answer) => isAnsweredAlike(answer.condition, leaf))
      return given?.answer === value && answerHolds(leaf, value) === holds
    },
  }
}

function saying(text: string): Part {
  return { ...NOTHING, text }
}

function answering(condition: ScriptedCondition, answer: string | boolean): Part {
  return { ...NOTHING, answers: [{ condition, answer }] }
}

function functionParts(leaf: ContextFunctionCondition, holds: boolean, { data = {} }: WitnessOptions): readonly Part[] {
  return [...(evaluateContextFunction(leaf.fn, data) === holds ? [NOTHING] : []), answering(leaf, holds)]
}

function sentimentParts(leaf: SentimentCondition, holds: boolean, options: WitnessOptions): readonly Part[] {
  const evaluator = evaluatorOf(leaf) ?? options.evaluators?.sentiment
  if (evaluator === undefined) return []
  const scores = new Map(SENTIMENT_PHRASES.map((phrase) => [phrase, evaluator.score(phrase)]))
  const strength = (phrase: string) => {
    const score = scores.get(phrase) ?? 0
    if (leaf.sentiment === 'neutral') return -Math.abs(score)
    return leaf.sentiment === 'positive' ? score : -score
  }
  // Near misses come close to the sentiment; what has it has it clearly.
  const ordered = SENTIMENT_PHRASES.toSorted((left, right) => strength(right) - strength(left))
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

function proven(leaf: LeafCondition, holds: boolean, texts: readonly string[], options: WitnessOptions): readonly Part[] {
  const found: Part[] = []
  for (const text of new Set(texts)) {
    if (evaluateIn(leaf, { text }, options) === holds) found.push(saying(text))
    if (found.length === MOST_TEXTS) break
  }
  return found
}
