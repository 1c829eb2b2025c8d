import { inspect } from 'node:util'
import OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import { openaiModel } from '../../../src/model/openai/openai-model.js'
import { protocolServer, sendJson } from './protocol-server.js'
import { neverAborted, quiet, respondRequest, understandRequest } from './requests.js'

const KEY = 'sk-very-secret-0123456789'

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
