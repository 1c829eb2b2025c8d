import { LLMock } from '@copilotkit/aimock'
import { type OpenaiModelOptions, openaiModel } from 'talkchart/openai'
import { afterAll, beforeAll, beforeEach } from 'vitest'

type Response = Parameters<LLMock['on']>[1]

/** A key as a real one looks; no record, snapshot, log or message may hold it. */
export const KEY = 'sk-end-to-end-0123456789'

/** A chat-completions server over real HTTP for the tests of one file, without answers at the start of each test. */
export function startProvider(): LLMock {
  const provider = new LLMock({ host: '127.0.0.1', port: 0 })
  beforeAll(async () => {
    await provider.start()
  })
  beforeEach(() => {
    provider.reset()
  })
  afterAll(() => provider.stop())
  return provider
}

/** The model of that server. */
export function modelOf(provider: LLMock, options: Partial<OpenaiModelOptions> = {}) {
  return openaiModel({ model: 'gpt-test', apiKey: KEY, baseURL: `${provider.url}/v1`, maxRetries: 0, ...options })
}

/** Says how the server answers the two kinds of request: replies are streamed, understanding is not. */
export function answer(provider: LLMock, answers: { readonly respond?: Response; readonly understand?: Response }, timing = {}): void {
  if (answers.respond) provider.on({ predicate: ({ stream }) => stream === true }, answers.respond, timing)
  if (answers.understand) provider.on({ predicate: ({ stream }) => stream !== true }, answers.understand, timing)
}

/** What was asked of the server, in order. */
export function received(
  provider: LLMock,
): readonly { readonly kind: 'respond' | 'understand'; readonly key: string; readonly body: ReceivedBody }[] {
  return provider.getRequests().map(({ body, headers }) => {
    const request: ReceivedBody = JSON.parse(JSON.stringify(body))
    return { kind: request.stream ? 'respond' : 'understand', key: String(headers['idempotency-key']), body: request }
  })
}

export interface ReceivedBody {
  readonly model: string
  readonly stream?: boolean
  readonly messages: readonly { readonly role: string; readonly content: string }[]
  readonly response_format?: { readonly json_schema: { readonly strict: boolean; readonly schema: { readonly properties: object } } }
}
