import type { Condition, KeywordCondition, LeafCondition } from '../../conditions/condition.js'
import { type Answer, evaluatorOf } from '../../conditions/evaluator.js'
import { ANSWERS } from '../../conditions/kinds/keyword/contest.js'
import { speechOf } from '../../conditions/language/speech.js'
import { deciderOf, isAnswer, isComposition, leafConditions, partsOf } from '../../conditions/leaves.js'
import { evaluateIn, likelySituations, SENTIMENT_PHRASES, type Situation, type WitnessOptions } from '../../conditions/witness/index.js'

/** In which forms a keyword is said. */
type FormsOf = (word: string) => readonly string[]

const MOST_BESIDE = 4
const MOST_TEXTS = 6
const MOST_ALONE = 2

/**
 * Yields what is said so that one part of an `any` decides alone. Where another part holds for a keyword too, as a yes holds for "ready", the keyword
 * is said beside something that the other does not hold for ("no idea, ready"); an answer is said in words that no other part holds for.
 */
export function* decidingTexts(condition: Condition, options: WitnessOptions, formsOf: FormsOf): Generator<string> {
  if (!isComposition(condition)) return
  const parts = partsOf(condition)
  for (const part of parts) yield* decidingTexts(part, options, formsOf)
  if (condition.type !== 'any') return
  for (const part of parts) {
    const others = parts.filter((other) => other !== part && leafConditions(other).every((leaf) => deciderOf(leaf) === 'text'))
    if (part.type === 'keyword') yield* besidesOf(part, others, options, formsOf)
    else if (isAnswer(part)) yield* aloneOf(part, others, options, formsOf)
  }
}

function aloneOf(part: LeafCondition, others: readonly Condition[], options: WitnessOptions, formsOf: FormsOf): readonly string[] {
  const isDecided = (text: string) => !others.some((other) => holds(other, text, options))
  return saidOf(part, options, formsOf).filter(isDecided).slice(0, MOST_ALONE)
}

function besidesOf(part: KeywordCondition, others: readonly Condition[], options: WitnessOptions, formsOf: FormsOf): readonly string[] {
  return part.words.flatMap(formsOf).flatMap((form) => {
    const rivals = others.filter((other) => other.type !== 'keyword' && holds(other, form, options))
    const isDecided = (text: string) => holds(part, text, options) && !rivals.some((rival) => holds(rival, text, options))
    const sayings = rivals.length === 0 ? [] : contrary(rivals, options)
    return sayings
      .flatMap((other) => [`${other}, ${form}`, `${form}, ${other}`, `${form} ${other}`].find(isDecided) ?? [])
      .slice(0, MOST_BESIDE)
  })
}

function holds(condition: Condition, text: string, options: WitnessOptions): boolean {
  return evaluateIn(condition, { text }, options) === true
}

/** What speaks against an answer and a sentiment: other answers, what is none, and the strongest that people say. */
function contrary(rivals: readonly Condition[], options: WitnessOptions): readonly string[] {
  const leaves = rivals.flatMap(leafConditions)
  const isFelt = leaves.some(({ type }) => type === 'sentiment')
  const answers = isFelt || leaves.some(isAnswer) ? OTHER_ANSWERS.flatMap((answer) => answersIn(leaves, answer, options).slice(0, 1)) : []
  return [...answers, ...(isFelt ? SENTIMENT_PHRASES : SENTIMENT_PHRASES.slice(0, 1))].map(withoutStop)
}

const OTHER_ANSWERS = ['unsure', 'no', 'yes'] as const

/** What the language says for an answer, by the rules of the first that asks for one. */
function answersIn(
  leaves: readonly LeafCondition[],
  answer: Answer,
  { language, stemmers, evaluators }: WitnessOptions,
): readonly string[] {
  const own = leaves.flatMap((leaf) => (isAnswer(leaf) ? (evaluatorOf(leaf) ?? []) : []))[0]
  return (own ?? evaluators?.answers)?.examples(answer, speechOf(language, stemmers)) ?? []
}

function withoutStop(text: string): string {
  return text.replace(/[.!?]+$/, '')
}

/** Returns what an `all` takes, together with what one of its parts denies: there that part alone decides. */
export function deniedTexts(condition: Condition, options: WitnessOptions, formsOf: FormsOf): readonly Situation[] {
  if (!isComposition(condition)) return []
  const within = partsOf(condition).flatMap((part) => deniedTexts(part, options, formsOf))
  const denied = condition.type === 'all' ? condition.conditions.flatMap((part) => deniedLeaves(part, false)) : []
  if (denied.length === 0) return within
  const isSo = (situation: Situation) => evaluateIn(condition, situation, options) === true
  const base = [...likelySituations(condition, true, undefined, options)].find(isSo)
  if (base === undefined) return within
  const said = withoutStop(base.text)
  // An answer counts where it begins what is said.
  const joint = (leaf: LeafCondition, form: string) => (isAnswer(leaf) ? `${form}, ${said}` : `${said} ${form}`)
  const texts = new Set(denied.flatMap((leaf) => saidOf(leaf, options, formsOf).map((form) => joint(leaf, form))))
  return [...within, ...[...texts].map((text) => ({ ...base, text }))]
}

function saidOf(leaf: LeafCondition, options: WitnessOptions, formsOf: FormsOf): readonly string[] {
  if (leaf.type === 'keyword') return leaf.words.flatMap(formsOf)
  return isAnswer(leaf) ? answersIn([leaf], ANSWERS[leaf.type], options).slice(0, MOST_TEXTS) : []
}

function deniedLeaves(condition: Condition, isDenied: boolean): readonly LeafCondition[] {
  if (!isComposition(condition)) return isDenied ? [condition] : []
  return partsOf(condition).flatMap((part) => deniedLeaves(part, isDenied !== (condition.type === 'not')))
}
