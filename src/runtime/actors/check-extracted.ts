import { Validator } from '@cfworker/json-schema'
import type { ConversationData } from '../../conditions/condition.js'
import { extractSchema } from '../../definition/extract-schema.js'
import type { Extract } from '../../definition/flow.js'
import { quote } from '../../diagnostics/quote.js'
import { isRecord } from '../../machine/event-facts.js'
import { ModelError } from '../../model/model-error.js'

const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype'])

/**
 * Checks extracted data by the flow's schema and drops what the message did not tell.
 *
 * @throws {ModelError} `off-schema` when the data does not fit.
 */
export async function checkExtracted(extract: Extract, found: Readonly<Record<string, unknown>>): Promise<ConversationData> {
  const told = Object.fromEntries(
    Object.entries(found).filter(([key, value]) => value !== null && value !== undefined && !FORBIDDEN.has(key)),
  )
  if (extract.fields !== undefined) checkFields(extract, told)
  if (extract.schema === undefined) return told
  const result = await extract.schema['~standard'].validate(told)
  if (result.issues !== undefined) {
    const [issue] = result.issues
    throw new ModelError(
      'off-schema',
      `The extracted data does not fit its schema: ${issue?.message ?? 'unknown issue'} (it was ${quote(told)}).`,
    )
  }
  return isRecord(result.value) ? result.value : {}
}

function checkFields(extract: Extract, told: Readonly<Record<string, unknown>>): void {
  const schema = JSON.parse(JSON.stringify(extractSchema(extract)))
  const { valid, errors } = new Validator(schema, '2020-12', false).validate(told)
  if (!valid)
    throw new ModelError('off-schema', `The extracted data does not fit its fields: ${errors.at(-1)?.error ?? ''} (it was ${quote(told)}).`)
}
