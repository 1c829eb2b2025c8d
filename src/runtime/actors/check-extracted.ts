import type { ConversationData } from '../../conditions/condition.js'
import { evaluatorOf } from '../../conditions/evaluator.js'
import type { Extract } from '../../definition/flow.js'
import { quote } from '../../diagnostics/quote.js'
import { TalkchartError } from '../../diagnostics/talkchart-error.js'
import { isRecord } from '../../machine/event-facts.js'
import { ModelError } from '../../model/model-error.js'

const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype'])

/**
 * Checks extracted data by the flow's schema and drops what the message did not tell.
 *
 * @throws {ModelError} `off-schema` when the data does not fit
 * @throws {TalkchartError} `missing-evaluator` when an extraction with `fields` was not made with `extract`
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
  const evaluator = evaluatorOf(extract)
  if (evaluator === undefined) {
    throw new TalkchartError('missing-evaluator', 'An extraction came without its validator. Make it with extract().')
  }
  const problem = evaluator.problem(extract, told)
  if (problem !== undefined) {
    throw new ModelError('off-schema', `The extracted data does not fit its fields: ${problem} (it was ${quote(told)}).`)
  }
}
