import type { ContextTest } from '../../conditions/condition.js'
import { evaluateContext } from '../../conditions/kinds/context/context-kind.js'

/** The values that pass the same tests: one of them, and whether each of them is null or not there. */
export interface Region {
  readonly value: unknown
  readonly isMissing: boolean
}

/**
 * Returns regions such that every value there is passes just those tests that one of them does: nothing, each constant, each bound and what is beside it,
 * and a value of each other type. Of those that pass the same tests, the first that is there stands for all: nothing can not be given.
 */
export function regionsFor(tests: readonly ContextTest[]): readonly Region[] {
  const constants = tests.flatMap(({ equals, in: among = [] }) => [...(equals === undefined ? [] : [equals]), ...among])
  const bounds = tests.flatMap(({ gt, gte, lt, lte }) => [gt, gte, lt, lte].flatMap((bound) => bound ?? []))
  // Data are JSON, in which no number is infinite.
  const numbers = [...bounds, ...constants].filter((value): value is number => Number.isFinite(value))
  const others = [undefined, ...constants, ...numbersAround(numbers), true, false, otherText(constants), otherObject(constants), [], null]
  const byAnswers = new Map<string, Region>()
  for (const value of others) {
    const answers = answersOf(tests, value)
    const known = byAnswers.get(answers)
    const isMissing = (value ?? undefined) === undefined && known?.isMissing !== false
    byAnswers.set(answers, { value: known?.value ?? value, isMissing })
  }
  return [...byAnswers.values()]
}

/** Which of the tests a value passes. */
export function answersOf(tests: readonly ContextTest[], value: unknown): string {
  return tests.map((test) => Number(evaluateContext({ ...test, path: 'value' }, { value }))).join('')
}

function numbersAround(numbers: readonly number[]): readonly number[] {
  const sorted = [...new Set(numbers)].toSorted((left, right) => left - right)
  const [first = 0] = sorted
  const last = sorted.at(-1) ?? 0
  const between = sorted.slice(1).map((number, position) => number / 2 + (sorted[position] ?? number) / 2)
  return [...sorted, ...between, first - Math.max(1, Math.abs(first)), last + Math.max(1, Math.abs(last))]
}

function otherText(constants: readonly unknown[]): string {
  let text = 'other'
  while (constants.includes(text)) text += ' text'
  return text
}

function otherObject(constants: readonly unknown[]): object {
  return { other: constants.length }
}
