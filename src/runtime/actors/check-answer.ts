import type { ConversationData } from '../../conditions/condition.js'
import { evaluatorOf } from '../../conditions/evaluator.js'
import type { Extract } from '../../definition/flow.js'
import { quote } from '../../diagnostics/quote.js'
import { TalkchartError } from '../../diagnostics/talkchart-error.js'
import { isRecord } from '../../machine/event-facts.js'
import { isJsonSafe, jsonCopy } from '../../machine/json-copy.js'
import type { Question, UnderstandRequest } from '../../model/language-model.js'
import { ModelError } from '../../model/model-error.js'
import { repairAnswer } from '../../model/repair-answer.js'

/**
 * Holds a model's answer against what was asked. The values of an extraction are checked later, by what the extraction brings.
 *
 * @throws {ModelError} `off-schema` when it does not fit: an answer outside the declared classes is a failure, never a transition.
 */
export function checkAnswer({ questions, schema }: UnderstandRequest, answer: unknown): Readonly<Record<string, unknown>> {
  if (!isJsonSafe(answer)) throw new ModelError('off-schema', "The model's answer can not be written as JSON.")
  const value = repairAnswer(jsonCopy(answer), schema)
  const problem = isRecord(value) ? problemOf(questions, value) : 'it is no object'
  if (isRecord(value) && problem === undefined) return value
  throw new ModelError('off-schema', `The model's answer is not of the asked shape: ${problem} (it was ${quote(value)}).`)
}

function problemOf(questions: readonly Question[], value: Readonly<Record<string, unknown>>): string | undefined {
  const missing = questions.find(({ key }) => !Object.hasOwn(value, key))
  if (missing !== undefined) return `it lacks ${quote(missing.key)}`
  const unasked = Object.keys(value).find((key) => questions.every((question) => question.key !== key))
  if (unasked !== undefined) return `nobody asked for ${quote(unasked)}`
  const wrong = questions.find((question) => !isAnswer(question, value[question.key]))
  return wrong && `${quote(wrong.key)} is ${quote(value[wrong.key])}, none of what it may be`
}

function isAnswer(question: Question, answer: unknown): boolean {
  switch (question.type) {
    case 'class':
      return isOneOf(question.classes, answer)
    case 'select':
      return answer === null || isOneOf(question.candidates, answer)
    case 'extract':
      return isRecord(answer)
  }
}

function isOneOf(choices: readonly string[], answer: unknown): boolean {
  return typeof answer === 'string' && choices.includes(answer)
}

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
