import type { Composition, Condition, LeafCondition } from '../condition.js'
import { deciderOf, isComposition, leafConditions } from '../leaves.js'
import type { Alternative } from './alternative.js'
import { leafParts, type Part, searchOf } from './leaf-search.js'
import { evaluateIn, isAnsweredAlike, type ScriptedAnswer, type Situation, type WitnessOptions } from './scripted-answer.js'

/** What a whole condition tree takes to turn out one way; its texts are still to be put together. */
interface Solution {
  readonly texts: readonly string[]
  readonly parts: Part
}

const MOST_SOLUTIONS = 12
const MOST_COMBINATIONS = 24
const NO_WORDS: Part = { text: '', data: {}, answers: [] }
const EMPTY: Solution = { texts: [], parts: NO_WORDS }

const DOUBLE_STOP = /([.!?])[,.] /g

/** What is said where nothing has to be. No flow listens for it. */
const SMALL_TALK = ['hm', 'well then', 'lorem ipsum']

/**
 * Situations in which a condition is likely to turn out as wanted, by the pivot where one is given: the combinations of what its leaves take.
 * Parts of a combination may disturb each other, so each situation is to be proven. Bounded in number.
 */
export function* likelySituations(
  condition: Condition,
  wanted: boolean,
  pivot: Alternative | undefined,
  options: WitnessOptions,
): Iterable<Situation> {
  const solver = new Solver(pivot, options)
  for (const { texts, parts } of solver.solve(condition, wanted)) {
    for (const text of spoken(texts)) yield { text, data: parts.data, answers: parts.answers }
  }
}

/** Goes through a tree left to right, counting its leaves, and combines what its parts take. */
class Solver {
  #position = 0
  readonly #pivotParts: readonly Part[]

  constructor(
    private readonly pivot: Alternative | undefined,
    private readonly options: WitnessOptions,
  ) {
    this.#pivotParts = pivot === undefined ? [] : searchOf(pivot.leaf).partsOf(pivot, options)
  }

  solve(condition: Condition, wanted: boolean): readonly Solution[] {
    return isComposition(condition) ? this.#composition(condition, wanted) : this.#leaf(condition, wanted)
  }

  #composition(composition: Composition, wanted: boolean): readonly Solution[] {
    switch (composition.type) {
      case 'not':
        return this.solve(composition.condition, !wanted)
      case 'all':
        return this.#composed(composition.conditions, wanted, true)
      case 'any':
        return this.#composed(composition.conditions, wanted, false)
    }
  }

  #leaf(leaf: LeafCondition, wanted: boolean): readonly Solution[] {
    const { pivot } = this
    const isPivot = pivot !== undefined && pivot.position === this.#position
    this.#position += 1
    if (isPivot && pivot.holds !== wanted) return []
    const parts = isPivot ? this.#pivotParts : this.#otherParts(leaf, wanted)
    return parts.slice(0, MOST_SOLUTIONS).map((part) => ({ texts: part.text === '' ? [] : [part.text], parts: part }))
  }

  /** What the pivot's words do for a leaf besides needs no words of its own. */
  #otherParts(leaf: LeafCondition, wanted: boolean): readonly Part[] {
    const parts = leafParts(leaf, wanted, this.options)
    const decider = deciderOf(leaf)
    if (!wanted || decider === 'data' || decider === 'guard') return parts
    const isDone = this.#pivotParts.some(({ text }) => text !== '' && evaluateIn(leaf, { text }, this.options) === true)
    return isDone ? [NO_WORDS, ...parts] : parts
  }

  /** `unanimous` is what every part of the composition has to be for the composition to be so: true for `all`, false for `any`. */
  #composed(conditions: readonly Condition[], wanted: boolean, unanimous: boolean): readonly Solution[] {
    if (wanted === unanimous) return combinations(conditions.map((part) => this.solve(part, wanted)))
    const start = this.#position
    const deciding = conditions.map((part) => ({ holdsPivot: this.#holdsPivot(part), solutions: this.solve(part, wanted) }))
    const end = this.#position
    this.#position = start
    const others = conditions.map((part) => this.solve(part, unanimous))
    this.#position = end
    const pivoted = deciding.findIndex(({ holdsPivot }) => holdsPivot)
    if (pivoted === -1) return deciding.flatMap(({ solutions }) => solutions).slice(0, MOST_SOLUTIONS)
    const solutions = deciding[pivoted]?.solutions ?? []
    // Best by the pivot alone, the others speaking against it; where they can not, they may do as they like.
    const alone = combinations(others.map((other, position) => (position === pivoted ? solutions : other)))
    return alone.length > 0 ? alone : solutions
  }

  #holdsPivot(condition: Condition): boolean {
    if (this.pivot === undefined) return false
    const first = this.#position
    return this.pivot.position >= first && this.pivot.position < first + leafConditions(condition).length
  }
}

/** One solution of every part, together: the first of each, then others, those with the earliest solutions first; never all products. */
function combinations(parts: readonly (readonly Solution[])[]): readonly Solution[] {
  let combined: readonly Solution[] = [EMPTY]
  for (const solutions of parts) {
    if (takesNothing(solutions)) continue
    const pairs = combined.flatMap((left, row) =>
      solutions.map((right, column) => ({ left, right, rank: row + column + joinedTexts(left, right) / MOST_RANK })),
    )
    const ranked = pairs.toSorted((one, other) => one.rank - other.rank)
    combined = ranked.flatMap(({ left, right }) => joined(left, right)).slice(0, MOST_COMBINATIONS)
  }
  return combined
}

/** What turns out as wanted by itself changes no combination; most parts of a miss are such. */
function takesNothing([first, ...others]: readonly Solution[]): boolean {
  if (first === undefined || others.length > 0 || first.texts.length > 0) return false
  return first.parts.answers.length === 0 && Object.keys(first.parts.data).length === 0
}

/** Of combinations of one rank, the one that says less comes first. */
const MOST_RANK = 1000

function joinedTexts(left: Solution, right: Solution): number {
  return Math.min(left.texts.length + right.texts.length, MOST_RANK - 1)
}

function joined(left: Solution, right: Solution): readonly Solution[] {
  const data = { ...left.parts.data, ...right.parts.data }
  const contradicts = Object.entries(left.parts.data).some(([key, value]) => JSON.stringify(data[key]) !== JSON.stringify(value))
  if (contradicts || right.parts.answers.some((answer) => isContradicted(answer, left.parts.answers))) return []
  const answers = [...left.parts.answers, ...right.parts.answers]
  return [{ texts: [...new Set([...left.texts, ...right.texts])], parts: { text: '', data, answers } }]
}

function isContradicted({ condition, answer }: ScriptedAnswer, others: readonly ScriptedAnswer[]): boolean {
  return others.some((other) => isAnsweredAlike(other.condition, condition) && other.answer !== answer)
}

/** Ways to say several things in one message. */
function spoken(texts: readonly string[]): readonly string[] {
  if (texts.length === 0) return SMALL_TALK
  if (texts.length === 1) return [...texts, ...texts.map((text) => `${text}, ${SMALL_TALK[0]}`)]
  const orders = [texts, texts.toReversed()]
  const joined = orders.flatMap((order) => [', ', ' ', '. '].map((joint) => order.join(joint)))
  return [...new Set(joined.map((text) => text.replace(DOUBLE_STOP, '$1 ')))]
}
