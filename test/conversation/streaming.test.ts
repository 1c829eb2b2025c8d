import { compileFlow, defineFlow, keyword, type LanguageModel, memoryStore, openConversation, scriptedModel } from 'talkchart'
import { describe, expect, it } from 'vitest'
import { createActor, waitFor } from 'xstate'

const flow = defineFlow({
  name: 'support',
  initialState: 'greeting',
  states: {
    greeting: {
      prompt: { say: 'What is wrong?' },
      transitions: { slow: keyword(['slow']), end: keyword(['bye']) },
      nextStates: { slow: 'explain', end: 'first' },
    },
    explain: { prompt: { instruct: 'Explain.' }, transitions: { back: keyword(['back']) }, nextStates: { back: 'greeting' } },
    first: { prompt: { instruct: 'Say thanks.' }, advanceTo: 'second' },
    second: { prompt: { say: 'Goodbye.' } },
  },
})

/** Says a first piece, then waits until it is cut off. */
function talksUntilStopped(): LanguageModel & { stopped: number } {
  const model: LanguageModel & { stopped: number } = {
    stopped: 0,
    respond: (_request, { signal, onDelta }) =>
      new Promise((_resolve, reject) => {
        onDelta('Well, first ')
        onDelta('of all')
        signal.addEventListener('abort', () => {
          model.stopped++
          reject(new Error('aborted'))
        })
      }),
    understand: async () => ({ value: null, usage: { inputTokens: 0, outputTokens: 0 } }),
  }
  return model
}

describe('a reply stream', () => {
  it('gives every piece that is said, and they make up the reply', async () => {
    const conversation = await openConversation({ flow, model: scriptedModel({ respond: 'Thank you so much.' }) })
    const pieces: string[] = []
    const stream = conversation.stream('bye')
    for await (const piece of stream) pieces.push(piece)
    const turn = await stream.turn
    expect(pieces).toEqual(['Thank ', 'you ', 'so ', 'much.', '\n\n', 'Goodbye.'])
    expect(pieces.join('')).toBe(turn.reply)
  })

  it('gives in one piece what was said to a message that had its turn before', async () => {
    const conversation = await openConversation({ flow, model: scriptedModel({ respond: 'Thank you so much.' }) })
    await conversation.send('it is slow', { id: 'm1' })
    const pieces: string[] = []
    for await (const piece of conversation.stream('it is slow', { id: 'm1' })) pieces.push(piece)
    expect(pieces).toEqual(['Thank you so much.'])
    await conversation.close()
  })

  it('gives only its own turn, after those that it waited for', async () => {
    const conversation = await openConversation({ flow, model: scriptedModel({ respond: ['It takes time.', 'Thanks.'] }) })
    const first = conversation.stream('slow')
    const second = conversation.stream('back')
    const read = async (stream: AsyncIterable<string>) => {
      let text = ''
      for await (const piece of stream) text += piece
      return text
    }
    expect(await Promise.all([read(first), read(second)])).toEqual(['It takes time.', 'What is wrong?'])
  })

  it('throws into the loop what the turn throws', async () => {
    const conversation = await openConversation({ flow, model: scriptedModel({ respond: 'x' }) })
    await conversation.cancel()
    await expect(async () => {
      for await (const _piece of conversation.stream('slow')) expect.unreachable()
    }).rejects.toThrow('has ended (cancelled)')
  })
})

describe('an interruption', () => {
  it('cuts the reply off, keeps what was said, and takes the message up', async () => {
    const store = memoryStore()
    const model = talksUntilStopped()
    const conversation = await openConversation({ flow, model, store, id: 'a' })
    const first = conversation.send('it is slow')
    await waitFor(conversation.actor, ({ context }) => context.partialReply === 'Well, first of all')
    const second = conversation.send('go back', { interrupt: true })
    expect(await first).toMatchObject({ reply: 'Well, first of all', phase: 'listening', state: 'explain' })
    expect(await second).toMatchObject({ reply: 'What is wrong?', state: 'greeting' })
    expect(model.stopped).toBe(1)
    expect((await conversation.history()).map(({ text, interrupted }) => [text, interrupted])).toEqual([
      ['What is wrong?', undefined],
      ['it is slow', undefined],
      ['Well, first of all', true],
      ['go back', undefined],
      ['What is wrong?', undefined],
    ])
  })

  it('is possible with XState alone, by an event', async () => {
    const model = talksUntilStopped()
    const actor = createActor(compileFlow(flow, { model })).start()
    actor.send({ type: 'user.message', text: 'slow' })
    await waitFor(actor, ({ context }) => context.partialReply !== '')
    actor.send({ type: 'user.message', text: 'wait' })
    expect(actor.getSnapshot().value).toEqual({ explain: 'responding' })
    actor.send({ type: 'user.message', text: 'back', interrupt: true })
    await waitFor(actor, ({ context }) => context.partialReply === 'Well, first of all')
    expect(actor.getSnapshot().context.messages.map(({ text }) => text)).toEqual(['What is wrong?', 'slow', 'Well, first of all', 'wait'])
    actor.send({ type: 'conversation.interrupt' })
    expect(actor.getSnapshot().value).toEqual({ greeting: 'listening' })
  })

  it('of a state that goes on by itself lets it go on', async () => {
    const conversation = await openConversation({ flow, model: talksUntilStopped() })
    const turn = conversation.send('bye')
    await waitFor(conversation.actor, ({ context }) => context.partialReply !== '')
    expect(await conversation.interrupt()).toBe(true)
    expect(await turn).toMatchObject({ replies: [{ text: 'Well, first of all', interrupted: true }, { text: 'Goodbye.' }], phase: 'done' })
  })

  it('does nothing when no reply is being made', async () => {
    const conversation = await openConversation({ flow, model: talksUntilStopped() })
    expect(await conversation.interrupt()).toBe(false)
    expect(conversation).toMatchObject({ phase: 'listening', state: 'greeting' })
  })
})
