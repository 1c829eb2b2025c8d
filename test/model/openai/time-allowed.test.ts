import type { ServerResponse } from 'node:http'
import OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import { openaiModel } from '../../../src/model/openai/openai-model.js'
import { beginStream, protocolServer, sendJson, sendStream } from './protocol-server.js'
import { deferred, neverAborted, quiet, respondRequest, understandRequest } from './requests.js'

const BUSY = { error: { message: 'Slow down.' } }

/** A server that refuses so many calls for a while, then answers. */
function busyServer(refused: number, headers: Readonly<Record<string, string>>, status = 429) {
  let calls = 0
  return protocolServer((_request, response) => {
    calls += 1
    if (calls > refused) return sendStream(response, [{ content: 'Here I am.' }])
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
    sendJson(response, status, BUSY)
  })
}

describe('Retry-After', () => {
  it.each([
    ['seconds', { 'retry-after': '45' }, 429, 'rate-limit'],
    ['milliseconds', { 'retry-after-ms': '45000' }, 429, 'rate-limit'],
    ['a date', { 'retry-after': new Date(Date.now() + 60_000).toUTCString() }, 503, 'http'],
  ])('in %s, past the time allowed, ends the call at once and stands in the error', async (_form, headers, status, code) => {
    const server = await busyServer(9, headers, status)
    const model = openaiModel({ model: 'local', apiKey: 'k', baseURL: server.baseURL, timeout: 1500 })
    const failure = await model.respond(respondRequest(), quiet).catch((error: unknown) => error)
    expect(failure).toMatchObject({ name: 'ModelError', code, status, retryAfter: expect.any(Number) })
    expect(Number(Reflect.get(Object(failure), 'retryAfter'))).toBeGreaterThan(40_000)
    expect(server.received).toHaveLength(1)
  })

  it('within the time allowed is waited for', async () => {
    const server = await busyServer(2, { 'retry-after-ms': '20' })
    const model = openaiModel({ model: 'local', apiKey: 'k', baseURL: server.baseURL, timeout: 5_000 })
    expect((await model.respond(respondRequest(), quiet)).text).toBe('Here I am.')
    expect(server.received).toHaveLength(3)
  })

  it('is not waited for after an abort', async () => {
    const abort = new AbortController()
    const server = await protocolServer((_request, response) => {
      sendJson(response.setHeader('retry-after', '30'), 429, BUSY)
      response.once('finish', () => setImmediate(() => abort.abort()))
    })
    const model = openaiModel({ model: 'local', apiKey: 'k', baseURL: server.baseURL, timeout: 60_000 })
    const call = model.respond(respondRequest(), { ...quiet, signal: abort.signal })
    await expect(call).rejects.toMatchObject({ code: 'aborted' })
  })
})

describe('the time allowed', () => {
  it('covers all attempts of a server that never answers', async () => {
    const server = await protocolServer(() => undefined)
    const model = openaiModel({ model: 'local', apiKey: 'k', baseURL: server.baseURL, timeout: 300 })
    await expect(model.understand(understandRequest(), { signal: neverAborted })).rejects.toMatchObject({ code: 'timeout' })
    // Had each attempt a time of its own, there would be more of them.
    expect(server.received).toHaveLength(1)
  })

  it('covers a key function that never answers', async () => {
    const forever = deferred()
    const apiKey = () => forever.promise.then(() => 'k')
    const model = openaiModel({ model: 'local', apiKey, baseURL: 'http://127.0.0.1:1/v1', timeout: 100 })
    await expect(model.respond(respondRequest(), quiet)).rejects.toMatchObject({ code: 'timeout' })
    forever.resolve()
  })
})

describe('a stream that said that it is complete', () => {
  it('is the reply at once, and is read to its end so that no call looks cancelled', async () => {
    const ends: string[] = []
    const closed = deferred()
    const held: ServerResponse[] = []
    const server = await protocolServer((_request, response) => {
      if (held.length > 0) return sendStream(response, [{ content: 'Hello' }])
      held.push(response)
      response.once('finish', () => ends.push('finish'))
      response.once('close', () => {
        ends.push('close')
        closed.resolve()
      })
      beginStream(response, [{ content: 'Here I am.' }])
      response.write('data: [DONE]\n\n')
    })
    const model = openaiModel({ model: 'local', apiKey: 'k', baseURL: server.baseURL, onNotice: () => undefined })
    expect((await model.respond(respondRequest(), quiet)).text).toBe('Here I am.')
    // By the time that another call is answered the server has heard of a cancelled one.
    await model.respond(respondRequest(), quiet)
    held[0]?.end()
    await closed.promise
    expect(ends).toEqual(['finish', 'close'])
  })
})

describe('a call that can not succeed later', () => {
  it.each([
    [429, { error: { message: 'You exceeded your current quota.', code: 'insufficient_quota' } }, 'quota'],
    [402, { error: { message: 'Insufficient Balance' } }, 'quota'],
    [400, { error: { message: 'Filtered.', code: 'content_filter' } }, 'refusal'],
    [401, { error: { message: 'Incorrect key.' } }, 'http'],
  ])('is not repeated: HTTP %s %j is %s', async (status, body, code) => {
    const server = await protocolServer((_request, response) => sendJson(response, status, body))
    const model = openaiModel({ model: 'local', apiKey: 'k', baseURL: server.baseURL })
    await expect(model.respond(respondRequest(), quiet)).rejects.toMatchObject({ code, status })
    expect(server.received).toHaveLength(1)
  })
})

describe('maxRetries', () => {
  it('is that of a client of your own', async () => {
    const server = await busyServer(9, { 'retry-after-ms': '1' })
    const client = new OpenAI({ apiKey: 'k', baseURL: server.baseURL, maxRetries: 4 })
    await expect(openaiModel({ model: 'local', client }).respond(respondRequest(), quiet)).rejects.toMatchObject({ code: 'rate-limit' })
    expect(server.received).toHaveLength(5)
  })
})

describe('maxOutputTokens', () => {
  it('is sent in the field that the server takes, the smaller of the two given', async () => {
    const server = await protocolServer(({ body }, response) => {
      if (body['max_tokens'] === undefined) return sendStream(response, [{ content: 'Hello' }])
      sendJson(response, 400, { error: { message: "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens'." } })
    })
    const model = openaiModel({ model: 'local', apiKey: 'k', baseURL: server.baseURL, maxOutputTokens: 500 })
    await model.respond(respondRequest(), { ...quiet, maxOutputTokens: 200 })
    await model.respond(respondRequest(), quiet)
    const sent = server.received.map(({ body }) => [body['max_tokens'], body['max_completion_tokens']])
    expect(sent).toEqual([
      [200, undefined],
      [undefined, 200],
      [undefined, 500],
    ])
  })
})
