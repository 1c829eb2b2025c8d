import { isJsonArray, isJsonObject, type JsonValue } from '../../diagnostics/json.js'
import { allowsNull } from './strict-schema.js'

/**
 * Takes back what `toStrictSchema` added: an optional property that was answered with null, which the original
 * schema does not take, is left out.
 *
 * @example withoutAddedNulls({ name: null }, { type: 'object', properties: { name: { type: 'string' } } }) // {}
 */
export function withoutAddedNulls(value: JsonValue, schema: JsonValue | undefined): JsonValue {
  if (!isJsonObject(schema)) return value
  if (isJsonArray(value)) return value.map((item) => withoutAddedNulls(item, schema['items']))
  const { properties, required } = schema
  if (!isJsonObject(value) || !isJsonObject(properties)) return value
  const kept = Object.entries(value).filter(([name, item]) => {
    const optional = !(isJsonArray(required) && required.includes(name))
    return item !== null || !optional || allowsNull(properties[name])
  })
  return Object.fromEntries(kept.map(([name, item]) => [name, withoutAddedNulls(item, properties[name])]))
}
