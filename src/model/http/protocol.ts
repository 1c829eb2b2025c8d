import * as v from 'valibot'
import type { JsonObject, JsonValue } from '../../diagnostics/json.js'
import type { ModelUsage, RespondRequest, UnderstandRequest } from '../language-model.js'
import type { ModelErrorCode } from '../model-error.js'
import { safeUsage } from '../usage.js'
import { isModelErrorCode } from './public-error.js'

/** The answer is a stream of events, one JSON object to a line. */
export const EVENT_STREAM_TYPE = 'application/x-ndjson'

const jsonObject = v.custom<JsonObject>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'must be an object',
)

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))

const requestFields = {
  id: v.string(),
  conversationId: v.string(),
  state: v.string(),
  model: v.nullable(v.string()),
  system: v.nullable(v.string()),
  history: v.array(v.object({ role: v.picklist(['user', 'assistant']), text: v.string() })),
}

const refused = v.object({ field: v.string(), value: v.custom<JsonValue>((value) => value !== undefined), reason: v.string() })
const facts = v.object({
  data: jsonObject,
  text: v.string(),
  turn: count,
  visits: count,
  noMatches: count,
  reason: v.optional(v.string()),
  asking: v.optional(v.string()),
  readsMessage: v.optional(v.literal(true)),
  refused: v.optional(refused),
  repeats: v.optional(count),
  silences: v.optional(count),
})

const question = v.variant('type', [
  v.object({ type: v.literal('class'), key: v.string(), instruction: v.string(), classes: v.array(v.string()) }),
  v.object({ type: v.literal('select'), key: v.string(), instruction: v.string(), candidates: v.array(v.string()) }),
  v.object({ type: v.literal('extract'), key: v.string(), instruction: v.string(), schema: jsonObject }),
])

const requestSchema = v.variant('kind', [
  v.object({
    kind: v.literal('respond'),
    ...requestFields,
    facts: v.exactOptional(facts),
    instruction: v.string(),
    say: v.nullable(v.string()),
  }),
  v.object({
    kind: v.literal('understand'),
    ...requestFields,
    facts: v.exactOptional(facts),
    about: v.picklist(['user', 'reply']),
    text: v.string(),
    questions: v.array(question),
    schema: jsonObject,
  }),
])

/** What a handler that has the flow reads of a request: where the conversation stands. The words are the flow's own. */
const positionSchema = v.variant('kind', [
  v.object({ kind: v.literal('respond'), ...requestFields, facts }),
  v.object({ kind: v.literal('understand'), ...requestFields, facts, about: v.picklist(['user', 'reply']), text: v.string() }),
])

const errorCode = v.custom<ModelErrorCode>(isModelErrorCode)
const usage = v.pipe(
  v.record(v.string(), v.unknown()),
  v.transform((reported): ModelUsage => safeUsage(reported)),
)
const errorEvent = v.object({
  type: v.literal('error'),
  code: errorCode,
  status: v.nullable(v.number()),
  message: v.string(),
  retryAfter: v.optional(v.pipe(v.number(), v.minValue(0))),
  usage: v.optional(usage),
})

const eventSchema = v.variant('type', [
  v.object({ type: v.literal('delta'), text: v.string() }),
  v.object({ type: v.literal('reply'), text: v.string(), usage }),
  v.object({ type: v.literal('understood'), value: v.unknown(), usage }),
  errorEvent,
])

/** One line of an answer. The last is a `reply`, an `understood` or an `error`. */
export type ModelEvent = v.InferOutput<typeof eventSchema>
export type ErrorEvent = v.InferOutput<typeof errorEvent>

/** Where a conversation stands that needs the model, in its page's word. */
export type RequestPosition = v.InferOutput<typeof positionSchema>
export type ModelRequest = RespondRequest | UnderstandRequest
export interface RequestProblem {
  readonly problem: string
}

/** Reads a request that came over the network; what is wrong with it, as a sentence, when it is none. */
export function readRequest(body: string): ModelRequest | RequestProblem {
  return readBy(requestSchema, body)
}

/** Reads where the conversation of a request stands, and leaves its words unread. */
export function readPosition(body: string): RequestPosition | RequestProblem {
  return readBy(positionSchema, body)
}

function readBy<Output>(schema: v.GenericSchema<unknown, Output>, body: string): Output | RequestProblem {
  const json = parseJson(body)
  if (json === undefined) return { problem: 'The body is not JSON.' }
  const result = v.safeParse(schema, json)
  if (result.success) return result.output
  const [issue] = result.issues
  const place = v.getDotPath(issue) ?? 'the top'
  return { problem: `The body is no model request: at ${place}, expected ${issue.expected ?? 'another value'}, found ${issue.received}.` }
}

/** How every event begins, so that a line which was cut can be told from something else. */
const BEGINNING = '{"type":"'

/** Tells the first part of an event, which a cut connection leaves. */
export function isBeginningOfEvent(line: string): boolean {
  return line.startsWith(BEGINNING) || BEGINNING.startsWith(line)
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
