import * as v from 'valibot'
import type { CustomCondition } from '../../condition.js'
import type { EntriesOf } from '../../schema-parts.js'

/** Functions can not stand in JSON, so editors are not told of it. */
export const customEntries = { type: v.literal('custom'), fn: v.function() } satisfies EntriesOf<CustomCondition>
