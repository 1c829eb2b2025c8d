import { Validator } from '@cfworker/json-schema'
import { evaluatorKey, type FieldsEvaluator } from '../conditions/evaluator.js'
import { LIBRARY_VERSION } from '../conditions/version.js'
import type { Extract } from './flow.js'

/** The check of extracted fields by a JSON Schema validator. A bundle that imports this file holds the validator. */
const fieldsEvaluator: FieldsEvaluator = {
  version: LIBRARY_VERSION,
  problem: (schema, value) => {
    const { valid, errors } = new Validator(JSON.parse(JSON.stringify(schema)), '2020-12', false).validate(value)
    return valid ? undefined : (errors.at(-1)?.error ?? 'it does not fit')
  },
}

/** Gives an extraction with `fields` what they are checked by; others need nothing. */
export function withFieldsEvaluator(extract: Extract): Extract {
  return extract.fields === undefined ? extract : { ...extract, [evaluatorKey]: fieldsEvaluator }
}
