import type { ContextTest, ConversationData } from '../condition.js'
import { evaluateContext, lookUp } from '../kinds/context/context-kind.js'

const MOST_SEEDS = 3

/** Finds data under which a test of one value holds, or does not; first the data as it is, when that will do. */
export function contextSeeds(path: string, test: ContextTest, holds: boolean, data: ConversationData): readonly ConversationData[] {
  const seeds = [{}, ...likelyValues(test).map((value) => seedAt(path, value, data))]
  return seeds.filter((seed) => evaluateContext({ ...test, path }, { ...data, ...seed }) === holds).slice(0, MOST_SEEDS)
}

function likelyValues({ equals, in: choices = [], gt, gte, lt, lte }: ContextTest): readonly unknown[] {
  const numbers = [gt, gte, lt, lte].filter((bound) => bound !== undefined)
  const between = numbers.length > 1 ? numbers.reduce((sum, bound) => sum + bound, 0) / numbers.length : undefined
  const expected = [...(equals === undefined ? [] : [equals]), ...choices]
  const near = [...numbers.flatMap((bound) => [bound, bound + 1, bound - 1]), ...(between === undefined ? [] : [between])]
  return [...expected, ...near, ...expected.map(otherThan), 'something', 1, true, null]
}

/** A value of the same kind that is another one. */
function otherThan(value: unknown): unknown {
  if (typeof value === 'string') return `other than ${value}`
  if (typeof value === 'number') return value + 1
  return typeof value === 'boolean' ? !value : null
}

/** Data is laid over data key by key, so a seed holds the whole of the path's first key. */
function seedAt(path: string, value: unknown, data: ConversationData): ConversationData {
  const [key = '', ...rest] = path.split('.')
  return { [key]: rest.length === 0 ? value : placed(lookUp(data, key), rest, value) }
}

function placed(around: unknown, [key = '', ...rest]: readonly string[], value: unknown): unknown {
  const inner = rest.length === 0 ? value : placed(lookUp(around, key), rest, value)
  if (Array.isArray(around)) return Object.assign([...around], { [key]: inner })
  return { ...(typeof around === 'object' ? around : {}), [key]: inner }
}
