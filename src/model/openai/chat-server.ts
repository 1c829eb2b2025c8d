import type OpenAI from 'openai'
import type { JsonObject } from '../../diagnostics/json.js'
import { idempotencyKey } from '../chat/idempotency-key.js'
import { type IdleTimeout, idleTimeout } from '../idle-timeout.js'
import type { ModelUsage } from '../language-model.js'
import { redact } from '../redact.js'
import type { InstructionRole } from '../request-messages.js'
import { clientSecrets } from './client-secrets.js'
import { type Negotiation, negotiate } from './negotiate.js'
import { isRefusedFeature } from './refused-feature.js'
import { retryDelay, wait } from './retry.js'
import { toModelError } from './to-model-error.js'
import { NO_USAGE, readUsage } from './usage.js'

/** How an answer is held to its schema, best first. */
export type AnswerFormat = 'json_schema' | 'json_object' | 'text'

/** Whether usage is asked for in a stream. */
export type StreamUsage = 'usage' | 'no usage'

/** The field that limits the tokens of an answer: OpenAI's newer models take one, most other servers know the other. */
export type TokenLimitField = 'max_completion_tokens' | 'max_tokens'

interface ChatServerSettings {
  readonly client: OpenAI
  readonly model: string
  readonly timeout: number
  readonly instructionRole: InstructionRole
  /** The most tokens that an answer may have; unlimited when undefined. */
  readonly maxOutputTokens: number | undefined
  /** Fields for every request's body. */
  readonly body: JsonObject
  readonly onNotice: (notice: string) => void
}

/** A chat-completions server, and what is known of it so far. */
export interface ChatServer extends ChatServerSettings {
  readonly withAnswerFormat: Negotiation<AnswerFormat>
  readonly withStreamUsage: Negotiation<StreamUsage>
  readonly withTokenLimit: Negotiation<TokenLimitField>
  /** Reads the tokens that an answer reports, and notices what can not be counted. */
  readonly usageOf: (reported: unknown) => ModelUsage
}

const TAKES_NO_SCHEMA =
  'does not take answers by JSON Schema, or not by this one; it is asked for a JSON object and given the schema in words'
const TAKES_NO_FORMAT = 'takes no response format; it is asked for JSON in words'
const REPORTS_NO_USAGE = 'does not report the usage of a stream; streamed replies count no tokens'
const OPENAI_HOST = /(?:^|\.)(?:openai\.com|openai\.azure\.com)$/

/** Describes a server of which nothing is known yet. */
export function chatServer(settings: ChatServerSettings): ChatServer {
  const told = new Set<string>()
  const notify = (notice: string, error?: unknown, topic = notice) => {
    if (told.has(topic)) return
    told.add(topic)
    const reason =
      error === undefined
        ? ''
        : ` It said: ${redact(error instanceof Error ? error.message : String(error), clientSecrets(settings.client))}`
    settings.onNotice(`talkchart: the server of model "${settings.model}" ${notice}.${reason}`)
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
      (_usage, error) => notify(REPORTS_NO_USAGE, error, NO_USAGE),
    ),
    withTokenLimit: negotiate<TokenLimitField>(
      isOpenai(settings.client.baseURL) ? ['max_completion_tokens', 'max_tokens'] : ['max_tokens', 'max_completion_tokens'],
      (error) => isRefusedFeature(error, /max_(?:completion_)?tokens/i),
      () => undefined,
    ),
    usageOf: (reported) => readUsage(reported, (topic, notice) => notify(notice, undefined, topic)),
  }
}

function isOpenai(baseURL: string): boolean {
  return URL.canParse(baseURL) && OPENAI_HOST.test(new URL(baseURL).hostname)
}

/** What every request to the server is sent with. */
export interface CallOptions {
  readonly signal: AbortSignal
  readonly timeout: number
  readonly maxRetries: 0
  readonly headers: Readonly<Record<string, string>>
}

/** A request that the client has begun. */
interface Sent {
  asResponse(): Promise<Response>
}

/** One call under way. */
export interface ServerCall {
  readonly idle: IdleTimeout
  /** Sends a request, and again after a failure that may pass, within the time allowed. */
  readonly send: (create: (options: CallOptions) => Sent) => Promise<Response>
}

/**
 * Makes one call under its signal and the server's timeout. The timeout covers everything until the answer begins: the client's key
 * function, each attempt, and the waits between them.
 *
 * @throws ModelError for every failure
 */
export async function callServer<Answer>(
  server: ChatServer,
  requestId: string,
  parent: AbortSignal,
  call: (running: ServerCall) => Promise<Answer>,
): Promise<Answer> {
  const idle = idleTimeout(parent, server.timeout)
  idle.restart()
  const deadline = Date.now() + server.timeout
  const headers = { 'Idempotency-Key': idempotencyKey(requestId) }
  const options: CallOptions = { signal: idle.signal, timeout: server.timeout, maxRetries: 0, headers }
  try {
    return await idle.race(call({ idle, send: (create) => sendPatiently(server, options, deadline, create) }))
  } catch (error) {
    const { timeout, client } = server
    throw toModelError(error, { aborted: parent.aborted, timedOut: idle.expired, timeout, secrets: clientSecrets(client) })
  } finally {
    idle.stop()
  }
}

/** The client's own retries sleep through an abort, and for as long as the server says. */
async function sendPatiently(
  { client }: ChatServer,
  options: CallOptions,
  deadline: number,
  create: (options: CallOptions) => Sent,
): Promise<Response> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await create(options).asResponse()
    } catch (error) {
      const delay = attempt < client.maxRetries ? retryDelay(error, attempt) : undefined
      if (delay === undefined || Date.now() + delay >= deadline) throw error
      await wait(delay, options.signal)
    }
  }
}
