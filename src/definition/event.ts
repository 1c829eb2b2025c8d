import { Validator } from '@cfworker/json-schema'
import { evaluatorKey, LIBRARY_VERSION } from '../conditions/evaluator.js'
import type { EventDefinition } from './flow.js'
import { schemaMismatch } from './schema-mismatch.js'

/**
 * Returns an event that a flow declares, whose payload is checked by a JSON Schema.
 *
 * @example event({ payload: { type: 'object', properties: { amount: { type: 'number' } }, required: ['amount'] } })
 */
export function event(definition: Omit<EventDefinition, typeof evaluatorKey> = {}): EventDefinition {
  const { payload } = definition
  if (payload === undefined) return definition
  const schema = JSON.parse(JSON.stringify(payload))
  const problem = (value: unknown) => {
    const { valid, errors } = new Validator(schema, '2020-12', false).validate(value)
    return valid ? undefined : schemaMismatch(value, schema, errors)
  }
  return { ...definition, [evaluatorKey]: { version: LIBRARY_VERSION, problem } }
}
