import { type ByType, byType } from './by-type.js'
import type {
  AnswerCondition,
  AskedCondition,
  Composition,
  Condition,
  ConditionOf,
  EngineType,
  LeafCondition,
  LeafType,
  ModelCondition,
} from './condition.js'
import { type Evaluators, evaluatorOf } from './evaluator.js'
import { isByModel } from './kinds/sentiment/sentiment-kind.js'

/** Tells whether a condition is made of conditions. Whoever walks a tree goes on by its parts, and is told of leaves otherwise. */
export function isComposition(condition: Condition): condition is Composition {
  return condition.type === 'all' || condition.type === 'any' || condition.type === 'not'
}

/** Returns the conditions that a composition is made of, left to right. */
export function partsOf(composition: Composition): readonly Condition[] {
  return composition.type === 'not' ? [composition.condition] : composition.conditions
}

/** Returns the conditions at the leaves of a tree, left to right. */
export function leafConditions(condition: Condition): readonly LeafCondition[] {
  return isComposition(condition) ? partsOf(condition).flatMap(leafConditions) : [condition]
}

/** Rebuilds a condition tree with other leaves; a part that does not change stays the same object. */
export function mapLeaves(condition: Condition, map: (leaf: LeafCondition) => Condition): Condition {
  if (!isComposition(condition)) return map(condition)
  const parts = partsOf(condition)
  const mapped = parts.map((part) => mapLeaves(part, map))
  if (mapped.every((part, position) => part === parts[position])) return condition
  if (condition.type !== 'not') return { ...condition, conditions: mapped }
  return { ...condition, condition: mapped[0] ?? condition.condition }
}

/** Tells whether a condition is an answer to a yes/no question. */
export function isAnswer(condition: Condition): condition is AnswerCondition {
  return condition.type === 'affirm' || condition.type === 'deny' || condition.type === 'unsure'
}

/** Who can say whether a leaf holds: the text alone, the data, the model, a `custom` function, or the user's own guard. */
export type Decider = 'text' | 'data' | 'model' | 'function' | 'guard'

const DECIDERS = {
  always: () => 'text',
  keyword: () => 'text',
  affirm: () => 'text',
  deny: () => 'text',
  unsure: () => 'text',
  regex: () => 'text',
  sentiment: (condition) => (isByModel(condition) ? 'model' : 'text'),
  llmClassifier: () => 'model',
  custom: () => 'function',
  context: () => 'data',
  guard: () => 'guard',
} satisfies ByType<LeafType, [], Decider>

export function deciderOf(leaf: LeafCondition): Decider {
  return byType<LeafType, [], Decider>(DECIDERS, leaf)
}

/** Tells whether the model or a `custom` function decides a condition. */
export function isAsked(condition: Condition): condition is AskedCondition {
  return !isComposition(condition) && (deciderOf(condition) === 'model' || deciderOf(condition) === 'function')
}

/** Tells whether the model decides a condition. */
export function isAskedOfModel(condition: Condition): condition is ModelCondition {
  return !isComposition(condition) && deciderOf(condition) === 'model'
}

type Found = { -readonly [Key in keyof Evaluators]: Evaluators[Key] }

const NOTE_EVALUATOR = {
  regex: (condition, found) => {
    const evaluator = evaluatorOf(condition)
    if (evaluator !== undefined) found.regex = evaluator
  },
  sentiment: (condition, found) => {
    const evaluator = evaluatorOf(condition)
    if (evaluator !== undefined) found.sentiment = evaluator
  },
  affirm: noteAnswers,
  deny: noteAnswers,
  unsure: noteAnswers,
} satisfies ByType<EngineType, [Found], void>

function noteAnswers(condition: AnswerCondition, found: Found): void {
  const evaluator = evaluatorOf(condition)
  if (evaluator !== undefined) found.answers = evaluator
}

/** Tells whether a condition is of a type that may carry an engine. */
export function carriesEvaluator(leaf: LeafCondition): leaf is ConditionOf<EngineType> {
  return Object.hasOwn(NOTE_EVALUATOR, leaf.type)
}

/** Returns the engines that conditions carry. */
export function evaluatorsOf(leaves: readonly LeafCondition[]): Evaluators {
  const found: Found = {}
  for (const leaf of leaves) if (carriesEvaluator(leaf)) byType<EngineType, [Found], void>(NOTE_EVALUATOR, leaf, found)
  return found
}
