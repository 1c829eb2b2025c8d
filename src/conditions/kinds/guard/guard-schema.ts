import * as v from 'valibot'
import type { GuardCondition } from '../../condition.js'
import { described, type EntriesOf, jsonObject, optional } from '../../schema-parts.js'

export const guardEntries = {
  type: v.literal('guard'),
  name: described(v.string(), 'The name of a guard given by provide({ guards }).'),
  params: optional(jsonObject, 'What the guard is given.'),
} satisfies EntriesOf<GuardCondition>
