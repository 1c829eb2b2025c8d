import { describe, expect, it } from 'vitest'
import { rateLimit } from '../../../src/model/http/rate-limit.js'
import type { HandlerProblem } from '../../../src/model/http/serve-requests.js'
import { templateModel } from '../../../src/model/template-model.js'
import { type ModelHandlerOptions, modelHandler } from '../../../src/open/model-handler.js'
import { respondRequest, understandRequest } from '../openai/requests.js'
import { serveModel } from './handler-server.js'

const BODY = JSON.stringify(respondRequest())
const OTHER_ORIGIN = 'https://other.example'

async function post(options: ModelHandlerOptions, init: { headers?: Record<string, string>; body?: string } = {}): Promise<Response> {
  const url = await serveModel(templateModel(), options)
  return fetch(url, { method: 'POST', body: init.body ?? BODY, headers: { 'content-type': 'application/json', ...init.headers } })
}

describe('the answer', () => {
  it('is a stream of events that nobody may keep or hold back', async () => {
    const response = await post({})
    expect(response.status).toBe(200)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/x-ndjson',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    })
    const events = (await response.text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(events.at(-1)).toMatchObject({ type: 'reply', text: respondRequest().instruction })
  })
})

describe('origins', () => {
  it('takes requests that come from no page, and from its own', async () => {
    const url = await serveModel(templateModel())
    const send = (headers: Record<string, string>) =>
      fetch(url, { method: 'POST', body: BODY, headers: { 'content-type': 'application/json', ...headers } })
    expect((await send({})).status).toBe(200)
    expect((await send({ origin: new URL(url).origin })).status).toBe(200)
  })

  it.each([OTHER_ORIGIN, 'null', 'https://app.example.evil'])('refuses the pages of %s', async (origin) => {
    const response = await post({ allowedOrigins: ['https://app.example'] }, { headers: { origin } })
    expect(response.status).toBe(403)
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
  })

  it.each([[OTHER_ORIGIN], ['*']])('takes the pages of another origin where %s is allowed', async (allowed) => {
    const response = await post({ allowedOrigins: [allowed] }, { headers: { origin: OTHER_ORIGIN } })
    expect(response.status).toBe(200)
    expect(response.headers.get('access-control-allow-origin')).toBe(OTHER_ORIGIN)
    expect(response.headers.get('vary')).toContain('origin')
  })

  it('answers a preflight of an allowed origin only', async () => {
    const url = await serveModel(templateModel(), { allowedOrigins: [OTHER_ORIGIN] })
    const preflight = (origin: string) =>
      fetch(url, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization,content-type' },
      })
    const allowed = await preflight(OTHER_ORIGIN)
    expect(allowed.status).toBe(204)
    expect(Object.fromEntries(allowed.headers)).toMatchObject({
      'access-control-allow-origin': OTHER_ORIGIN,
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'authorization,content-type',
    })
    expect((await preflight('https://evil.example')).status).toBe(403)
  })

  it('lets an allowed page read what went wrong', async () => {
    const response = await post({ allowedOrigins: [OTHER_ORIGIN], authorize: () => false }, { headers: { origin: OTHER_ORIGIN } })
    expect(response.status).toBe(401)
    expect(response.headers.get('access-control-allow-origin')).toBe(OTHER_ORIGIN)
  })
})

describe('hosts', () => {
  it('are those of the list, so that a name which was made to point here is refused', async () => {
    const problems: HandlerProblem[] = []
    const handler = modelHandler(templateModel(), { allowedHosts: ['app.example'], onProblem: (problem) => problems.push(problem) })
    const send = (host: string) =>
      handler(
        new Request('http://127.0.0.1/', {
          method: 'POST',
          body: BODY,
          headers: { host, origin: `http://${host}`, 'content-type': 'application/json' },
        }),
      )
    expect((await send('App.example')).status).toBe(200)
    expect((await send('rebound.example')).status).toBe(403)
    expect((await send('rebound.example')).status).toBe(403)
    expect(problems).toEqual([{ type: 'host', message: expect.stringMatching(/"rebound.example".*allowedHosts/) }])
  })

  it('that are refused for their page are told once each, and never without end', async () => {
    const problems: HandlerProblem[] = []
    const handler = modelHandler(templateModel(), { onProblem: (problem) => problems.push(problem) })
    for (let page = 0; page < 300; page += 1) {
      const headers = { host: 'app.example', origin: `https://page${page % 200}.example`, 'content-type': 'application/json' }
      expect((await handler(new Request('http://127.0.0.1/', { method: 'POST', body: BODY, headers }))).status).toBe(403)
    }
    expect(problems).toHaveLength(100)
    expect(problems[0]).toEqual({ type: 'origin', message: expect.stringMatching(/"https:\/\/page0.example".*allowedOrigins.*Host/) })
  })
})

describe('rateLimit', () => {
  it('counts by caller, and says when to come back', async () => {
    const limit = rateLimit({ calls: 2, milliseconds: 60_000 })
    const outcomes = ['ana', 'ana', 'ana', 'bea'].map(limit)
    expect(outcomes.map((outcome) => (outcome === true ? 200 : outcome.status))).toEqual([200, 200, 429, 200])
    expect(outcomes[2]).toMatchObject({ status: 429 })
    const refused = await post({ authorize: () => limit('ana') })
    expect([refused.status, Number(refused.headers.get('retry-after'))]).toEqual([429, 60])
  })

  it('begins anew when the span is over', () => {
    const limit = rateLimit({ calls: 1, milliseconds: 0 })
    expect([limit('ana'), limit('ana')]).toEqual([true, true])
  })
})

describe('what it refuses', () => {
  it('is anything but a POST', async () => {
    const response = await fetch(await serveModel(templateModel()))
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe('POST, OPTIONS')
  })

  it('is a body of another type, which a form could send', async () => {
    expect((await post({}, { headers: { 'content-type': 'text/plain' } })).status).toBe(415)
  })

  it.each([
    ['no JSON', '{', 'The body is not JSON.'],
    ['another kind', '{"kind":"reply"}', 'at kind'],
    ['a role of its own', JSON.stringify(respondRequest()).replace('"user"', '"system"'), 'at history.1.role'],
    ['a question of its own', JSON.stringify(understandRequest()).replace('"class"', '"free"'), 'at questions.1.type'],
  ])('is a body that is %s', async (_case, body, problem) => {
    const response = await post({}, { body })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ code: 'http', status: 400, message: expect.stringContaining(problem) })
  })

  it('is a body that is too long, counted in bytes', async () => {
    const length = Buffer.byteLength(BODY)
    expect((await post({ maxBytes: length })).status).toBe(200)
    expect((await post({ maxBytes: length - 1 })).status).toBe(413)
  })

  it('is a body that turns out too long, with no length announced', async () => {
    const url = await serveModel(templateModel(), { maxBytes: 1000 })
    const piece = new TextEncoder().encode(' '.repeat(400))
    let sent = 0
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1
        if (sent > 5) controller.close()
        else controller.enqueue(piece)
      },
    })
    const streamed = { method: 'POST', body, duplex: 'half' as const, headers: { 'content-type': 'application/json' } }
    expect((await fetch(url, streamed)).status).toBe(413)
  })
})

describe('authorize', () => {
  it('decides by the request', async () => {
    const authorize = ({ headers }: Request) => headers.get('authorization') === 'Bearer ana'
    expect((await post({ authorize })).status).toBe(401)
    expect((await post({ authorize }, { headers: { authorization: 'Bearer ana' } })).status).toBe(200)
  })

  it('may answer itself', async () => {
    const response = await post({ authorize: async () => new Response('Later.', { status: 429, headers: { 'retry-after': '7' } }) })
    expect([response.status, response.headers.get('retry-after'), await response.text()]).toEqual([429, '7', 'Later.'])
  })

  it('gives away nothing when it fails', async () => {
    const errors: unknown[] = []
    const failure = new Error('no database at /srv')
    const response = await post({ authorize: () => Promise.reject(failure), onError: (error) => errors.push(error) })
    expect(response.status).toBe(500)
    expect(await response.text()).not.toContain('/srv')
    expect(errors).toEqual([failure])
  })
})
