import type { JsonValue } from '../../diagnostics/json.js'
import { ModelError } from '../model-error.js'
import { withoutReasoning } from './reasoning.js'

const FENCE = '```'
const LANGUAGE = /^json\b/i

/**
 * Reads the JSON of an answer, also where a server without structured outputs lets the model talk around it: the
 * whole text, else, of what is left without reasoning, the whole, a fenced block, or what stands between the first brace and the last.
 *
 * @throws ModelError `off-schema` when none of these is JSON
 * @example parseJsonAnswer('Sure! {"continue": "yes"}') // { continue: 'yes' }
 */
export function parseJsonAnswer(text: string): JsonValue {
  for (const candidate of candidates(text)) {
    const value = parse(candidate)
    if (value !== undefined) return value
  }
  throw new ModelError('off-schema', 'The model was asked for a JSON object and answered with something that is not JSON.')
}

function* candidates(answer: string): Generator<string> {
  yield answer
  const text = withoutReasoning(answer)
  yield text
  const start = text.indexOf(FENCE)
  const end = start < 0 ? -1 : text.indexOf(FENCE, start + FENCE.length)
  if (end >= 0) yield text.slice(start + FENCE.length, end).replace(LANGUAGE, '')
  yield text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1)
}

function parse(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
