import { isDeepStrictEqual } from 'node:util'
import vader from 'vader-sentiment'
import type { Condition, ContextTest, ConversationData, CustomCondition, SentimentCondition } from '../../src/conditions/condition.js'
import { isCatchAll } from './candidates.js'
import { holdsAsPart, isAnsweredAsPart, type Listed, winsAmong } from './contest.js'
import type { Candidate, Guards } from './conversation.js'

/** Kleene's third value is for what only the model or a function of the flow can tell. */
export type Truth = boolean | 'unknown'

/** Everything that a condition may look at. */
export interface World {
  readonly text: string
  readonly data: ConversationData
  readonly guards: Guards
  readonly listed: Listed
  readonly self: Candidate
  /** The label that the model gave to this condition's question; `'unknown'` while it was not asked. */
  readonly label: (condition: Condition) => string | null | 'unknown'
  readonly custom: (condition: CustomCondition) => Truth
  /** Data and guards are unknown too: what the text alone decides. */
  readonly isTextOnly?: boolean
}

export function evaluate(condition: Condition, world: World): Truth {
  switch (condition.type) {
    case 'always':
      return true
    case 'keyword':
      return condition === world.self.condition && !isCatchAll(condition)
        ? winsAmong(world.self, world.listed, world.text)
        : holdsAsPart(condition, world.listed, world.self, world.text)
    case 'affirm':
    case 'deny':
    case 'unsure':
      return condition === world.self.condition
        ? winsAmong(world.self, world.listed, world.text)
        : isAnsweredAsPart(condition, world.listed, world.text)
    case 'regex':
      return new RegExp(condition.pattern, condition.flags).test(world.text)
    case 'sentiment':
      return condition.by === 'model' ? labelIs(condition, condition.sentiment, world) : soundsLike(condition, world.text)
    case 'llmClassifier':
      return labelIs(condition, condition.targetClass, world)
    case 'context':
      if (world.isTextOnly) return 'unknown'
      return 'fn' in condition ? condition.fn(world.data) : testHolds(condition.test, valueAt(world.data, condition.path))
    case 'guard':
      if (world.isTextOnly) return 'unknown'
      return world.guards[condition.name]?.(world.data, condition.params) ?? false
    case 'custom':
      return world.custom(condition)
    case 'not':
      return negate(evaluate(condition.condition, world))
    case 'all':
      return conjoin(condition.conditions.map((part) => evaluate(part, world)))
    case 'any':
      return negate(conjoin(condition.conditions.map((part) => negate(evaluate(part, world)))))
  }
}

function negate(truth: Truth): Truth {
  return truth === 'unknown' ? 'unknown' : !truth
}

function conjoin(truths: readonly Truth[]): Truth {
  if (truths.includes(false)) return false
  return truths.includes('unknown') ? 'unknown' : true
}

function labelIs(condition: Condition, wanted: string, world: World): Truth {
  const label = world.label(condition)
  return label === 'unknown' ? 'unknown' : label === wanted
}

function soundsLike(condition: SentimentCondition, text: string): boolean {
  const compound = moodOf(text.replace(/[‘’]/g, "'").replace(NO_BEFORE_TWO, denied))
  const threshold = condition.threshold ?? 0.5
  if (compound === 0) return condition.sentiment === 'neutral'
  if (condition.sentiment === 'neutral') return 1 - Math.abs(compound) >= threshold
  return (1 + (condition.sentiment === 'positive' ? compound : -compound)) / 2 >= threshold
}

const NO_BEFORE_TWO = /\bno(?=\s+(\p{L}+)(?:\s+(\p{L}+))?)/giu

/** A "no" before a word with a mood denies it, also where one word stands between. */
function denied(no: string, next: string, second?: string): string {
  return moodOf(next) !== 0 || moodOf(second ?? '') !== 0 ? 'not' : no
}

function moodOf(text: string): number {
  return vader.SentimentIntensityAnalyzer.polarity_scores(text).compound
}

export function valueAt(data: ConversationData, path: string): unknown {
  let value: unknown = data
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = Object.entries(value).find(([name]) => name === key)?.[1]
  }
  return value
}

function testHolds(test: ContextTest, value: unknown): boolean {
  if (test.equals !== undefined && !isDeepStrictEqual(test.equals, value)) return false
  if (test.in !== undefined && !test.in.some((choice) => isDeepStrictEqual(choice, value))) return false
  if (test.exists !== undefined && test.exists !== (value !== undefined && value !== null)) return false
  const compared = (bound: number | undefined, holds: (number: number, bound: number) => boolean) =>
    bound === undefined || (typeof value === 'number' && holds(value, bound))
  return (
    compared(test.gt, (number, bound) => number > bound) &&
    compared(test.gte, (number, bound) => number >= bound) &&
    compared(test.lt, (number, bound) => number < bound) &&
    compared(test.lte, (number, bound) => number <= bound)
  )
}
