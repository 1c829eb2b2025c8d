import * as v from 'valibot'
import type { JsonObject } from '../../diagnostics/json.js'
import type { RespondRequest, UnderstandRequest } from '../language-model.js'
import type { ModelErrorCode } from '../model-error.js'
import { isModelErrorCode } from './public-error.js'

/** The answer is a stream of events, one JSON object to a line. */
export const EVENT_STREAM_TYPE = 'application/x-ndjson'

const jsonObject = v.custom<JsonObject>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'must be an object',
)

const requestFields = {
  id: v.string(),
  conversationId: v.string(),
  state: v.string(),
  model: v.nullable(v.string()),
  system: v.nullable(v.string()),
  history: v.array(v.object({ role: v.picklist(['user', 'assistant']), text: v.string() })),
}

const question = v.variant('type', [
  v.object({ type: v.literal('class'), key: v.string(), instruction: v.string(), classes: v.array(v.string()) }),
  v.object({ type: v.literal('select'), key: v.string(), instruction: v.string(), candidates: v.array(v.string()) }),
  v.object({ type: v.literal('extract'), key: v.string(), instruction: v.string(), schema: jsonObject }),
])

const requestSchema = v.variant('kind', [
  v.object({ kind: v.literal('respond'), ...requestFields, instruction: v.string(), say: v.nullable(v.string()) }),
  v.object({
    kind: v.literal('understand'),
    ...requestFields,
    about: v.picklist(['user', 'reply']),
    text: v.string(),
    questions: v.array(question),
    schema: jsonObject,
  }),
])

const errorCode = v.custom<ModelErrorCode>(isModelErrorCode)
const count = v.pipe(v.number(), v.minValue(0))
const usage = v.object({ inputTokens: count, outputTokens: count })
const errorEvent = v.object({ type: v.literal('error'), code: errorCode, status: v.nullable(v.number()), message: v.string() })

const eventSchema = v.variant('type', [
  v.object({ type: v.literal('delta'), text: v.string() }),
  v.object({ type: v.literal('reply'), text: v.string(), usage }),
  v.object({ type: v.literal('understood'), value: v.unknown(), usage }),
  errorEvent,
])

/** One line of an answer. The last is a `reply`, an `understood` or an `error`. */
export type ModelEvent = v.InferOutput<typeof eventSchema>
export type ErrorEvent = v.InferOutput<typeof errorEvent>

/** Reads a request that came over the network; what is wrong with it, as a sentence, when it is none. */
export function readRequest(body: string): RespondRequest | UnderstandRequest | { readonly problem: string } {
  const json = parseJson(body)
  if (json === undefined) return { problem: 'The body is not JSON.' }
  const result = v.safeParse(requestSchema, json)
  if (result.success) return result.output
  const [issue] = result.issues
  return { problem: `The body is no model request: at ${v.getDotPath(issue) ?? 'the top'}, ${issue.message}` }
}

/** Reads one line of an answer; undefined when it is no event. */
export function readEvent(line: string): ModelEvent | undefined {
  const result = v.safeParse(eventSchema, parseJson(line))
  return result.success ? result.output : undefined
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
