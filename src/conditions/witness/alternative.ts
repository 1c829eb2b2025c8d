import { quote } from '../../diagnostics/quote.js'
import type { Condition, KeywordCondition } from '../condition.js'
import { describeCondition } from '../describe-condition.js'
import { keywordOccurrences } from '../kinds/keyword/evaluate-keyword.js'
import { isAsked } from '../model-needs.js'
import { isCatchAll } from '../order/catch-all.js'
import { answerHolds, classesOf, evaluateIn, isAnsweredAlike, type Situation, type WitnessOptions } from './scripted-answer.js'

/** One of the ways in which a condition can turn out: this keyword, that class, a near miss. */
export interface Alternative {
  /** The condition at a leaf of the tree that it is an alternative of. */
  readonly leaf: Condition
  /** The leaf's place among all the leaves, left to right, from 0. */
  readonly position: number
  /** The keyword, or the class that the model answers with; absent where there are just two ways. */
  readonly value?: string
  /** Whether the leaf holds by it. */
  readonly holds: boolean
  /** Whether the leaf stands within an odd number of `not`s, so that the whole condition holds when the leaf does not. */
  readonly isNegated: boolean
}

interface Leaf {
  readonly leaf: Condition
  readonly isNegated: boolean
}

/**
 * Every alternative of every leaf of a condition: each keyword, and one denied where negation is heeded; a witness and a near miss of a regex and a sentiment; each class of
 * a question to the model; both ways of everything else.
 *
 * @example alternativesOf(keyword(['yes', 'sure'])).map(({ value }) => value) // ['yes', 'sure']
 */
export function alternativesOf(condition: Condition): readonly Alternative[] {
  return leavesWithin(condition, false).flatMap(({ leaf, isNegated }, position) =>
    waysOf(leaf).map((way) => ({ leaf, position, isNegated, ...way })),
  )
}

/** An alternative in a few words: `says "yes"`, `near miss of /^[0-9]+$/`. */
export function describeAlternative({ leaf, value, holds }: Alternative): string {
  if (leaf.type === 'keyword' && value !== undefined) return `says ${quote(value)}`
  if ((leaf.type === 'llmClassifier' || leaf.type === 'sentiment') && value !== undefined) return `the model answers ${quote(value)}`
  return holds ? describeCondition(leaf) : `a near miss of: ${describeCondition(leaf)}`
}

/** Whether a situation exercises an alternative, whatever the rest of the condition makes of it. */
export function isExercised({ leaf, value, holds }: Alternative, situation: Situation, options: WitnessOptions = {}): boolean {
  if (leaf.type === 'keyword' && value !== undefined) return occurs(leaf, value, situation.text, options)
  if (isAsked(leaf) && leaf.type !== 'custom' && value !== undefined) {
    const given = situation.answers?.find((answer) => isAnsweredAlike(answer.condition, leaf))
    return given?.answer === value && answerHolds(leaf, value) === holds
  }
  const isSo = evaluateIn(leaf, situation, options) === holds
  // The near miss of keywords that heed negation is one of them denied.
  return isSo && (leaf.type !== 'keyword' || holds || evaluateIn({ ...leaf, ignoreNegated: false }, situation, options) === true)
}

function occurs(leaf: KeywordCondition, word: string, text: string, { language, stemmers }: WitnessOptions): boolean {
  const params = language === undefined ? leaf : { ...leaf, language }
  return keywordOccurrences(params, text, stemmers).some((occurrence) => occurrence.word === word)
}

function leavesWithin(condition: Condition, isNegated: boolean): readonly Leaf[] {
  switch (condition.type) {
    case 'all':
    case 'any':
      return condition.conditions.flatMap((part) => leavesWithin(part, isNegated))
    case 'not':
      return leavesWithin(condition.condition, !isNegated)
    default:
      return [{ leaf: condition, isNegated }]
  }
}

function waysOf(leaf: Condition): readonly Pick<Alternative, 'value' | 'holds'>[] {
  if (isCatchAll(leaf)) return [{ holds: true }]
  switch (leaf.type) {
    case 'keyword':
      return [...[...new Set(leaf.words)].map((value) => ({ value, holds: true })), ...(leaf.ignoreNegated ? [{ holds: false }] : [])]
    case 'llmClassifier':
      return classesOf(leaf).map((value) => ({ value, holds: answerHolds(leaf, value) }))
    case 'sentiment':
      if (leaf.by === 'model') return classesOf(leaf).map((value) => ({ value, holds: answerHolds(leaf, value) }))
      return BOTH_WAYS
    default:
      return BOTH_WAYS
  }
}

const BOTH_WAYS = [{ holds: true }, { holds: false }] as const
