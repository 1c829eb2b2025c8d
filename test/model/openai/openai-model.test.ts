import { LLMock } from '@copilotkit/aimock'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { LanguageModel } from '../../../src/model/language-model.js'
import { openaiModel } from '../../../src/model/openai/openai-model.js'
import { neverAborted, quiet, respondRequest, understandRequest } from './requests.js'

const server = new LLMock({ host: '127.0.0.1', port: 0 })
let model: LanguageModel

beforeAll(async () => {
  await server.start()
  model = openaiModel({ model: 'gpt-test', apiKey: 'sk-test', baseURL: `${server.url}/v1`, maxRetries: 0, timeout: 2_000 })
})
beforeEach(() => {
  server.reset()
})
afterAll(() => server.stop())

const ANSWER = { extract: { product: 'rolls', amount: 2 }, satisfied: 'yes', next: null }

function respond(text: string, deltas: string[] = []) {
  const request = respondRequest({ history: [{ role: 'user', text }] })
  return model.respond(request, { signal: neverAborted, onDelta: (delta) => deltas.push(delta) })
}

function understand(text: string) {
  return model.understand(understandRequest({ text }), { signal: neverAborted })
}

describe('respond', () => {
  it('streams the reply, and counts what the server counted', async () => {
    server.onMessage(
      'hello',
      { content: 'Good morning, what may it be?', usage: { prompt_tokens: 31, completion_tokens: 7 } },
      { chunkSize: 5 },
    )
    const deltas: string[] = []
    const result = await respond('hello', deltas)
    expect(result).toEqual({ text: 'Good morning, what may it be?', usage: { inputTokens: 31, outputTokens: 7 } })
    expect(deltas.length).toBeGreaterThan(3)
    expect(deltas.join('')).toBe(result.text)
  })

  it('sends the system prompt, the history, then the instruction, under the id of the request', async () => {
    server.onMessage('yes', { content: 'Here I am.' })
    await model.respond(respondRequest({ id: 'ana/3/begrüßung/1/respond' }), quiet)
    const sent = server.getLastRequest()
    expect(sent?.headers['idempotency-key']).toBe('ana/3/begr%C3%BC%C3%9Fung/1/respond')
    expect(sent?.body).toMatchObject({
      model: 'gpt-test',
      stream: true,
      stream_options: { include_usage: true },
      messages: [
        { role: 'system', content: 'You work for a bakery.' },
        { role: 'assistant', content: 'Hello! Shall we go on?' },
        { role: 'user', content: 'yes' },
        { role: 'system', content: 'Offer help in one sentence.' },
      ],
    })
    expect(sent?.body).not.toHaveProperty('temperature')
  })

  it('sends the temperature and further fields that it was given', async () => {
    server.onMessage('yes', { content: 'Here I am.' })
    const options = { model: 'gpt-test', apiKey: 'sk-test', baseURL: `${server.url}/v1`, temperature: 0.2, body: { seed: 1 } }
    await openaiModel(options).respond(respondRequest(), quiet)
    expect(server.getLastRequest()?.body).toMatchObject({ temperature: 0.2, seed: 1 })
  })

  it.each([
    ['rate-limit', 429, 'refuses for a while', { error: { message: 'Slow down.' }, status: 429 }],
    ['http', 500, 'fails', { error: { message: 'Out of order.' }, status: 500 }],
    ['http', 401, 'knows no such key', { error: { message: 'Incorrect API key.' }, status: 401 }],
    ['truncated', null, 'stops at the limit', { content: 'Good mor', finishReason: 'length' }],
    ['refusal', null, 'filters', { content: 'Good', finishReason: 'content_filter' }],
    ['empty', null, 'says nothing', { content: ' \n' }],
  ])('fails with %s (status %s) when the server %s', async (code, status, text, response) => {
    server.onMessage(text, response)
    await expect(respond(text)).rejects.toMatchObject({ name: 'ModelError', code, status })
  })

  it('fails with connection when the stream is cut, after what had come', async () => {
    server.onMessage('cut', { content: 'Good morning, what may it be today?' }, { chunkSize: 5, latency: 20, truncateAfterChunks: 4 })
    const deltas: string[] = []
    await expect(respond('cut', deltas)).rejects.toMatchObject({ code: 'connection', status: null })
    expect('Good morning, what may it be today?').toMatch(new RegExp(`^${deltas.join('')}.`))
  })

  it('fails with connection when the server hangs up before it answers', async () => {
    server.onMessage('hang up', { content: 'Good morning' }, { chaos: { disconnectRate: 1 } })
    await expect(respond('hang up')).rejects.toMatchObject({ code: 'connection' })
  })

  it('fails with timeout when the answer does not begin', async () => {
    server.onMessage('slow', { content: 'Good morning' }, { chaos: { latencyMs: 5_000 } })
    const hasty = openaiModel({ model: 'gpt-test', apiKey: 'sk-test', baseURL: `${server.url}/v1`, maxRetries: 0, timeout: 100 })
    const request = respondRequest({ history: [{ role: 'user', text: 'slow' }] })
    await expect(hasty.respond(request, quiet)).rejects.toMatchObject({ code: 'timeout' })
  })

  it('fails with off-schema when what comes is no stream', async () => {
    server.onMessage('garbage', { content: 'Good morning' }, { chaos: { malformedRate: 1 } })
    await expect(respond('garbage')).rejects.toMatchObject({ code: 'off-schema' })
  })
})

describe('understand', () => {
  it('asks everything in one request, by strict schema, and counts usage', async () => {
    server.onMessage('two rolls please', { content: ANSWER, usage: { prompt_tokens: 90, completion_tokens: 12 } })
    expect(await understand('two rolls please')).toEqual({ value: ANSWER, usage: { inputTokens: 90, outputTokens: 12 } })
    expect(server.getRequests()).toHaveLength(1)
    expect(server.getLastRequest()?.body).toMatchObject({
      stream: false,
      response_format: {
        type: 'json_schema',
        json_schema: {
          name: 'answer',
          strict: true,
          schema: {
            additionalProperties: false,
            required: ['extract', 'satisfied', 'next'],
            properties: { satisfied: { enum: ['yes', 'no'] } },
          },
        },
      },
    })
  })

  it('leaves out what the model set to null for want of an answer', async () => {
    server.onMessage('rolls', { content: { ...ANSWER, extract: { product: 'rolls', amount: null } } })
    expect((await understand('rolls')).value).toEqual({ extract: { product: 'rolls' }, satisfied: 'yes', next: null })
  })

  it.each([
    ['rate-limit', 429, 'refuses for a while', { error: { message: 'Slow down.' }, status: 429 }],
    ['http', 503, 'fails', { error: { message: 'Out of order.' }, status: 503 }],
    ['truncated', null, 'stops at the limit', { content: '{"satisfied":', finishReason: 'length' }],
    ['refusal', null, 'filters', { content: '', finishReason: 'content_filter' }],
    ['empty', null, 'says nothing', { content: '' }],
    ['off-schema', null, 'talks instead', { content: 'They seem satisfied.' }],
  ])('fails with %s (status %s) when the server %s', async (code, status, text, response) => {
    server.onMessage(text, response)
    await expect(understand(text)).rejects.toMatchObject({ name: 'ModelError', code, status })
  })

  it('fails with off-schema when the body is not JSON', async () => {
    server.onMessage('garbage', { content: ANSWER }, { chaos: { malformedRate: 1 } })
    await expect(understand('garbage')).rejects.toMatchObject({ code: 'off-schema' })
  })

  it('fails with connection when nobody listens', async () => {
    const nobody = openaiModel({ model: 'gpt-test', apiKey: 'sk-test', baseURL: 'http://127.0.0.1:1/v1', maxRetries: 0 })
    const failure = nobody.understand(understandRequest(), { signal: neverAborted })
    await expect(failure).rejects.toMatchObject({
      code: 'connection',
      message: expect.stringContaining('The connection to the model server failed'),
    })
  })
})

describe('retries', () => {
  it('are left to the client: one failure is three calls by default, and a call that then succeeds is no failure', async () => {
    let calls = 0
    server.onMessage('again', () => {
      calls += 1
      return calls < 3 ? { error: { message: 'Out of order.' }, status: 500 } : { content: 'Here I am.' }
    })
    const patient = openaiModel({ model: 'gpt-test', apiKey: 'sk-test', baseURL: `${server.url}/v1` })
    const request = respondRequest({ history: [{ role: 'user', text: 'again' }] })
    expect((await patient.respond(request, quiet)).text).toBe('Here I am.')
    const keys = new Set(server.getRequests().map(({ headers }) => headers['idempotency-key']))
    expect(keys).toEqual(new Set([request.id]))
  })
})
