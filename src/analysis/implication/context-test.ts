import type { ContextTest } from '../../conditions/condition.js'
import type { JsonValue } from '../../diagnostics/json.js'

/** Tells whether a value that passes the first test is proven to pass the second: it is the same, or what it leaves open is less. */
export function impliesTest(premise: ContextTest, conclusion: ContextTest): boolean {
  if (isSame(premise, conclusion)) return true
  const { equals, in: among, exists, gt, gte, lt, lte } = conclusion
  const values = valuesOf(premise)
  return (
    (equals === undefined || values?.every((value) => isSame(value, equals)) === true) &&
    (among === undefined || values?.every((value) => among.some((other) => isSame(value, other))) === true) &&
    (exists === undefined || existsIn(premise) === exists) &&
    (gt === undefined || isAbove(premise, gt, false)) &&
    (gte === undefined || isAbove(premise, gte, true)) &&
    (lt === undefined || isBelow(premise, lt, false)) &&
    (lte === undefined || isBelow(premise, lte, true))
  )
}

/** The values that may pass; undefined where there is no list of them. */
function valuesOf({ equals, in: among }: ContextTest): readonly JsonValue[] | undefined {
  if (equals !== undefined) return [equals]
  return among
}

/** Whether what passes is there; undefined where both may be. */
function existsIn(test: ContextTest): boolean | undefined {
  const values = valuesOf(test)
  if (test.exists !== undefined) return test.exists
  if (values !== undefined) return values.length > 0 && values.every((value) => value !== null) ? true : undefined
  return isBounded(test) ? true : undefined
}

function isBounded({ gt, gte, lt, lte }: ContextTest): boolean {
  return [gt, gte, lt, lte].some((bound) => bound !== undefined)
}

function isAbove(test: ContextTest, bound: number, orEqual: boolean): boolean {
  const { gt = Number.NEGATIVE_INFINITY, gte = Number.NEGATIVE_INFINITY } = test
  const isSo = (value: JsonValue) => typeof value === 'number' && (orEqual ? value >= bound : value > bound)
  return valuesOf(test)?.every(isSo) === true || gt >= bound || isSo(gte)
}

function isBelow(test: ContextTest, bound: number, orEqual: boolean): boolean {
  const { lt = Number.POSITIVE_INFINITY, lte = Number.POSITIVE_INFINITY } = test
  const isSo = (value: JsonValue) => typeof value === 'number' && (orEqual ? value <= bound : value < bound)
  return valuesOf(test)?.every(isSo) === true || lt <= bound || isSo(lte)
}

function isSame(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right)
}
