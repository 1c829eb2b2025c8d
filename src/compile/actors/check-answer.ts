import { Validator } from '@cfworker/json-schema'
import { quote } from '../../diagnostics/quote.js'
import type { UnderstandRequest } from '../../model/language-model.js'
import { ModelError } from '../../model/model-error.js'
import { isRecord } from '../event-facts.js'

/**
 * Holds a model's answer against what was asked.
 *
 * @throws {ModelError} `off-schema` when it does not fit: an answer outside the declared classes is a failure, never a transition.
 */
export function checkAnswer(request: UnderstandRequest, value: unknown): Readonly<Record<string, unknown>> {
  const { valid, errors } = new Validator(JSON.parse(JSON.stringify(request.schema)), '2020-12', false).validate(value)
  if (valid && isRecord(value)) return value
  const [first] = errors.toReversed()
  throw new ModelError(
    'off-schema',
    `The model's answer is not of the asked shape${first ? `: ${first.error}` : ''} (it was ${quote(value)}).`,
  )
}
