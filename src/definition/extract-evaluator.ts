import { Validator } from '@cfworker/json-schema'
import { evaluatorKey, LIBRARY_VERSION } from '../conditions/evaluator.js'
import { extractSchema } from './extract-schema.js'
import type { Extract, ExtractEvaluator } from './flow.js'
import { schemaMismatch } from './schema-mismatch.js'

/** The evaluator on a JSON Schema validator. A bundle that imports this file holds the validator. */
const extractEvaluator: ExtractEvaluator = {
  version: LIBRARY_VERSION,
  schema: extractSchema,
  problem: (extract, told) => {
    const schema = JSON.parse(JSON.stringify(extractSchema(extract)))
    const { valid, errors } = new Validator(schema, '2020-12', false).validate(told)
    return valid ? undefined : schemaMismatch(told, schema, errors)
  },
}

/** Gives an extraction by `fields` or `schema` its evaluator; one by `run` alone needs none. */
export function withExtractEvaluator(extract: Extract): Extract {
  return extract.fields === undefined && extract.schema === undefined ? extract : { ...extract, [evaluatorKey]: extractEvaluator }
}
