import type OpenAI from 'openai'

/**
 * Lists what a client sends that nobody else may read: its key and the values of the headers and query fields that it was made with.
 * A server may echo each of them in an error.
 */
export function clientSecrets(client: OpenAI): readonly string[] {
  const options: unknown = Reflect.get(client, '_options')
  const { defaultHeaders, defaultQuery } = isObject(options) ? options : {}
  const values = [...valuesOf(client.apiKey), ...valuesOf(defaultHeaders), ...valuesOf(defaultQuery)]
  return values.filter((value) => value !== null && value !== '')
}

/** Headers come as a record, as pairs, as `Headers`, or wrapped by the client. */
function valuesOf(source: unknown): readonly string[] {
  if (typeof source === 'string') return [source]
  if (source instanceof Headers) return [...source.values()]
  if (Array.isArray(source)) return source.flatMap(valuesOf)
  return isObject(source) ? Object.values(source).flatMap(valuesOf) : []
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
