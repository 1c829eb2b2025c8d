import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../diagnostics/json.js'

/**
 * Repairs what a model got almost right: a key that nobody asked for is dropped, `"Yes"` becomes the declared `"yes"`, `"2"` the number
 * that was asked for. What would change the meaning is left as it is, for the check of the answer to refuse.
 *
 * @example repairAnswer({ sure: 'Yes.', note: 1 }, { type: 'object', properties: { sure: { enum: ['yes', 'no'] } }, additionalProperties: false })
 * // { sure: 'yes' }
 */
export function repairAnswer(value: JsonValue, schema: JsonValue | undefined): JsonValue {
  if (!isJsonObject(schema)) return value
  const alternatives = schema['anyOf'] ?? schema['oneOf']
  if (isJsonArray(alternatives)) return repairAlternative(value, alternatives)
  if (isJsonArray(schema['enum'])) return repairChoice(value, schema['enum'])
  if (isJsonArray(value)) return value.map((item) => repairAnswer(item, schema['items']))
  if (isJsonObject(value)) return repairObject(value, schema)
  return repairScalar(value, schema['type'])
}

function repairObject(value: JsonObject, { properties, additionalProperties }: JsonObject): JsonValue {
  if (!isJsonObject(properties)) return value
  const kept = Object.entries(value).filter(([key]) => additionalProperties !== false || Object.hasOwn(properties, key))
  return Object.fromEntries(kept.map(([key, item]) => [key, Object.hasOwn(properties, key) ? repairAnswer(item, properties[key]) : item]))
}

/** A value that fits one alternative as it is stays so; else the first alternative that can repair it does. */
function repairAlternative(value: JsonValue, alternatives: readonly JsonValue[]): JsonValue {
  if (alternatives.some((alternative) => hasType(value, alternative))) {
    return alternatives.filter((alternative) => hasType(value, alternative)).reduce<JsonValue>(repairAnswer, value)
  }
  const repaired = alternatives.map((alternative) => repairAnswer(value, alternative))
  return repaired.find((candidate) => candidate !== value) ?? value
}

function hasType(value: JsonValue, schema: JsonValue): boolean {
  if (!isJsonObject(schema)) return false
  if (isJsonArray(schema['enum'])) return schema['enum'].some((choice) => choice === value)
  return typesOf(schema['type']).some((type) => isOfType(value, type))
}

function isOfType(value: JsonValue, type: JsonValue): boolean {
  switch (type) {
    case 'null':
      return value === null
    case 'array':
      return isJsonArray(value)
    case 'object':
      return isJsonObject(value)
    case 'integer':
      return Number.isInteger(value)
    default:
      return typeof value === type
  }
}

function typesOf(type: JsonValue | undefined): readonly JsonValue[] {
  return isJsonArray(type) ? type : type === undefined ? [] : [type]
}

/** Another case, white space, quotes or a full stop around a choice do not make it another one. */
function repairChoice(value: JsonValue, choices: readonly JsonValue[]): JsonValue {
  if (isJsonArray(value) || isJsonObject(value) || choices.includes(value)) return value
  const same = choices.filter((choice) => plainChoice(choice) === plainChoice(value))
  return same.length === 1 && same[0] !== undefined ? same[0] : value
}

function plainChoice(choice: JsonValue): string {
  return String(choice)
    .trim()
    .replace(/^["'`]+|["'`.!]+$/g, '')
    .toLowerCase()
}

function repairScalar(value: string | number | boolean | null, type: JsonValue | undefined): JsonValue {
  const types = typesOf(type)
  if (types.length === 0 || types.some((one) => isOfType(value, one))) return value
  if (typeof value === 'number' && types.includes('string')) return String(value)
  if (typeof value !== 'string') return value
  const text = value.trim()
  const number = /^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : undefined
  if (number !== undefined && (types.includes('number') || (types.includes('integer') && Number.isInteger(number)))) return number
  if (types.includes('boolean') && /^(?:true|false)$/i.test(text)) return text.toLowerCase() === 'true'
  return types.includes('null') && /^null$/i.test(text) ? null : value
}
