import type { ServerResponse } from 'node:http'
import { beginStream, sendJson, writeChunk } from './protocol-server.js'

/** What becomes of an answer: the words that are spoken, or the failure. */
export type Outcome =
  | { readonly spoken: string }
  | {
      readonly code: string
      readonly status?: number
      readonly message?: string
      readonly retryAfter?: number
      readonly outputTokens?: number
    }

/** One row of the table in docs/reference/models.md. */
export interface ProviderAnswer {
  /** What the provider does, as the page says it. */
  readonly answer: string
  readonly outcome: Outcome
  readonly send: (response: ServerResponse) => void
}

const USAGE = { prompt_tokens: 9, completion_tokens: 4 }
const text = (content: unknown) => ({ choices: [{ index: 0, delta: { content } }] })
const end = (finishReason: string) => ({ choices: [{ index: 0, delta: {}, finish_reason: finishReason }], usage: USAGE })

/** A stream of these chunks, and the mark of its end. */
function stream(...chunks: readonly unknown[]) {
  return (response: ServerResponse) => {
    cutStream(...chunks)(response, true)
  }
}

function cutStream(...chunks: readonly unknown[]) {
  return (response: ServerResponse, isWhole = false) => {
    beginStream(response, [])
    for (const chunk of chunks) writeChunk(response, chunk)
    response.end(isWhole ? 'data: [DONE]\n\n' : '')
  }
}

function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) {
  return (response: ServerResponse) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
    sendJson(response, status, body)
  }
}

const failed = (message: string, code: string | number | null = null) => ({ error: { message, code } })

/** Every answer of a provider that the documents tell of. */
export const PROVIDER_ANSWERS: readonly ProviderAnswer[] = [
  { answer: 'text, whole or in pieces', outcome: { spoken: 'Good morning' }, send: stream(text('Good '), text('morning'), end('stop')) },
  {
    answer: 'text as a list of parts (Mistral)',
    outcome: { spoken: 'Good morning' },
    send: stream(
      text([
        { type: 'text', text: 'Good ' },
        { type: 'reference', reference_ids: [1] },
      ]),
      text([{ type: 'text', text: 'morning' }]),
      end('stop'),
    ),
  },
  {
    answer: 'parts of type `thinking`, fields `reasoning_content` and `reasoning`',
    outcome: { spoken: 'Good morning' },
    send: stream(
      text([{ type: 'thinking', thinking: [{ type: 'text', text: 'Be polite.' }] }]),
      { choices: [{ index: 0, delta: { content: null, reasoning_content: 'Be polite.', reasoning: 'Be polite.' } }] },
      text('Good morning'),
      end('stop'),
    ),
  },
  {
    answer: '`<think>…</think>` in the text, cut anywhere by the pieces',
    outcome: { spoken: 'Good morning' },
    send: stream(text('<thi'), text('nk>Be polite.</th'), text('ink>\n\nGood '), text('morning'), end('stop')),
  },
  {
    answer: '`</think>` without its beginning, in a reply',
    outcome: { code: 'off-schema', message: 'reasoning' },
    send: stream(text('Be polite.</think>Good morning'), end('stop')),
  },
  {
    answer: 'reasoning and nothing else',
    outcome: { code: 'empty', message: 'reasoning' },
    send: stream(text('<think>Be polite.'), end('stop')),
  },
  {
    answer: 'content that is a number, or anything else that is no text',
    outcome: { code: 'off-schema', message: 'no text' },
    send: stream(text(42), end('stop')),
  },
  {
    answer: 'several choices (`n: 2`): the one with index 0 counts',
    outcome: { spoken: 'Good morning' },
    send: stream(
      {
        choices: [
          { index: 1, delta: { content: 'Bad ' } },
          { index: 0, delta: { content: 'Good ' } },
        ],
      },
      { choices: [{ index: 1, delta: { content: 'evening' } }] },
      text('morning'),
      { choices: [{ index: 1, delta: {}, finish_reason: 'length' }] },
      end('stop'),
    ),
  },
  {
    answer: 'a stream without `finish_reason` that ends with `[DONE]`',
    outcome: { spoken: 'Good morning' },
    send: stream(text('Good morning')),
  },
  { answer: 'a stream that ends with neither', outcome: { code: 'connection', message: 'cut' }, send: cutStream(text('Good morning')) },
  { answer: 'a stream without choices', outcome: { code: 'off-schema', message: 'no choice' }, send: stream({ choices: [] }, { id: 'x' }) },
  {
    answer: 'one JSON body although a stream was asked for',
    outcome: { spoken: 'Good morning' },
    send: json(200, {
      choices: [{ index: 0, message: { role: 'assistant', content: 'Good morning' }, finish_reason: 'stop' }],
      usage: USAGE,
    }),
  },
  {
    answer: 'HTTP 200 with an error in its body',
    outcome: { code: 'model', message: 'The model is not loaded.' },
    send: json(200, failed('The model is not loaded.')),
  },
  {
    answer: 'HTTP 200 with a rate limit in its body or its stream',
    outcome: { code: 'rate-limit', message: 'Slow down.' },
    send: stream(text('Good '), failed('Slow down.', 'rate_limit_exceeded')),
  },
  {
    answer: '`tool_calls` in place of text',
    outcome: { code: 'off-schema', message: 'tool', outputTokens: 4 },
    send: stream(
      { choices: [{ index: 0, delta: { tool_calls: [{ index: 0, function: { name: 'refund', arguments: '{}' } }] } }] },
      end('tool_calls'),
    ),
  },
  { answer: '`finish_reason: "length"`', outcome: { code: 'truncated', outputTokens: 4 }, send: stream(text('Good mor'), end('length')) },
  {
    answer: '`finish_reason: "content_filter"`, or a `refusal`',
    outcome: { code: 'refusal', outputTokens: 4 },
    send: stream(text('Good'), end('content_filter')),
  },
  {
    answer: 'HTTP 400 with the code `content_filter` (Azure)',
    outcome: { code: 'refusal', status: 400, message: 'filtered' },
    send: json(400, {
      error: { message: 'The response was filtered.', code: 'content_filter', innererror: { code: 'ResponsibleAIPolicyViolation' } },
    }),
  },
  {
    answer: 'HTTP 429 with the code `insufficient_quota`, or HTTP 402',
    outcome: { code: 'quota', status: 429, message: 'exceeded your current quota' },
    send: json(429, failed('You exceeded your current quota.', 'insufficient_quota'), { 'retry-after': '1' }),
  },
  {
    answer: 'HTTP 429 with `Retry-After: 45`, past the time allowed',
    outcome: { code: 'rate-limit', status: 429, retryAfter: 45_000 },
    send: json(429, failed('Slow down.'), { 'retry-after': '45' }),
  },
  {
    answer: 'any other HTTP error, such as 401',
    outcome: { code: 'http', status: 401, message: 'Incorrect key.' },
    send: json(401, failed('Incorrect key.')),
  },
  { answer: 'white space or nothing', outcome: { code: 'empty', outputTokens: 4 }, send: stream(text(' \n'), end('stop')) },
]

/** The row of the table as the page writes it. */
export function tableRow({ answer, outcome }: ProviderAnswer): string {
  return `| ${answer} | ${'spoken' in outcome ? `the reply “${outcome.spoken}”` : failure(outcome)} |`
}

function failure({ code, status, retryAfter, outputTokens }: Exclude<Outcome, { readonly spoken: string }>): string {
  const facts = [
    ...(status === undefined ? [] : [`\`status\` ${status}`]),
    ...(retryAfter === undefined ? [] : [`\`retryAfter\` ${retryAfter}`]),
    ...(outputTokens === undefined ? [] : ['its `usage`']),
  ]
  return facts.length === 0 ? `\`${code}\`` : `\`${code}\`, with ${facts.join(' and ')}`
}
