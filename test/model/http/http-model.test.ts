import { createServer, type ServerResponse } from 'node:http'
import { LLMock } from '@copilotkit/aimock'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { httpModel } from '../../../src/model/http/http-model.js'
import { rateLimit } from '../../../src/model/http/rate-limit.js'
import type { LanguageModel } from '../../../src/model/language-model.js'
import { ModelError } from '../../../src/model/model-error.js'
import { openaiModel } from '../../../src/model/openai/openai-model.js'
import { beginStream, protocolServer } from '../openai/protocol-server.js'
import { deferred, neverAborted, quiet, respondRequest, understandRequest } from '../openai/requests.js'
import { listen, serveModel } from './handler-server.js'

const KEY = 'sk-very-secret-0123456789'
const provider = new LLMock({ host: '127.0.0.1', port: 0 })
let served: LanguageModel

beforeAll(async () => {
  await provider.start()
  served = openaiModel({ model: 'gpt-test', apiKey: KEY, baseURL: `${provider.url}/v1`, maxRetries: 0 })
})
beforeEach(() => {
  provider.reset()
})
afterAll(() => provider.stop())

/** An endpoint that answers every call with the same text. */
function endpointSaying(status: number, body: string): Promise<string> {
  return listen(createServer((_request, response) => response.writeHead(status).end(body)))
}

describe('httpModel through modelHandler', () => {
  it('streams the reply of the served model', async () => {
    provider.onMessage(
      'yes',
      { content: 'Good morning, what may it be? Übrigens: 👩‍👧', usage: { prompt_tokens: 31, completion_tokens: 7 } },
      { chunkSize: 5 },
    )
    const deltas: string[] = []
    const model = httpModel(await serveModel(served))
    const result = await model.respond(respondRequest(), { signal: neverAborted, onDelta: (delta) => deltas.push(delta) })
    expect(result).toEqual({ text: 'Good morning, what may it be? Übrigens: 👩‍👧', usage: { inputTokens: 31, outputTokens: 7 } })
    expect(deltas.length).toBeGreaterThan(3)
    expect(deltas.join('')).toBe(result.text)
  })

  it('delivers each piece before the next is made', async () => {
    const heard = deferred()
    const waiting: LanguageModel = {
      ...served,
      async respond(_request, { onDelta }) {
        onDelta('Good ')
        await heard.promise
        return { text: 'Good ', usage: { inputTokens: 0, outputTokens: 0 } }
      },
    }
    const model = httpModel(await serveModel(waiting))
    expect((await model.respond(respondRequest(), { signal: neverAborted, onDelta: heard.resolve })).text).toBe('Good ')
  })

  it('hands on what the served model understood, to the same request', async () => {
    provider.onMessage('two rolls please', { content: { extract: { product: 'rolls' }, satisfied: 'yes', next: null } })
    const model = httpModel(await serveModel(served))
    const { value } = await model.understand(understandRequest(), { signal: neverAborted })
    expect(value).toEqual({ extract: { product: 'rolls' }, satisfied: 'yes', next: null })
    await served.understand(understandRequest(), { signal: neverAborted })
    const [through, direct] = provider.getRequests().map(({ body }) => body)
    expect(through).toEqual(direct)
  })

  it.each([
    ['rate-limit', 429, { error: { message: `Slow down, ${KEY} in /srv/app.` }, status: 429 }],
    ['http', 500, { error: { message: `Out of order, ${KEY} in /srv/app.` }, status: 500 }],
    ['truncated', null, { content: 'Good mor', finishReason: 'length' }],
    ['refusal', null, { content: 'Good', finishReason: 'content_filter' }],
    ['empty', null, { content: '' }],
  ])('fails with the code %s and the status %s of the served model, in words without internals', async (code, status, response) => {
    provider.onMessage('yes', response)
    const failures: unknown[] = []
    const model = httpModel(await serveModel(served, { onError: (error) => failures.push(error) }))
    const failure = model.respond(respondRequest(), quiet)
    await expect(failure).rejects.toMatchObject({ name: 'ModelError', code, status, message: expect.not.stringMatching(/srv|order|Slow/) })
    expect(failures).toEqual([expect.objectContaining({ code })])
  })

  it('gives away nothing of an error that is no ModelError', async () => {
    const broken: LanguageModel = { ...served, respond: () => Promise.reject(new Error('password at /srv/app')) }
    const failure = httpModel(await serveModel(broken)).respond(respondRequest(), quiet)
    await expect(failure).rejects.toMatchObject({ code: 'model', status: null, message: 'The call to the model failed.' })
  })

  it('aborts the call to the provider when its own call is aborted', async () => {
    const closed = deferred()
    const slow = await protocolServer((_request, response) => {
      response.on('close', closed.resolve)
      beginStream(response, [{ content: 'Good ' }])
    })
    const url = await serveModel(openaiModel({ model: 'local', apiKey: 'k', baseURL: slow.baseURL }))
    const abort = new AbortController()
    const reply = httpModel(url).respond(respondRequest(), { signal: abort.signal, onDelta: () => abort.abort() })
    await expect(reply).rejects.toMatchObject({ code: 'aborted' })
    await closed.promise
  })
})

describe('httpModel', () => {
  it('sends headers, asked for anew each time', async () => {
    provider.onMessage('yes', { content: 'Good morning' })
    const seen: (string | null)[] = []
    const url = await serveModel(served, { authorize: ({ headers }) => seen.push(headers.get('authorization')) > 0 })
    let token = 0
    const model = httpModel(url, { headers: async () => ({ authorization: `Bearer ${++token}` }) })
    await model.respond(respondRequest(), quiet)
    await model.respond(respondRequest(), quiet)
    expect(seen).toEqual(['Bearer 1', 'Bearer 2'])
  })

  it('says which header can not be sent, not its value', async () => {
    const model = httpModel('http://127.0.0.1:1/', { headers: { authorization: 'Bearer geheim\n', 'x-name': 'ł' } })
    const failure = model.respond(respondRequest(), quiet)
    await expect(failure).rejects.toMatchObject({ code: 'model', message: expect.stringContaining('authorization') })
    await expect(failure).rejects.toMatchObject({ message: expect.not.stringContaining('geheim') })
  })

  it('uses the fetch it is given', async () => {
    const event = { type: 'reply', text: 'Hello', usage: { inputTokens: 1, outputTokens: 1 } }
    const model = httpModel('/api/model', {
      fetch: async (input) => new Response(JSON.stringify({ ...event, text: `Hello from ${input}` })),
    })
    expect((await model.respond(respondRequest(), quiet)).text).toBe('Hello from /api/model')
  })

  it.each([
    ['rate-limit', 429, 429, 'busy'],
    ['http', 502, 502, '<html>Bad gateway</html>'],
    ['off-schema', null, 200, '<html>Welcome</html>'],
    ['off-schema', null, 200, '{"type":"understood","value":1,"usage":{"inputTokens":0,"outputTokens":0}}'],
    ['connection', null, 200, '{"type":"delta","text":"Good "}\n'],
    ['connection', null, 200, ''],
    ['connection', null, 200, '{"type":"delta","text":"Good "}\n{"type":"rep'],
    ['connection', null, 200, '{"ty'],
    ['off-schema', null, 200, '{"typ": 1}\n'],
  ])('fails with %s (status %s) at an endpoint that answers %s %j', async (code, status, answered, body) => {
    const model = httpModel(await endpointSaying(answered, body))
    await expect(model.respond(respondRequest(), quiet)).rejects.toMatchObject({ code, status })
  })

  it('fails with connection when the answer is cut off, and when nobody listens', async () => {
    const url = await listen(
      createServer((_request, response) => {
        response.writeHead(200)
        response.write('{"type":"delta","text":"Good "}\n', () => response.destroy())
      }),
    )
    await expect(httpModel(url).respond(respondRequest(), quiet)).rejects.toMatchObject({ code: 'connection' })
    await expect(httpModel('http://127.0.0.1:1/').respond(respondRequest(), quiet)).rejects.toMatchObject({ code: 'connection' })
  })

  it('reads the answer to its end, so that no call looks cancelled', async () => {
    const ends: string[] = []
    const closed = deferred()
    const held: ServerResponse[] = []
    const url = await listen(
      createServer((request, response) => {
        if (request.method === 'GET') return response.end('')
        held.push(response)
        response.once('finish', () => ends.push('finish'))
        response.once('close', () => {
          ends.push('close')
          closed.resolve()
        })
        response.writeHead(200)
        response.write('{"type":"reply","text":"Good","usage":{"inputTokens":1,"outputTokens":1}}\n')
      }),
    )
    expect((await httpModel(url).respond(respondRequest(), quiet)).text).toBe('Good')
    // By the time that another call is answered the server has heard of a cancelled one.
    await (await fetch(url)).text()
    held[0]?.end('\n')
    await closed.promise
    expect(ends).toEqual(['finish', 'close'])
  })

  it('does not wait for the end of an answer that is complete', async () => {
    const url = await listen(
      createServer((_request, response) => {
        response.writeHead(200)
        response.write('{"type":"reply","text":"Good","usage":{"inputTokens":1,"outputTokens":1}}\n')
      }),
    )
    expect((await httpModel(url, { timeout: 2_000 }).respond(respondRequest(), quiet)).text).toBe('Good')
  })

  it('hands on when to come back, and what the failed call cost', async () => {
    const busy = () => Promise.reject(new ModelError('rate-limit', 'Slow down.', { status: 429, retryAfter: 7_000 }))
    const cut = () => Promise.reject(new ModelError('truncated', 'Cut.', { usage: { inputTokens: 9, outputTokens: 4 } }))
    const model = httpModel(await serveModel({ respond: busy, understand: cut }))
    await expect(model.respond(respondRequest(), quiet)).rejects.toMatchObject({ code: 'rate-limit', retryAfter: 7_000 })
    const understood = model.understand(understandRequest(), { signal: neverAborted })
    await expect(understood).rejects.toMatchObject({ code: 'truncated', usage: { inputTokens: 9, outputTokens: 4 } })
  })

  it('reads Retry-After of the server itself', async () => {
    const limit = rateLimit({ calls: 1, milliseconds: 30_000 })
    const model = httpModel(await serveModel(served, { authorize: () => limit('ana') }))
    await expect(model.respond(respondRequest(), quiet)).rejects.not.toMatchObject({ code: 'rate-limit' })
    await expect(model.respond(respondRequest(), quiet)).rejects.toMatchObject({ code: 'rate-limit', status: 429, retryAfter: 30_000 })
  })

  it('counts safely what the endpoint reports', async () => {
    const url = await endpointSaying(200, '{"type":"reply","text":"Good","usage":{"inputTokens":-1,"outputTokens":1e308}}\n')
    const { usage } = await httpModel(url).respond(respondRequest(), quiet)
    expect(usage).toEqual({ inputTokens: 0, outputTokens: Number.MAX_SAFE_INTEGER })
  })

  it('keeps a token out of an error that echoes it', async () => {
    const event = { type: 'error', code: 'http', status: 403, message: 'No user has the token zebra4711token.' }
    for (const status of [403, 200]) {
      const model = httpModel(await endpointSaying(status, JSON.stringify(event)), { headers: { authorization: 'Token zebra4711token' } })
      const failure = model.respond(respondRequest(), quiet)
      await expect(failure).rejects.toMatchObject({ code: 'http', message: expect.stringContaining('No user has the token [key]') })
    }
  })

  it.each([
    ['fails', () => Promise.reject(new Error('no session')), 'model'],
    ['never answers', () => new Promise<never>(() => undefined), 'timeout'],
  ])('fails with a code when the function for its headers %s', async (_what, headers, code) => {
    const model = httpModel('http://127.0.0.1:1/', { headers, timeout: 100 })
    await expect(model.respond(respondRequest(), quiet)).rejects.toMatchObject({ name: 'ModelError', code })
  })

  it('fails with timeout when nothing comes for too long', async () => {
    const silent = await listen(createServer(() => undefined))
    await expect(httpModel(silent, { timeout: 100 }).respond(respondRequest(), quiet)).rejects.toMatchObject({ code: 'timeout' })
  })
})
