import { isRecord, type JsonValue } from '../diagnostics/json.js'
import { TalkchartError } from '../diagnostics/talkchart-error.js'
import { StoreUnavailableError } from '../stores/contract/store-unavailable-error.js'
import { errorOf, type Refusal } from './refusal.js'

/** Says where Restate takes requests, and how it is asked. */
export interface IngressOptions {
  /** The URL of Restate's ingress: `http://127.0.0.1:8080`. */
  readonly ingress: string
  /** The name of the object; `conversation` by default. */
  readonly name?: string
  /** Sent with each request, such as an authorization. */
  readonly headers?: Readonly<Record<string, string>>
  /** The global one by default. */
  readonly fetch?: typeof fetch
}

/** Calls the handlers of an object over HTTP. */
export class Ingress {
  readonly #url: string
  readonly #headers: Readonly<Record<string, string>>
  readonly #fetch: typeof fetch

  constructor({ ingress, headers = {}, fetch: ask = fetch }: IngressOptions, name: string) {
    if (typeof ingress !== 'string' || !URL.canParse(ingress)) {
      throw new TalkchartError('invalid-options', "restateHost takes the URL of Restate's ingress: { ingress: 'http://127.0.0.1:8080' }.")
    }
    this.#url = `${ingress.replace(/\/+$/, '')}/${encodeURIComponent(name)}`
    this.#headers = headers
    this.#fetch = ask
  }

  /**
   * Calls a handler and returns what it gave.
   *
   * @param idempotencyKey lets a request that is sent again join the one that runs
   * @throws what the conversation refused it with
   * @throws {StoreUnavailableError} when Restate can not be reached, or could not do it
   */
  async call<Result>(id: string, handler: string, input: object, idempotencyKey?: string): Promise<Result> {
    const headers = {
      ...this.#headers,
      'content-type': 'application/json',
      ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
    }
    const { status, text } = await this.#ask(`${this.#url}/${encodeURIComponent(id)}/${handler}`, headers, JSON.stringify(input))
    if (status >= 200 && status < 300) return (text === '' ? undefined : JSON.parse(text)) as Result
    throw errorFrom(status, text)
  }

  async #ask(url: string, headers: Readonly<Record<string, string>>, body: string) {
    try {
      const response = await this.#fetch(url, { method: 'POST', headers, body })
      return { status: response.status, text: await response.text() }
    } catch (cause) {
      throw new StoreUnavailableError('no answer', 'Restate can not be reached.', { cause })
    }
  }
}

/** Returns what a conversation has refused, or says that Restate could not do it. */
function errorFrom(status: number, text: string): Error {
  const answer = json(text)
  const metadata = isRecord(answer) && isRecord(answer.metadata) ? answer.metadata : {}
  const refusal = typeof metadata.refusal === 'string' ? json(metadata.refusal) : undefined
  // It was written by an object of this package.
  if (isRecord(refusal)) return errorOf(refusal as unknown as Refusal)
  return new StoreUnavailableError(String(status), `Restate answered with the status ${status}.`, { cause: text })
}

function json(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
