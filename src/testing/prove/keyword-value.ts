import type { JsonObject, JsonValue } from '../../diagnostics/json.js'
import { anyOfValues, type GuardValue } from './guard-value.js'

/**
 * What a keyword guard hangs on: on any of its words being found. One that yields to longer keywords, or heeds negation, holds only where a
 * word is found, too. Of one that forgives mistakes no more is known than that it is the same guard.
 */
export function keywordValue(params: JsonObject): GuardValue {
  const { words, among, except, ignoreNegated, ...finding } = params
  const key = `keyword ${JSON.stringify(params)}`
  if (!Array.isArray(words) || finding.typos === true) return [{ key }]
  const found = anyOfValues(words.map((word: JsonValue) => [{ key: `word ${JSON.stringify([word, finding])}` }]))
  if (among === undefined && except === undefined && ignoreNegated === undefined) return found
  return typeof found === 'boolean' ? [{ key }] : [{ key, implies: found }]
}
