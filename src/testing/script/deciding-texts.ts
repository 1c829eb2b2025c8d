import type { Condition, LeafCondition } from '../../conditions/condition.js'
import { evaluatorOf } from '../../conditions/evaluator.js'
import { speechOf } from '../../conditions/language/speech.js'
import { deciderOf, isAnswer, isComposition, leafConditions, partsOf } from '../../conditions/leaves.js'
import { evaluateIn, likelySituations, SENTIMENT_PHRASES, type Situation, type WitnessOptions } from '../../conditions/witness/index.js'

const MOST_BESIDE = 2

/**
 * Yields what is said so that a keyword alone decides: where another part of its `any` holds for the keyword too, as a yes holds for "ready",
 * the keyword is said beside something that this part does not hold for ("no idea, ready").
 *
 * @param formsOf in which forms a keyword is said
 */
export function* decidingTexts(
  condition: Condition,
  options: WitnessOptions,
  formsOf: (word: string) => readonly string[],
): Generator<string> {
  if (!isComposition(condition)) return
  const parts = partsOf(condition)
  for (const part of parts) yield* decidingTexts(part, options, formsOf)
  if (condition.type !== 'any') return
  const siblings = parts.filter((part) => part.type !== 'keyword' && leafConditions(part).every((leaf) => deciderOf(leaf) === 'text'))
  for (const part of parts) {
    if (part.type !== 'keyword') continue
    for (const form of part.words.flatMap((word) => formsOf(word))) {
      const rivals = siblings.filter((sibling) => holds(sibling, form, options))
      if (rivals.length > 0) yield* besides(form, [part], rivals, options)
    }
  }
}

/** A form of a keyword beside something else, where the parts hold, and none of the rivals does. */
function besides(form: string, parts: readonly Condition[], rivals: readonly Condition[], options: WitnessOptions): readonly string[] {
  const texts = contrary(rivals, options).flatMap((other) => [`${other}, ${form}`, `${form}, ${other}`])
  const isDecided = (text: string) =>
    parts.every((part) => holds(part, text, options)) && !rivals.some((rival) => holds(rival, text, options))
  return texts.filter(isDecided).slice(0, MOST_BESIDE)
}

function holds(condition: Condition, text: string, options: WitnessOptions): boolean {
  return evaluateIn(condition, { text }, options) === true
}

/** What speaks against an answer and a sentiment: other answers, and the strongest that people say. */
function contrary(rivals: readonly Condition[], options: WitnessOptions): readonly string[] {
  const leaves = rivals.flatMap(leafConditions)
  const answers = leaves.some(isAnswer) || leaves.some(({ type }) => type === 'sentiment') ? answersIn(leaves, options) : []
  return leaves.some(({ type }) => type === 'sentiment') ? [...answers, ...SENTIMENT_PHRASES] : answers
}

/** The first thing that the language says for each answer. */
function answersIn(leaves: readonly LeafCondition[], { language, stemmers, evaluators }: WitnessOptions): readonly string[] {
  const own = leaves.flatMap((leaf) => (isAnswer(leaf) ? (evaluatorOf(leaf) ?? []) : []))[0]
  const evaluator = own ?? evaluators?.answers
  const speech = speechOf(language, stemmers)
  return (['unsure', 'no', 'yes'] as const).flatMap((answer) => evaluator?.examples(answer, speech).slice(0, 1) ?? [])
}

const MOST_ANSWERS = 3

/**
 * Returns what a condition takes, together with what one of its parts denies: there that part alone decides.
 *
 * @param formsOf in which forms a keyword is said
 */
export function deniedTexts(
  condition: Condition,
  options: WitnessOptions,
  formsOf: (word: string) => readonly string[],
): readonly Situation[] {
  const denied = deniedLeaves(condition, false)
  if (denied.length === 0) return []
  const isSo = (situation: Situation) => evaluateIn(condition, situation, options) === true
  const base = [...likelySituations(condition, true, undefined, options)].find(isSo)
  if (base === undefined) return []
  const forms = denied.flatMap((leaf) => saidOf(leaf, options, formsOf))
  return [...new Set(forms)].map((form) => ({ ...base, text: `${base.text} ${form}` }))
}

function saidOf(leaf: LeafCondition, options: WitnessOptions, formsOf: (word: string) => readonly string[]): readonly string[] {
  if (leaf.type === 'keyword') return leaf.words.flatMap((word) => formsOf(word))
  if (!isAnswer(leaf)) return []
  const texts = [...likelySituations(leaf, true, undefined, options)].map(({ text }) => text)
  return texts.slice(0, MOST_ANSWERS)
}

function deniedLeaves(condition: Condition, isDenied: boolean): readonly LeafCondition[] {
  if (!isComposition(condition)) return isDenied ? [condition] : []
  return partsOf(condition).flatMap((part) => deniedLeaves(part, isDenied !== (condition.type === 'not')))
}
