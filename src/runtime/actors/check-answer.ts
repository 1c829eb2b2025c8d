import { quote, quoteList } from '../../diagnostics/quote.js'
import { isRecord } from '../../machine/event-facts.js'
import { isJsonSafe, jsonCopy } from '../../machine/json-copy.js'
import type { Question, UnderstandRequest } from '../../model/language-model.js'
import { ModelError } from '../../model/model-error.js'

/**
 * Holds a model's answer against what was asked. The values of an extraction are checked later, by what the extraction brings.
 *
 * @throws {ModelError} `off-schema` when it does not fit: an answer outside the declared classes is a failure, never a transition.
 */
export function checkAnswer({ questions }: UnderstandRequest, answer: unknown): Readonly<Record<string, unknown>> {
  if (!isJsonSafe(answer)) throw new ModelError('off-schema', "The model's answer can not be written as JSON.")
  const value = jsonCopy(answer)
  if (!isRecord(value)) throw offShape('it is no object', value)
  const missing = questions.filter(({ key }) => !Object.hasOwn(value, key)).map(({ key }) => key)
  if (missing.length > 0) {
    throw new ModelError('off-schema', `The model's answer lacks ${quoteList(missing, 'and')} (it was ${quote(value)}).`)
  }
  const asked = new Set(questions.map(({ key }) => key))
  const unasked = Object.keys(value).find((key) => !asked.has(key))
  if (unasked !== undefined) throw offShape(`nobody asked for ${quote(unasked)}`, value)
  for (const question of questions) {
    const problem = problemOf(question, value[question.key])
    if (problem !== undefined) throw offShape(`${quote(question.key)} is ${problem}`, value)
  }
  return value
}

function problemOf(question: Question, answer: unknown): string | undefined {
  switch (question.type) {
    case 'class':
      return isOneOf(question.classes, answer) ? undefined : `none of ${quoteList(question.classes)}`
    case 'select':
      return answer === null || isOneOf(question.candidates, answer) ? undefined : `none of ${quoteList(question.candidates)}, nor null`
    case 'extract':
      return isRecord(answer) ? undefined : 'no object'
  }
}

function isOneOf(choices: readonly string[], answer: unknown): boolean {
  return typeof answer === 'string' && choices.includes(answer)
}

function offShape(problem: string, answer: unknown): ModelError {
  return new ModelError('off-schema', `The model's answer is not of the asked shape: ${problem} (it was ${quote(answer)}).`)
}
