import type { JsonValue } from '../diagnostics/json.js'
import { quote } from '../diagnostics/quote.js'

/** One thing that a schema validator found; its prose is the library's and is not shown. */
interface FoundMismatch {
  readonly keyword: string
  readonly keywordLocation: string
  readonly instanceLocation: string
}

/** Keywords that only say that something within does not fit. */
const CONTAINERS = new Set([
  'properties',
  'items',
  'prefixItems',
  'allOf',
  '$ref',
  'additionalProperties',
  'patternProperties',
  'then',
  'else',
])

/**
 * Says in one clause where a value does not fit its schema, and what the schema asks for there.
 *
 * @example schemaMismatch({ amount: 40 }, { properties: { amount: { maximum: 8 } } },
 *   [{ keyword: 'maximum', keywordLocation: '#/properties/amount/maximum', instanceLocation: '#/amount' }])
 * // 'amount is 40, and the schema asks for "maximum": 8'
 */
export function schemaMismatch(value: unknown, schema: JsonValue, errors: readonly FoundMismatch[]): string {
  const found = innermost(schema, errors)
  if (found === undefined) return 'it does not fit the schema'
  const path = pathOf(found.instanceLocation)
  const place = path.length === 0 ? 'it' : path.join('.')
  const asked = valueAt(schema, pathOf(found.keywordLocation))
  return `${place} is ${quote(valueAt(value, path))}, and the schema asks for ${quote(found.keyword)}: ${quote(asked)}`
}

function innermost(schema: JsonValue, errors: readonly FoundMismatch[]): FoundMismatch | undefined {
  const first = errors.find(({ keyword }) => !CONTAINERS.has(keyword)) ?? errors.at(-1)
  if (first?.keyword !== 'anyOf') return first
  // What may also be null was meant to be the other thing.
  const alternatives = valueAt(schema, pathOf(first.keywordLocation))
  const isOptional = Array.isArray(alternatives) && alternatives.length === 2 && valueAt(alternatives[1], ['type']) === 'null'
  const within = errors.filter(({ keywordLocation }) => keywordLocation.startsWith(`${first.keywordLocation}/0/`))
  return (isOptional ? within.find(({ keyword }) => !CONTAINERS.has(keyword)) : undefined) ?? first
}

function pathOf(pointer: string): readonly string[] {
  const parts = pointer.replace(/^#\/?/, '').split('/')
  return parts.filter((part) => part !== '').map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (current, key) => (Object.hasOwn(Object(current), key) ? Reflect.get(Object(current), key) : undefined),
    value,
  )
}
