import * as v from 'valibot'
import type { RegexCondition } from '../../condition.js'
import { described, type EntriesOf, optional } from '../../schema-parts.js'

/** What authors write; JSON never sees the engine. */
export const regexEntries = {
  type: v.literal('regex'),
  pattern: described(v.string(), 'RE2 syntax: neither look-around nor back-references.'),
  flags: optional(v.string(), 'Any of i (ignore case), m (^ and $ at every line) and s (. takes line ends).'),
} satisfies EntriesOf<Omit<RegexCondition, symbol>>
