import * as v from 'valibot'
import type { ContextTest } from '../../condition.js'
import { described, type EntriesOf, jsonValue, listOf, optional, strict } from '../../schema-parts.js'

/** The tests of a value of the data, all of which must hold. */
export const contextTestEntries = {
  equals: optional(jsonValue, 'The value is equal to this one.'),
  in: optional(listOf(jsonValue), 'The value is equal to one of these.'),
  exists: optional(v.boolean(), 'Whether there is a value.'),
  gt: optional(v.number(), 'The value is a number greater than this one.'),
  gte: optional(v.number(), 'The value is a number greater than or equal to this one.'),
  lt: optional(v.number(), 'The value is a number less than this one.'),
  lte: optional(v.number(), 'The value is a number less than or equal to this one.'),
} satisfies EntriesOf<ContextTest>

export const contextEntries = {
  type: v.literal('context'),
  path: described(v.string(), 'The dotted path of a value in the data, such as order.total.'),
  test: described(strict(contextTestEntries), 'Every test given must hold.'),
}

/** Functions can not stand in JSON, so editors are not told of this form. */
export const contextFunctionEntries = { type: v.literal('context'), fn: v.function() }
