import { Validator } from '@cfworker/json-schema'
import { isJsonObject, type JsonObject, type JsonValue } from '../../diagnostics/json.js'
import { quote } from '../../diagnostics/quote.js'
import type { Question, UnderstandRequest } from '../../model/language-model.js'

/** A way to ask the person for a line. */
export interface Questioner {
  readonly say: (line: string) => void
  /** Resolves with what was typed, trimmed; never when the person has left instead. */
  readonly ask: (prompt: string) => Promise<string>
}

/**
 * Puts what a model would be asked to the person at the terminal: numbered choices, or a value for each field.
 * Gives the answer that fits the request's schema, null for none.
 */
export async function askPerson({ questions }: UnderstandRequest, questioner: Questioner): Promise<Record<string, JsonValue> | null> {
  const answers: Record<string, JsonValue> = {}
  for (const question of questions) {
    const answer = await askQuestion(question, questions.length === 1, questioner)
    if (answer === undefined) return null
    answers[question.key] = answer
  }
  return answers
}

async function askQuestion(question: Question, isAlone: boolean, questioner: Questioner): Promise<JsonValue | undefined> {
  questioner.say(`No model, so you decide: ${question.instruction}`)
  switch (question.type) {
    case 'class':
      return await choose(question.classes, noneOf(question.classes, isAlone), questioner)
    case 'select':
      return await choose(question.candidates, { value: null }, questioner)
    case 'extract':
      return await askFields(question.schema, questioner)
  }
}

/** Returns what Enter stands for. Several answers must all fit the schema, and a class has no "none" in it but for a plain "no". */
function noneOf(classes: readonly string[], isAlone: boolean): { readonly value: JsonValue | undefined } | undefined {
  if (classes.includes('no')) return { value: 'no' }
  return isAlone ? { value: undefined } : undefined
}

async function choose(
  choices: readonly string[],
  none: { readonly value: JsonValue | undefined } | undefined,
  { say, ask }: Questioner,
): Promise<JsonValue | undefined> {
  choices.forEach((choice, position) => {
    say(`  ${position + 1}  ${choice}`)
  })
  const prompt = `1-${choices.length}${none === undefined ? '' : `, Enter for ${none.value ?? 'none'}`} › `
  for (;;) {
    const typed = await ask(prompt)
    if (typed === '' && none !== undefined) return none.value
    const choice = choices.find((name) => name.toLowerCase() === typed.toLowerCase()) ?? choices[Number(typed) - 1]
    if (choice !== undefined) return choice
    say(`${quote(typed)} is none of the choices.`)
  }
}

async function askFields(schema: JsonObject, questioner: Questioner): Promise<JsonObject> {
  const told: Record<string, JsonValue> = {}
  const fields = isJsonObject(schema['properties']) ? Object.entries(schema['properties']) : []
  for (const [name, field] of fields) {
    const value = await askField(name, isJsonObject(field) ? field : {}, questioner)
    if (value !== null) told[name] = value
  }
  return told
}

/** Resolves with null when the message does not tell it. */
async function askField(name: string, field: JsonObject, { say, ask }: Questioner): Promise<JsonValue> {
  for (;;) {
    const typed = await ask(`${name}${describeField(field)}, Enter for not told › `)
    if (typed === '') return null
    const value = readValue(typed, field)
    if (value !== undefined) return value
    say(`${quote(typed)} does not fit ${JSON.stringify(ownSchema(field))}.`)
  }
}

/** A field may also be null, which is what Enter is for. */
function ownSchema(field: JsonObject): JsonObject {
  const { anyOf } = field
  const [own] = Array.isArray(anyOf) ? anyOf : []
  return isJsonObject(own) ? own : field
}

function describeField(field: JsonObject): string {
  const { type, enum: values, description } = ownSchema(field)
  const kind = Array.isArray(values) ? values.join(' | ') : type
  const words = [kind, description].filter((word) => typeof word === 'string')
  return words.length === 0 ? '' : ` (${words.join(': ')})`
}

/** Returns the first reading of a line that the schema takes: as it stands, as JSON, or as a list. */
function readValue(typed: string, field: JsonObject): JsonValue | undefined {
  const validator = new Validator(JSON.parse(JSON.stringify(ownSchema(field))), '2020-12')
  const readings: (JsonValue | undefined)[] = [typed, parseJson(typed), typed.split(',').map((part) => part.trim())]
  return readings.find((value) => value !== undefined && validator.validate(value).valid)
}

function parseJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
