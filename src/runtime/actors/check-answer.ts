import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { ConversationData } from '../../conditions/condition.js'
import { evaluatorOf } from '../../conditions/evaluator.js'
import type { Extract } from '../../definition/flow.js'
import { NotJsonError, takeIn } from '../../diagnostics/copy-json.js'
import type { JsonValue } from '../../diagnostics/json.js'
import { isRecord } from '../../diagnostics/json.js'
import { quote } from '../../diagnostics/quote.js'
import { TalkchartError } from '../../diagnostics/talkchart-error.js'
import type { Question, UnderstandRequest } from '../../model/language-model.js'
import { ModelError } from '../../model/model-error.js'
import { repairAnswer } from '../../model/repair-answer.js'

/**
 * Holds a model's answer against what was asked. The values of an extraction are checked later, by what the extraction brings.
 *
 * @throws {ModelError} `off-schema` when it does not fit: an answer outside the declared classes is a failure, never a transition.
 */
export function checkAnswer({ questions, schema }: UnderstandRequest, answer: unknown): Readonly<Record<string, unknown>> {
  const value = repairAnswer(asJson(answer), schema)
  const problem = isRecord(value) ? problemOf(questions, value) : 'it is no object'
  if (isRecord(value) && problem === undefined) return value
  throw new ModelError('off-schema', `The model's answer is not of the asked shape: ${problem} (it was ${quote(value)}).`)
}

function asJson(answer: unknown): JsonValue {
  try {
    return takeIn(answer, 'the answer')
  } catch (error) {
    const problem = NotJsonError.isInstance(error) ? error.problem : 'the answer can not be read'
    throw new ModelError('off-schema', `The model's answer can not be kept: ${problem}.`)
  }
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

/** Holds what fits of an extraction. */
export interface CheckedExtraction {
  readonly data: ConversationData
  /** Why some of it does not fit; undefined when all of it does. */
  readonly reason: string | undefined
}

/** The fields that fit, and a clause for each that does not. */
interface Checked {
  readonly fitting: Readonly<Record<string, unknown>>
  readonly problems: readonly string[]
}

/**
 * Checks extracted data by the flow's fields and schema, drops what the message did not tell, and parts what fits from what does not.
 * A value that does not fit is the user's mistake, not a failure.
 *
 * @throws {TalkchartError} `missing-evaluator` when an extraction with `fields` was not made with `extract`
 */
export async function checkExtracted(extract: Extract, found: Readonly<Record<string, unknown>>): Promise<CheckedExtraction> {
  const told = Object.fromEntries(
    Object.entries(found).filter(([key, value]) => value !== null && value !== undefined && !FORBIDDEN.has(key)),
  )
  const byFields = extract.fields === undefined ? { fitting: told, problems: [] } : checkFields(extract, told)
  const { fitting, problems } = extract.schema === undefined ? byFields : await checkSchema(extract.schema, byFields)
  return { data: fitting, reason: problems.length === 0 ? undefined : problems.join('; ') }
}

function checkFields(extract: Extract, told: Readonly<Record<string, unknown>>): Checked {
  const evaluator = evaluatorOf(extract)
  if (evaluator === undefined) {
    throw new TalkchartError('missing-evaluator', 'An extraction came without its validator. Make it with extract().')
  }
  const judged = Object.entries(told).map(([name, value]) => ({ name, value, problem: evaluator.problem(extract, { [name]: value }) }))
  return {
    fitting: Object.fromEntries(judged.filter(({ problem }) => problem === undefined).map(({ name, value }) => [name, value])),
    problems: judged.flatMap(({ problem }) => (problem === undefined ? [] : [problem])),
  }
}

/** Checks by a Standard Schema. Fields that it finds wrong are left out, and the rest is checked again; what is wrong as a whole is not kept. */
async function checkSchema(schema: StandardSchemaV1, { fitting: told, problems }: Checked): Promise<Checked> {
  const result = await schema['~standard'].validate(told)
  if (result.issues === undefined) return { fitting: isRecord(result.value) ? result.value : {}, problems }
  const found = [...problems, ...result.issues.slice(0, MOST_PROBLEMS).map((issue) => describeIssue(issue, told))]
  const wrong = new Set(result.issues.map(fieldOf))
  const rest = Object.fromEntries(Object.entries(told).filter(([name]) => !wrong.has(name)))
  if (Object.keys(rest).length === Object.keys(told).length) return { fitting: {}, problems: found }
  return checkSchema(schema, { fitting: rest, problems: found })
}

const MOST_PROBLEMS = 5

function describeIssue(issue: StandardSchemaV1.Issue, told: Readonly<Record<string, unknown>>): string {
  const field = fieldOf(issue)
  if (field === undefined) return issue.message
  return Object.hasOwn(told, field) ? `${field} is ${quote(told[field])}: ${issue.message}` : `${field} is missing: ${issue.message}`
}

/** Finds the field that an issue is about. */
function fieldOf({ path }: StandardSchemaV1.Issue): string | undefined {
  const first = path?.[0]
  const key = typeof first === 'object' ? first.key : first
  return key === undefined ? undefined : String(key)
}
