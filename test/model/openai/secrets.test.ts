import { inspect } from 'node:util'
import OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import { openaiModel } from '../../../src/model/openai/openai-model.js'
import { protocolServer, sendJson } from './protocol-server.js'
import { neverAborted, quiet, respondRequest, understandRequest } from './requests.js'

/** Two keys: one that every redaction knows by its form, and one of a gateway's own that only its value gives away. */
const KEY = 'sk-very-secret-0123456789'
const GATEWAY_KEY = 'zebra4711gateway'

/** Everything that a log, a record or a debugger could show of a value. */
function everythingOf(value: unknown): string {
  return [inspect(value, { depth: 20, showHidden: true }), JSON.stringify(value), String(value)].join('\n')
}

async function failureOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => expect.unreachable('The call should have failed.'),
    (error: unknown) => everythingOf(error),
  )
}

describe('the key', () => {
  it('is not to be found in the model', () => {
    expect(everythingOf(openaiModel({ model: 'gpt-test', apiKey: KEY }))).not.toContain(KEY)
    expect(everythingOf(openaiModel({ model: 'gpt-test', client: new OpenAI({ apiKey: KEY }) }))).not.toContain(KEY)
  })

  it.each([401, 429, 500])('is not to be found in the error when a server that answers %s echoes it', async (status) => {
    const server = await protocolServer(({ headers }, response) => {
      sendJson(response, status, { error: { message: `No entry for ${headers.authorization}, key ${KEY}` } })
    })
    const model = openaiModel({ model: 'gpt-test', apiKey: KEY, baseURL: server.baseURL, maxRetries: 0 })
    const failure = await failureOf(model.respond(respondRequest(), quiet))
    expect(failure).toContain(`${status}`)
    expect(failure).not.toContain(KEY)
  })

  it.each([
    ['a record', { 'x-gateway-key': `Basic ${GATEWAY_KEY}` }],
    ['Headers', new Headers({ 'x-gateway-key': GATEWAY_KEY })],
  ] as const)(
    'is not to be found in the error when it stands in the headers of a client of your own, given as %s',
    async (_form, defaultHeaders) => {
      const server = await protocolServer(({ headers: sent }, response) => {
        sendJson(response, 403, { error: { message: `Unknown gateway key ${sent['x-gateway-key']} (${GATEWAY_KEY})` } })
      })
      const client = new OpenAI({ apiKey: 'k', baseURL: server.baseURL, defaultHeaders })
      const failure = await failureOf(openaiModel({ model: 'gpt-test', client }).respond(respondRequest(), quiet))
      expect(failure).toContain('Unknown gateway key')
      expect(failure).not.toContain(GATEWAY_KEY)
    },
  )

  it('is not to be found in the error when it stands in the query, or in an error with status 200', async () => {
    const server = await protocolServer((_request, response) =>
      sendJson(response, 200, { error: { message: `No entry for ${GATEWAY_KEY}` } }),
    )
    const client = new OpenAI({ apiKey: 'k', baseURL: server.baseURL, defaultQuery: { key: GATEWAY_KEY } })
    const failure = await failureOf(openaiModel({ model: 'gpt-test', client }).respond(respondRequest(), quiet))
    expect(failure).toContain('No entry for')
    expect(failure).not.toContain(GATEWAY_KEY)
  })

  it('is not to be found in the notice about a server that echoes it', async () => {
    const server = await protocolServer((_request, response) =>
      sendJson(response, 400, { error: { message: `${KEY} may not use response_format` } }),
    )
    const notices: string[] = []
    const model = openaiModel({
      model: 'gpt-test',
      apiKey: KEY,
      baseURL: server.baseURL,
      maxRetries: 0,
      onNotice: (notice) => notices.push(notice),
    })
    expect(await failureOf(model.understand(understandRequest(), { signal: neverAborted }))).not.toContain(KEY)
    expect(notices.join()).not.toContain(KEY)
  })

  it.each([
    ['can not stand in a header', { apiKey: `${KEY}\u2028`, baseURL: 'http://127.0.0.1:1/v1' }],
    ['is renewed by a function', { apiKey: async () => KEY, baseURL: 'http://127.0.0.1:1/v1' }],
    ['stands in the address', { apiKey: 'k', baseURL: `http://user:${KEY}@127.0.0.1:1/v1` }],
  ])('is not to be found in the error when it %s', async (_case, options) => {
    const model = openaiModel({ model: 'gpt-test', maxRetries: 0, ...options })
    expect(await failureOf(model.respond(respondRequest(), quiet))).not.toContain(KEY)
  })

  it('is not asked for where a server needs none', async () => {
    const server = await protocolServer((_request, response) => sendJson(response, 500, {}))
    const model = openaiModel({ model: 'local', baseURL: server.baseURL, maxRetries: 0 })
    await expect(model.understand(understandRequest(), { signal: neverAborted })).rejects.toMatchObject({ status: 500 })
  })
})
