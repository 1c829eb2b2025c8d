import type OpenAI from 'openai'
import type { JsonObject } from '../../diagnostics/json.js'
import { type IdleTimeout, idleTimeout } from '../idle-timeout.js'
import type { InstructionRole } from '../request-messages.js'
import { idempotencyKey } from './idempotency-key.js'
import { negotiate } from './negotiate.js'
import { redact } from './redact.js'
import { isRefusedFeature } from './refused-feature.js'
import { toModelError } from './to-model-error.js'

/** How an answer is held to its schema, best first. */
export type AnswerFormat = 'json_schema' | 'json_object' | 'text'

/** Whether usage is asked for in a stream. */
export type StreamUsage = 'usage' | 'no usage'

interface ChatServerSettings {
  readonly client: OpenAI
  readonly model: string
  readonly timeout: number
  readonly instructionRole: InstructionRole
  /** Fields for every request's body. */
  readonly body: JsonObject
  readonly onNotice: (notice: string) => void
}

/** A chat-completions server, and what is known of it so far. */
export interface ChatServer extends ChatServerSettings {
  readonly withAnswerFormat: <Answer>(attempt: (format: AnswerFormat) => Promise<Answer>) => Promise<Answer>
  readonly withStreamUsage: <Answer>(attempt: (usage: StreamUsage) => Promise<Answer>) => Promise<Answer>
}

const TAKES_NO_SCHEMA = 'does not take answers by JSON Schema; it is asked for a JSON object and given the schema in words'
const TAKES_NO_FORMAT = 'takes no response format; it is asked for JSON in words'
const REPORTS_NO_USAGE = 'does not report the usage of a stream; streamed replies count no tokens'

/** Describes a server of which nothing is known yet. */
export function chatServer(settings: ChatServerSettings): ChatServer {
  const notify = (notice: string, error: unknown) => {
    const reason = redact(error instanceof Error ? error.message : String(error), settings.client.apiKey)
    settings.onNotice(`talkchart: the server of model "${settings.model}" ${notice}. It said: ${reason}`)
  }
  return {
    ...settings,
    withAnswerFormat: negotiate<AnswerFormat>(
      ['json_schema', 'json_object', 'text'],
      (error) => isRefusedFeature(error, /response.?format|json.?schema|json.?object|structured.?output|guided|grammar/i),
      (format, error) => notify(format === 'text' ? TAKES_NO_FORMAT : TAKES_NO_SCHEMA, error),
    ),
    withStreamUsage: negotiate<StreamUsage>(
      ['usage', 'no usage'],
      (error) => isRefusedFeature(error, /stream_options|include_usage/i),
      (_usage, error) => notify(REPORTS_NO_USAGE, error),
    ),
  }
}

/** What every request to the server is sent with. */
export interface CallOptions {
  readonly signal: AbortSignal
  readonly timeout: number
  readonly headers: Readonly<Record<string, string>>
}

/**
 * Makes one call under its signal and the server's timeout.
 *
 * @throws ModelError for every failure
 */
export async function callServer<Answer>(
  server: ChatServer,
  requestId: string,
  parent: AbortSignal,
  call: (options: CallOptions, idle: IdleTimeout) => Promise<Answer>,
): Promise<Answer> {
  // The client's own timeout ends with the headers; the idle timeout watches over the body.
  const idle = idleTimeout(parent, server.timeout)
  try {
    return await call({ signal: idle.signal, timeout: server.timeout, headers: { 'Idempotency-Key': idempotencyKey(requestId) } }, idle)
  } catch (error) {
    throw toModelError(error, { aborted: parent.aborted, timedOut: idle.expired, timeout: server.timeout, secret: server.client.apiKey })
  } finally {
    idle.stop()
  }
}
