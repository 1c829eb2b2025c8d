import type { StatelyInspectionEvent } from '@statelyai/inspect'
import { compileFlow, memoryStore, openConversation } from 'talkchart'
import { inspectConversation } from 'talkchart/inspect'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createActor } from 'xstate'
import { chartsIn, namesIn, receive, startServer, valuesIn, webSocketUrl } from './receiving.js'
import { secretiveFlow, secretiveModel } from './secretive-flow.js'

type Inspect = ReturnType<typeof inspectConversation>['inspect']

/** A conversation in which the model is asked, speaks, fails, is cut off and speaks again. */
async function talk(inspect: Inspect, id = 'ana'): Promise<void> {
  const conversation = await openConversation({ flow: secretiveFlow, model: secretiveModel(), store: memoryStore(), id, inspect })
  await conversation.send('my plate is PRIVATE-UTTERANCE')
  await conversation.retry()
  await conversation.send('PRIVATE and not understood')
  await conversation.send('bye')
}

/** Waits for the last that `talk` causes: its end as a state, which the chart names from the start. */
async function heardAll(received: readonly StatelyInspectionEvent[]): Promise<string> {
  await expect.poll(() => valuesIn(received), { timeout: 20_000 }).toContain('$completed')
  return JSON.stringify(received)
}

describe('inspectConversation', () => {
  it('names actors by what they do, and tells every event and every state', async () => {
    const { url } = await startServer()
    const received = await receive(url)
    const inspector = inspectConversation({ url: webSocketUrl(url) })
    onTestFinished(() => inspector.stop())
    await talk(inspector.inspect)
    await heardAll(received)
    expect(namesIn(received)).toEqual([
      'secretive (ana)',
      'respond: greeting',
      'understand: greeting',
      'respond: answer',
      'respond: answer',
    ])
    expect(valuesIn(received)).toEqual(
      expect.arrayContaining([{ greeting: 'understanding' }, { answer: 'failed' }, { answer: 'listening' }, '$completed']),
    )
    const events = received.flatMap((message) => (message.type === '@xstate.event' ? [message.event.type] : []))
    expect(events).toEqual(
      expect.arrayContaining(['user.message', 'conversation.retry', 'xstate.done.actor.understand', 'xstate.error.actor.respond']),
    )
  })

  it('tells nothing that was written, said or asked, unless it is asked for', async () => {
    const server = await startServer()
    const received = await receive(server.url)
    await talk(inspectConversation({ adapter: server }).inspect)
    const everything = await heardAll(received)
    expect(everything).not.toMatch(/PRIVATE/i)
    expect(everything).toContain('[redacted, 29 characters]')
  })

  it('tells every text when redaction is switched off, and what a function makes of it', async () => {
    const server = await startServer()
    const received = await receive(server.url)
    await talk(inspectConversation({ adapter: server, redact: false }).inspect)
    const everything = await heardAll(received)
    const told = [
      'SYSTEM',
      'INSTRUCTION',
      'SAY',
      'PARAM',
      'DATA',
      'EXTRACT',
      'QUESTION',
      'MISS',
      'UTTERANCE',
      'REPLY',
      'PLATE',
      'FAILURE',
      'GOODBYE',
    ]
    for (const word of told) expect(everything, word).toContain(`PRIVATE-${word}`)

    const second = await startServer()
    const masked = await receive(second.url)
    await talk(inspectConversation({ adapter: second, redact: (text) => text.replaceAll('PRIVATE', '***') }).inspect, 'ben')
    expect(await heardAll(masked)).toContain('my plate is ***-UTTERANCE')
    expect(JSON.stringify(masked)).not.toContain('PRIVATE')
  })

  it('serves many conversations, and plain XState', async () => {
    const server = await startServer()
    const received = await receive(server.url)
    const { inspect } = inspectConversation({ adapter: server })
    const actor = createActor(compileFlow(secretiveFlow), { input: { conversationId: 'plain' }, inspect }).start()
    onTestFinished(() => {
      actor.stop()
    })
    await talk(inspect, 'cleo')
    await heardAll(received)
    expect(namesIn(received)).toEqual(expect.arrayContaining(['secretive (plain)', 'secretive (cleo)']))
  })

  it('waits for an inspector that comes late, and tells it the chart and what happened since', async () => {
    const early = await startServer()
    const { url } = early
    early.stop()
    const inspector = inspectConversation({ url: webSocketUrl(url) })
    onTestFinished(() => inspector.stop())
    await talk(inspector.inspect)
    const token = new URL(url).searchParams.get('token') ?? ''
    await startServer({ port: Number(new URL(url).port), token })
    const received = await receive(url)
    await heardAll(received)
    expect(chartsIn(received)).toEqual([expect.objectContaining({ id: 'secretive' })])
  })

  it('sends nothing more once it is stopped', async () => {
    const server = await startServer()
    const sent: unknown[] = []
    const inspector = inspectConversation({ adapter: { send: (message) => sent.push(message) } })
    inspector.stop()
    await talk(inspector.inspect)
    const witness = await receive(server.url)
    await talk(inspectConversation({ adapter: server }).inspect)
    await heardAll(witness)
    expect(sent).toEqual([])
  })

  it.each(['ws://192.168.0.7:8080', 'wss://inspect.example.com', 'ws://127.0.0.1.example.com', 'nonsense'])(
    'refuses %s, which is not of this machine',
    (url) => {
      expect(() => inspectConversation({ url })).toThrow(
        expect.objectContaining({ code: 'not-loopback', message: expect.stringContaining(url) }),
      )
    },
  )
})
