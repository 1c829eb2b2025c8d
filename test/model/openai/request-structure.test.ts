import { expect, it } from 'vitest'
import { openaiModel } from '../../../src/model/openai/openai-model.js'
import { HOSTILE_UTTERANCES } from './hostile-utterances.js'
import { protocolServer, sendCompletion, sendStream } from './protocol-server.js'
import { neverAborted, quiet, respondRequest, understandRequest } from './requests.js'

it('keeps 200 hostile utterances in a message of their own, under the same instruction and schema', async () => {
  const server = await protocolServer((_request, response) => sendCompletion(response, { content: '{}' }))
  const model = openaiModel({ model: 'local', apiKey: 'k', baseURL: server.baseURL })
  for (const text of HOSTILE_UTTERANCES) await model.understand(understandRequest({ text }), { signal: neverAborted })

  await model.understand(understandRequest({ text: 'two rolls please' }), { signal: neverAborted })
  const harmless = server.received.at(-1)?.body
  const messages = Array.isArray(harmless?.['messages']) ? harmless['messages'] : []
  expect(messages.map(({ role }) => role)).toEqual(['system', 'assistant', 'system', 'user'])
  expect(HOSTILE_UTTERANCES).toHaveLength(200)
  for (const [index, text] of HOSTILE_UTTERANCES.entries()) {
    const expected = { ...harmless, messages: [...messages.slice(0, -1), { role: 'user', content: text }] }
    expect(server.received[index]?.body).toEqual(expected)
  }
})

it('lets the common prefix of the requests grow with the conversation', async () => {
  const server = await protocolServer((_request, response) => sendStream(response, [{ content: 'I see.' }]))
  const model = openaiModel({ model: 'local', apiKey: 'k', baseURL: server.baseURL })
  const history: { role: 'user' | 'assistant'; text: string }[] = []
  for (let turn = 0; turn < 20; turn += 1) {
    history.push({ role: 'user', text: `question ${turn}` })
    await model.respond(respondRequest({ history, instruction: `Answer in state ${turn}.` }), quiet)
    history.push({ role: 'assistant', text: 'I see.' })
  }
  const sent = server.received.map(({ body }) => (Array.isArray(body['messages']) ? body['messages'] : []))
  const common = sent.slice(1).map((messages, index) => {
    const earlier = sent[index] ?? []
    const different = messages.findIndex((message, position) => JSON.stringify(message) !== JSON.stringify(earlier[position]))
    return different
  })
  expect(common).toEqual(Array.from({ length: 19 }, (_, index) => 2 + 2 * index))
})
