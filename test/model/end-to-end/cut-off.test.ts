import type { ServerResponse } from 'node:http'
import { compileFlow, defineFlow, keyword, memoryStore, openConversation } from 'talkchart'
import { openaiModel } from 'talkchart/openai'
import { describe, expect, it } from 'vitest'
import { createActor, waitFor } from 'xstate'
import { beginStream, protocolServer, sendStream, writeChunk } from '../openai/protocol-server.js'
import { deferred } from '../openai/requests.js'

const flow = defineFlow({
  name: 'storyteller',
  initialState: 'ask',
  states: {
    ask: { prompt: { say: 'A story?' }, transitions: { yes: keyword(['yes']) }, nextStates: { yes: 'story' } },
    story: { prompt: { instruct: 'Tell a story.' }, transitions: { stop: keyword(['stop']) }, nextStates: { stop: 'ask' } },
  },
})

/** A server whose first reply never ends, and what became of its connection. */
async function endlessServer() {
  const closed = deferred()
  const streams: ServerResponse[] = []
  const server = await protocolServer((_request, response) => {
    if (streams.push(response) > 1) return sendStream(response, [{ content: 'The end.' }])
    response.on('close', closed.resolve)
    beginStream(response, [{ content: 'Once upon ' }])
  })
  const say = (content: string) =>
    streams[0] && writeChunk(streams[0], { choices: [{ index: 0, delta: { content }, finish_reason: null }] })
  const model = openaiModel({ model: 'local', apiKey: 'k', baseURL: server.baseURL, maxRetries: 0 })
  return { model, server, closed: closed.promise, say }
}

describe('cutting the model off over HTTP', () => {
  it('keeps what was said, marked, and closes the request', async () => {
    const { model, closed, say, server } = await endlessServer()
    const store = memoryStore()
    const conversation = await openConversation({ flow, model, store, id: 'ana' })
    let told = ''
    const telling = conversation.send('yes', {
      onDelta: (delta) => {
        told += delta
        if (told === 'Once upon ') say('a time')
        if (told.endsWith('time')) void conversation.send('stop', { interrupt: true })
      },
    })
    expect(await telling).toMatchObject({ reply: 'Once upon a time', replies: [{ interrupted: true }] })
    await closed
    await expect.poll(() => conversation.state).toBe('ask')
    expect((await conversation.history()).map(({ text, interrupted = false }) => [text, interrupted])).toEqual([
      ['A story?', false],
      ['yes', false],
      ['Once upon a time', true],
      ['stop', false],
      ['A story?', false],
    ])
    expect(server.received).toHaveLength(1)
    await conversation.close()
  })

  it('closes the request when the conversation is cancelled, or closed', async () => {
    for (const end of ['cancel', 'close'] as const) {
      const { model, closed } = await endlessServer()
      const conversation = await openConversation({ flow, model, store: memoryStore(), id: 'ana' })
      const speaking = deferred()
      const turn = conversation.send('yes', { onDelta: speaking.resolve }).catch((error: unknown) => error)
      await speaking.promise
      await conversation[end]()
      await closed
      await turn
      expect(conversation.phase).toBe(end === 'cancel' ? 'done' : 'closed')
    }
  })

  it('closes the request when a plain XState actor is interrupted, cancelled or stopped', async () => {
    for (const type of ['conversation.interrupt', 'conversation.cancel', 'stop'] as const) {
      const { model, closed } = await endlessServer()
      const actor = createActor(compileFlow(flow, { model }), { input: {} }).start()
      const speaking = deferred()
      actor.on('reply.delta', speaking.resolve)
      actor.send({ type: 'user.message', text: 'yes' })
      await speaking.promise
      if (type === 'stop') actor.stop()
      else actor.send({ type })
      await closed
      if (type === 'conversation.interrupt') {
        const { context } = await waitFor(actor, (snapshot) => snapshot.hasTag('listening'))
        expect(context.messages.at(-1)).toMatchObject({ text: 'Once upon ', interrupted: true })
      }
    }
  })
})
