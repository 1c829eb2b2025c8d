import { describe, expect, it } from 'vitest'
import { openaiModel } from '../../../src/model/openai/openai-model.js'
import { type ProtocolServer, protocolServer, type ReceivedRequest, sendCompletion, sendJson, sendStream } from './protocol-server.js'
import { neverAborted, quiet, respondRequest, understandRequest } from './requests.js'

const ANSWER = { extract: { product: 'rolls' }, satisfied: 'no', next: 'oven' }

function modelAt(server: ProtocolServer) {
  const notices: string[] = []
  const model = openaiModel({
    model: 'local',
    apiKey: 'k',
    baseURL: server.baseURL,
    maxRetries: 0,
    onNotice: (notice) => notices.push(notice),
  })
  return { model, notices }
}

function formatsOf(server: ProtocolServer): readonly unknown[] {
  return server.received.map(({ body }) => body['response_format']).map((format) => Object(format).type)
}

function formatOf({ body }: ReceivedRequest): unknown {
  return Object(body['response_format']).type
}

describe('a server that does not take JSON Schema', () => {
  it('is asked for a JSON object instead, remembered, and told of once', async () => {
    const server = await protocolServer((request, response) => {
      if (formatOf(request) !== 'json_schema') return sendCompletion(response, { content: JSON.stringify(ANSWER) })
      sendJson(response, 400, { error: { message: 'This model does not support response format `json_schema`.' } })
    })
    const { model, notices } = modelAt(server)
    expect((await model.understand(understandRequest(), { signal: neverAborted })).value).toEqual(ANSWER)
    expect((await model.understand(understandRequest(), { signal: neverAborted })).value).toEqual(ANSWER)
    expect(formatsOf(server)).toEqual(['json_schema', 'json_object', 'json_object'])
    expect(notices).toEqual([expect.stringMatching(/"local" does not take answers by JSON Schema.*does not support response format/)])
  })

  it('is told of once, also when several calls find out at the same time', async () => {
    const server = await protocolServer((request, response) => {
      if (formatOf(request) !== 'json_schema') return sendCompletion(response, { content: JSON.stringify(ANSWER) })
      sendJson(response, 400, { error: { message: 'No structured outputs here.' } })
    })
    const { model, notices } = modelAt(server)
    await Promise.all(Array.from({ length: 5 }, () => model.understand(understandRequest(), { signal: neverAborted })))
    expect(notices).toHaveLength(1)
  })

  it('is told the schema in the instruction', async () => {
    const server = await protocolServer((request, response) => {
      if (formatOf(request) !== 'json_schema') return sendCompletion(response, { content: JSON.stringify(ANSWER) })
      sendJson(response, 422, { detail: [{ type: 'extra_forbidden', loc: ['body', 'response_format'] }] })
    })
    const request = understandRequest()
    await modelAt(server).model.understand(request, { signal: neverAborted })
    expect(JSON.stringify(server.received[1]?.body)).toContain(JSON.stringify(JSON.stringify(request.schema)).slice(1, -1))
  })

  it('may take no response format at all: the JSON is found in what it says', async () => {
    const server = await protocolServer((request, response) => {
      if (formatOf(request) === undefined)
        return sendCompletion(response, { content: `Sure, here it is:\n\`\`\`json\n${JSON.stringify(ANSWER)}\n\`\`\`` })
      sendJson(response, 400, { error: { message: 'Unknown field.', param: 'response_format' } })
    })
    const { model, notices } = modelAt(server)
    expect((await model.understand(understandRequest(), { signal: neverAborted })).value).toEqual(ANSWER)
    expect(formatsOf(server)).toEqual(['json_schema', 'json_object', undefined])
    expect(notices).toHaveLength(1)
  })

  it('is not supposed from an error that no other format cures', async () => {
    const server = await protocolServer((_request, response) => sendJson(response, 400, {}))
    const { model, notices } = modelAt(server)
    const failure = () => model.understand(understandRequest(), { signal: neverAborted })
    await expect(failure()).rejects.toMatchObject({ code: 'http', status: 400 })
    await expect(failure()).rejects.toMatchObject({ code: 'http', status: 400 })
    expect(formatsOf(server)).toEqual(['json_schema', 'json_object', undefined, 'json_schema', 'json_object', undefined])
    expect(notices).toEqual([])
  })

  it('is not supposed from an error about something else', async () => {
    const server = await protocolServer((_request, response) => sendJson(response, 400, { error: { message: 'The context is too long.' } }))
    await expect(modelAt(server).model.understand(understandRequest(), { signal: neverAborted })).rejects.toMatchObject({ code: 'http' })
    expect(server.received).toHaveLength(1)
  })
})

describe('one schema that a server refuses', () => {
  const choices = understandRequest({
    questions: [{ type: 'class', key: 'satisfied', instruction: 'Is the customer satisfied?', classes: ['yes', 'no'] }],
    schema: { type: 'object', properties: { satisfied: { enum: ['yes', 'no'] } }, required: ['satisfied'], additionalProperties: false },
  })

  it('changes nothing for the others, and is not sent again', async () => {
    const server = await protocolServer((request, response) => {
      const isRefused = formatOf(request) === 'json_schema' && JSON.stringify(request.body).includes('product')
      if (isRefused) return sendJson(response, 400, { error: { message: 'Invalid schema for response_format.' } })
      sendCompletion(response, { content: JSON.stringify(ANSWER) })
    })
    const { model } = modelAt(server)
    for (const request of [understandRequest(), choices, understandRequest(), choices]) {
      await model.understand(request, { signal: neverAborted })
    }
    expect(formatsOf(server)).toEqual(['json_schema', 'json_object', 'json_schema', 'json_object', 'json_schema'])
  })

  it('speaks for all when it asks nothing but a choice', async () => {
    const server = await protocolServer((request, response) => {
      if (formatOf(request) !== 'json_schema') return sendCompletion(response, { content: JSON.stringify(ANSWER) })
      sendJson(response, 400, { error: { message: 'No structured outputs here.' } })
    })
    const { model } = modelAt(server)
    await model.understand(choices, { signal: neverAborted })
    await model.understand(understandRequest(), { signal: neverAborted })
    expect(formatsOf(server)).toEqual(['json_schema', 'json_object', 'json_object'])
  })

  it('teaches nothing when it comes from outside', async () => {
    const server = await protocolServer((request, response) => {
      if (formatOf(request) !== 'json_schema') return sendCompletion(response, { content: JSON.stringify(ANSWER) })
      sendJson(response, 400, { error: { message: 'No structured outputs here.' } })
    })
    const { model, notices } = modelAt(server)
    await model.understand(choices, { signal: neverAborted, untrusted: true })
    await model.understand(choices, { signal: neverAborted })
    expect(formatsOf(server)).toEqual(['json_schema', 'json_object', 'json_schema', 'json_object'])
    expect(notices).toHaveLength(1)
  })
})

describe('a server that does not report usage in streams', () => {
  it('is asked without, remembered, and told of once', async () => {
    const server = await protocolServer(({ body }, response) => {
      if (body['stream_options'] === undefined) return sendStream(response, [{ content: 'Good ' }, { content: 'morning' }])
      sendJson(response, 400, { error: { message: 'Unrecognized request argument supplied: stream_options' } })
    })
    const { model, notices } = modelAt(server)
    const respond = () => model.respond(respondRequest(), quiet)
    expect(await respond()).toEqual({ text: 'Good morning', usage: { inputTokens: 0, outputTokens: 0 } })
    await respond()
    expect(server.received.map(({ body }) => body['stream_options'] !== undefined)).toEqual([true, false, false])
    expect(notices).toEqual([expect.stringContaining('does not report the usage of a stream')])
  })
})

describe('a server of an unusual kind', () => {
  it('takes the instruction from the user where it takes one system message only', async () => {
    const server = await protocolServer((_request, response) => sendStream(response, [{ content: 'Hello' }]))
    const onNotice = () => undefined
    const model = openaiModel({ model: 'local', baseURL: server.baseURL, apiKey: 'k', instructionRole: 'user', onNotice })
    await model.respond(respondRequest(), quiet)
    expect(server.received[0]?.body['messages']).toMatchObject([
      { role: 'system' },
      { role: 'assistant' },
      { role: 'user' },
      { role: 'user' },
    ])
  })

  it('is sent a schema that the strict subset can not say as it is', async () => {
    const server = await protocolServer((_request, response) => sendCompletion(response, { content: '{"extract":{"a":1}}' }))
    const schema = {
      type: 'object',
      properties: { extract: { type: 'object', additionalProperties: { type: 'integer' } } },
      required: ['extract'],
    }
    await modelAt(server).model.understand(understandRequest({ schema }), { signal: neverAborted })
    expect(server.received[0]?.body['response_format']).toEqual({
      type: 'json_schema',
      json_schema: { name: 'answer', strict: false, schema },
    })
  })

  it('fails with off-schema when the answer has no choices', async () => {
    const server = await protocolServer((_request, response) => sendJson(response, 200, { ok: true }))
    await expect(modelAt(server).model.understand(understandRequest(), { signal: neverAborted })).rejects.toMatchObject({
      code: 'off-schema',
    })
  })

  it('fails with the code of an error that came inside the stream', async () => {
    const error = { message: 'Rate limit reached.', code: 'rate_limit_exceeded' }
    const server = await protocolServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).end(`data: ${JSON.stringify({ error })}\n\n`)
    })
    const failure = modelAt(server).model.respond(respondRequest(), quiet)
    await expect(failure).rejects.toMatchObject({ code: 'rate-limit' })
  })
})

describe('a refusal', () => {
  it('fails with refusal when it is streamed', async () => {
    const server = await protocolServer((_request, response) => sendStream(response, [{ refusal: "I can't " }, { refusal: 'help.' }]))
    const failure = modelAt(server).model.respond(respondRequest(), quiet)
    await expect(failure).rejects.toMatchObject({ code: 'refusal' })
  })

  it('fails with refusal when it is asked in structured output', async () => {
    const server = await protocolServer((_request, response) => sendCompletion(response, { content: null, refusal: "I can't help." }))
    await expect(modelAt(server).model.understand(understandRequest(), { signal: neverAborted })).rejects.toMatchObject({ code: 'refusal' })
  })
})
