import OpenAI from 'openai'
import type { JsonObject } from '../../diagnostics/json.js'
import type { LanguageModel } from '../language-model.js'
import type { InstructionRole } from '../request-messages.js'
import { chatServer } from './chat-server.js'
import { respond } from './respond.js'
import { understand } from './understand.js'

const DEFAULT_TIMEOUT = 60_000

/** Says which model answers, on which server, and within which limits. */
export interface OpenaiModelOptions {
  /** The model's name at the server: `gpt-5-mini`, `llama3.2`. */
  readonly model: string
  /** A client of your own; `apiKey`, `baseURL` and `maxRetries` are then the client's. */
  readonly client?: OpenAI
  /** `OPENAI_API_KEY` by default; not needed with a `baseURL` whose server asks for none. */
  readonly apiKey?: string | (() => Promise<string>)
  /** Where the chat-completions protocol is spoken: `http://127.0.0.1:11434/v1`. `OPENAI_BASE_URL`, then OpenAI by default. */
  readonly baseURL?: string
  /**
   * Milliseconds until the answer begins, all attempts and the waits between them included, and between two pieces of it; 60 000, or the
   * given client's, by default. A `Retry-After` that does not fit into it ends the call at once.
   */
  readonly timeout?: number
  /** How often a call is repeated that failed before its answer began, and may succeed later; 2 by default. */
  readonly maxRetries?: number
  /** Sent only when given: some models refuse it. */
  readonly temperature?: number
  /** The most tokens that an answer may have; a longer one fails with `truncated`. Unlimited by default. */
  readonly maxOutputTokens?: number
  /** `system` by default; `user` for servers whose chat template takes one system message, at the beginning. */
  readonly instructionRole?: InstructionRole
  /** More fields for the body of every request: `{ reasoning_effort: 'low', seed: 1 }`. */
  readonly body?: JsonObject
  /** Told once for each thing that the server turned out not to take, or to report wrongly; `console.warn` by default. */
  readonly onNotice?: (notice: string) => void
}

/**
 * Makes a model behind OpenAI's chat-completions protocol: OpenAI's own, or any server that speaks it. Replies are streamed;
 * what is to be understood is asked for in structured output, by strict JSON Schema where the server takes it, else as
 * a JSON object, else in words. Every failure is a `ModelError`, without the key.
 *
 * @throws the client's error when there is neither a key nor a base URL
 * @example
 * const openai = openaiModel({ model: 'gpt-5-mini' })
 * const local = openaiModel({ model: 'llama3.2', baseURL: 'http://127.0.0.1:11434/v1' })
 */
export function openaiModel(options: OpenaiModelOptions): LanguageModel {
  const client = options.client ?? createClient(options)
  const server = chatServer({
    client,
    model: options.model,
    timeout: options.timeout ?? client.timeout,
    instructionRole: options.instructionRole ?? 'system',
    maxOutputTokens: options.maxOutputTokens,
    body: options.temperature === undefined ? (options.body ?? {}) : { ...options.body, temperature: options.temperature },
    onNotice: options.onNotice ?? console.warn,
  })
  return {
    respond: (request, callOptions) => respond(server, request, callOptions),
    understand: (request, callOptions) => understand(server, request, callOptions),
  }
}

function createClient({ apiKey, baseURL, timeout = DEFAULT_TIMEOUT, maxRetries }: OpenaiModelOptions): OpenAI {
  // The client asks for a key even where the server does not.
  const key = apiKey ?? (baseURL !== undefined && !environmentKey() ? 'not-needed' : undefined)
  return new OpenAI({
    timeout,
    // Its log may hold what was said; failures come as errors.
    logLevel: 'off',
    ...(key !== undefined && { apiKey: key }),
    ...(baseURL !== undefined && { baseURL }),
    ...(maxRetries !== undefined && { maxRetries }),
  })
}

function environmentKey(): string | undefined {
  return typeof process === 'undefined' ? undefined : process.env['OPENAI_API_KEY']
}
