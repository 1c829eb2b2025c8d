import type { JsonValue } from '../diagnostics/json.js'
import { type Redact, show } from './show.js'
import { META } from './shown-texts.js'

type Fields = Readonly<Record<string, unknown>>

/** No part of the chart, and a developer's own machine may hold texts in them. */
const NOT_DRAWN = new Set(['context', 'input'])

/**
 * Returns a machine's config as the inspector draws it, with all states, transitions and guard params. The prompts in it are redacted
 * wherever they stand: in `meta`, in what an action speaks, in the description of a condition that asks the model.
 */
export function showDefinition(config: unknown, redact: Redact): JsonValue {
  const prompts = [...new Set(promptsIn(config))].sort((left, right) => right.length - left.length)
  const describe = (text: string) => prompts.reduce((shown, prompt) => shown.replaceAll(prompt, redact(prompt)), text)
  return showNode(config, describe, redact)
}

function showNode(value: unknown, describe: Redact, redact: Redact): JsonValue {
  if (Array.isArray(value)) return value.map((item) => showNode(item, describe, redact))
  if (!isFields(value)) return show(value, true, redact)
  const entries = Object.entries(value).filter(([key, item]) => !NOT_DRAWN.has(key) && typeof item !== 'function' && item !== undefined)
  return Object.fromEntries(entries.map(([key, item]) => [key, showField(key, item, value, describe, redact)]))
}

function showField(key: string, value: unknown, owner: Fields, describe: Redact, redact: Redact): JsonValue {
  switch (key) {
    case 'meta':
      return show(value, META, redact)
    case 'params':
      return show(value, owner.type === 'speak' ? undefined : true, redact)
    case 'description':
      return typeof value === 'string' ? describe(value) : null
    default:
      return showNode(value, describe, redact)
  }
}

/** Returns the instructions of all questions that are put to the model. */
function promptsIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return []
  if ('questions' in value && Array.isArray(value.questions)) {
    return value.questions.flatMap((question) => (isFields(question) && typeof question.prompt === 'string' ? [question.prompt] : []))
  }
  return Object.values(value).flatMap(promptsIn)
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
