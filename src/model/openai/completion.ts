import OpenAI from 'openai'
import { isRecord } from '../../diagnostics/json.js'
import { ModelError } from '../model-error.js'

/** What a server sent as a choice: a whole message, or a piece of one. Nothing of it is sure. */
export interface Choice {
  /** The text, without parts that are no text. */
  readonly text: string
  readonly refusal: string
  readonly finishReason: string | null
  readonly callsTool: boolean
}

/** Reads the first choice of a completion or of a chunk of one; undefined where it holds none. */
export function firstChoice(body: unknown): Choice | undefined {
  const choices = isRecord(body) && Array.isArray(body.choices) ? body.choices.filter(isRecord) : []
  const choice = choices.find(({ index }) => (index ?? 0) === 0)
  if (choice === undefined) return undefined
  throwError(choice)
  const message = isRecord(choice.delta) ? choice.delta : isRecord(choice.message) ? choice.message : {}
  const { text, refusal } = readContent(message.content)
  return {
    text,
    refusal: refusal + (typeof message.refusal === 'string' ? message.refusal : ''),
    finishReason: typeof choice.finish_reason === 'string' ? choice.finish_reason : null,
    callsTool: (Array.isArray(message.tool_calls) && message.tool_calls.length > 0) || isRecord(message.function_call),
  }
}

/** Whether a body is of the protocol: it has a list of choices, be it an empty one. */
export function hasChoices(body: unknown): boolean {
  return isRecord(body) && Array.isArray(body.choices)
}

/**
 * Throws the error that a body holds, which some servers send with status 200.
 *
 * @param isError whether the server called the body an error, whatever it holds
 * @throws {OpenAI.APIError} in the server's own words
 */
export function throwError(body: unknown, isError = false): void {
  if (!isRecord(body)) return
  const { error, detail, message, object } = body
  // FastAPI writes `detail`, older servers of vLLM write the message beside `object: 'error'`.
  const isBare = isError || object === 'error' || !hasChoices(body)
  const found = error ?? (isBare ? (detail ?? (typeof message === 'string' ? body : undefined)) : undefined)
  if (found === undefined || found === null || found === false) return
  throw new OpenAI.APIError(undefined, isRecord(found) ? found : { message: found }, undefined, undefined)
}

/** Content is a text or a list of parts. Reasoning parts and references are dropped; what is neither is refused. */
function readContent(content: unknown): Pick<Choice, 'text' | 'refusal'> {
  if (content === undefined || content === null) return { text: '', refusal: '' }
  if (typeof content === 'string') return { text: content, refusal: '' }
  if (!Array.isArray(content)) throw notText()
  const parts = content.map(readPart)
  return { text: parts.map(({ text }) => text).join(''), refusal: parts.map(({ refusal }) => refusal).join('') }
}

function readPart(part: unknown): Pick<Choice, 'text' | 'refusal'> {
  if (!isRecord(part) || typeof part.type !== 'string') throw notText()
  const { type, text, refusal } = part
  if (type === 'text' && typeof text !== 'string') throw notText()
  return {
    text: type === 'text' && typeof text === 'string' ? text : '',
    refusal: type === 'refusal' && typeof refusal === 'string' ? refusal : '',
  }
}

function notText(): ModelError {
  return new ModelError('off-schema', 'The model server sent an answer that is no text.')
}
