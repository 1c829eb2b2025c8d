import { Validator } from '@cfworker/json-schema'
import { quote, quoteList } from '../../diagnostics/quote.js'
import { isRecord } from '../../machine/event-facts.js'
import { isJsonSafe, jsonCopy } from '../../machine/json-copy.js'
import type { UnderstandRequest } from '../../model/language-model.js'
import { ModelError } from '../../model/model-error.js'

/**
 * Holds a model's answer against what was asked.
 *
 * @throws {ModelError} `off-schema` when it does not fit: an answer outside the declared classes is a failure, never a transition.
 */
export function checkAnswer(request: UnderstandRequest, answer: unknown): Readonly<Record<string, unknown>> {
  if (!isJsonSafe(answer)) throw new ModelError('off-schema', "The model's answer can not be written as JSON.")
  const value = jsonCopy(answer)
  const missing = request.questions.filter(({ key }) => isRecord(value) && !Object.hasOwn(value, key)).map(({ key }) => key)
  if (missing.length > 0) {
    throw new ModelError('off-schema', `The model's answer lacks ${quoteList(missing, 'and')} (it was ${quote(value)}).`)
  }
  const { valid, errors } = new Validator(JSON.parse(JSON.stringify(request.schema)), '2020-12', false).validate(value)
  if (valid && isRecord(value)) return value
  const [first] = errors.toReversed()
  throw new ModelError(
    'off-schema',
    `The model's answer is not of the asked shape${first ? `: ${first.error}` : ''} (it was ${quote(value)}).`,
  )
}
