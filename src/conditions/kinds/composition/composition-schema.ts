import * as v from 'valibot'
import type { AllCondition, AlwaysCondition, AnyCondition, NotCondition } from '../../condition.js'
import { described, type EntriesOf, listOf } from '../../schema-parts.js'

/** Describes what compositions hold; `condition` is the schema of their parts. */
export function compositionEntries(condition: v.GenericSchema) {
  return {
    all: {
      type: v.literal('all'),
      conditions: described(listOf(condition), 'All of these must hold.'),
    } satisfies EntriesOf<AllCondition>,
    any: {
      type: v.literal('any'),
      conditions: described(listOf(condition), 'One of these must hold.'),
    } satisfies EntriesOf<AnyCondition>,
    not: { type: v.literal('not'), condition: described(condition, 'This must not hold.') } satisfies EntriesOf<NotCondition>,
    always: { type: v.literal('always') } satisfies EntriesOf<AlwaysCondition>,
  }
}
