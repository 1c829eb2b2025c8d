import { apiCallError, finishOf, streamOf, textParts, usageOf, type Version } from './sdk-models.js'

/** What becomes of an answer: the words that are spoken, or the failure. */
type Outcome = { readonly spoken: string } | Failure

interface Failure {
  readonly code: string
  readonly status?: number
  readonly retryAfter?: number
  /** Whether the tokens of the answer are known. */
  readonly counted?: true
  readonly message?: string
}

/** One row of the table in docs/reference/models.md. */
export interface SdkAnswer {
  readonly answer: string
  readonly outcome: Outcome
  readonly stream: (version: Version) => ReadableStream<unknown>
}

const throws = (error: unknown) => () => {
  throw error
}

const parts =
  (list: readonly unknown[], reason = 'stop', usage?: (version: Version) => unknown) =>
  (version: Version) =>
    streamOf([...list, finishOf(version, reason, usage?.(version))])

const call = { type: 'tool-call', toolCallId: 'c1', toolName: 'refund', input: '{}' }

/** Every answer of a model of the AI SDK that the documents tell of. */
export const SDK_ANSWERS: readonly SdkAnswer[] = [
  {
    answer: 'text, in one block or in several',
    outcome: { spoken: 'Good morning' },
    stream: parts([...textParts('Good '), ...textParts('morn', 'ing')]),
  },
  {
    answer: 'parts of types that do not speak: `reasoning-delta`, `source`, `raw`, `ping`',
    outcome: { spoken: 'Good morning' },
    stream: parts([
      { type: 'reasoning-delta', id: 'r', delta: 'Be polite.' },
      { type: 'source', sourceType: 'url', id: 's', url: 'https://bakery.example' },
      { type: 'raw', rawValue: 'Bad ' },
      { type: 'ping' },
      ...textParts('Good morning'),
    ]),
  },
  {
    answer: '`<think>…</think>` in the text, cut anywhere by the pieces',
    outcome: { spoken: 'Good morning' },
    stream: parts(textParts('<thi', 'nk>Hm.</thi', 'nk>\nGood morning')),
  },
  {
    answer: 'parts after `finish`',
    outcome: { spoken: 'Good morning' },
    stream: (version) => streamOf([...textParts('Good morning'), finishOf(version), { type: 'error', error: 'late' }]),
  },
  {
    answer: 'a call of a tool that the provider runs by itself',
    outcome: { spoken: 'Good morning' },
    stream: parts([{ ...call, providerExecuted: true }, ...textParts('Good morning')]),
  },
  {
    answer: 'a call of any other tool',
    outcome: { code: 'off-schema', counted: true, message: 'tool' },
    stream: parts([call], 'tool-calls'),
  },
  {
    answer: 'a `delta` that is no text',
    outcome: { code: 'off-schema', message: 'no text' },
    stream: parts([{ type: 'text-delta', id: 't', delta: 42 }]),
  },
  {
    answer: 'reasoning and nothing else',
    outcome: { code: 'empty', counted: true, message: 'reasoning' },
    stream: parts([{ type: 'reasoning-delta', id: 'r', delta: 'Be polite.' }]),
  },
  { answer: 'white space or nothing', outcome: { code: 'empty', counted: true }, stream: parts(textParts(' \n')) },
  { answer: 'the reason `length`', outcome: { code: 'truncated', counted: true }, stream: parts(textParts('Good mor'), 'length') },
  {
    answer: 'the reason `content-filter`',
    outcome: { code: 'refusal', counted: true },
    stream: parts(textParts('Good'), 'content-filter'),
  },
  {
    answer: 'the reason `error` or `interrupted`',
    outcome: { code: 'connection', counted: true },
    stream: parts(textParts('Good'), 'interrupted'),
  },
  {
    answer: 'a stream without `finish`',
    outcome: { code: 'connection', message: 'cut' },
    stream: () => streamOf(textParts('Good morning')),
  },
  { answer: 'no stream at all', outcome: { code: 'off-schema', message: 'none' }, stream: () => JSON.parse('null') },
  {
    answer: 'an `error` part',
    outcome: { code: 'model', message: 'The oven is cold.' },
    stream: parts([...textParts('Good'), { type: 'error', error: { type: 'server_error', message: 'The oven is cold.' } }]),
  },
  {
    answer: 'an `error` part that tells of too many calls',
    outcome: { code: 'rate-limit', message: 'Slow down.' },
    stream: parts([{ type: 'error', error: { code: 'rate_limit_exceeded', message: 'Slow down.' } }]),
  },
  {
    answer: 'HTTP 429 with `Retry-After: 45`',
    outcome: { code: 'rate-limit', status: 429, retryAfter: 45_000 },
    stream: throws(apiCallError('Slow down.', { statusCode: 429, responseHeaders: { 'Retry-After': '45' } })),
  },
  {
    answer: 'HTTP 429 with the code `insufficient_quota`, or HTTP 402',
    outcome: { code: 'quota', status: 429 },
    stream: throws(apiCallError('You exceeded your quota.', { statusCode: 429, data: { error: { code: 'insufficient_quota' } } })),
  },
  {
    answer: 'HTTP 400 with the code `content_filter` (Azure)',
    outcome: { code: 'refusal', status: 400 },
    stream: throws(apiCallError('The response was filtered.', { statusCode: 400, data: { error: { code: 'content_filter' } } })),
  },
  {
    answer: 'any other HTTP error, such as 401',
    outcome: { code: 'http', status: 401, message: 'Incorrect key.' },
    stream: throws(apiCallError('Incorrect key.', { statusCode: 401 })),
  },
  {
    answer: 'nobody who listens',
    outcome: { code: 'connection', message: 'Cannot connect' },
    stream: throws(apiCallError('Cannot connect to API: ', {})),
  },
  {
    answer: 'HTTP 200 with something that is no answer',
    outcome: { code: 'off-schema' },
    stream: throws(
      apiCallError('Invalid JSON response', { statusCode: 200, cause: Object.assign(new Error('no JSON'), { name: 'AI_JSONParseError' }) }),
    ),
  },
  {
    answer: 'a usage that is none',
    outcome: { spoken: 'Good morning' },
    stream: parts(textParts('Good morning'), 'stop', (version) => usageOf(version, 'many', null)),
  },
]

/** The row of the table as the page writes it. */
export function tableRow({ answer, outcome }: SdkAnswer): string {
  return `| ${answer} | ${'spoken' in outcome ? `the reply “${outcome.spoken}”` : failure(outcome)} |`
}

function failure({ code, status, retryAfter, counted }: Failure): string {
  const facts = [
    ...(status === undefined ? [] : [`\`status\` ${status}`]),
    ...(retryAfter === undefined ? [] : [`\`retryAfter\` ${retryAfter}`]),
    ...(counted === undefined ? [] : ['its `usage`']),
  ]
  return facts.length === 0 ? `\`${code}\`` : `\`${code}\`, with ${facts.join(' and ')}`
}
