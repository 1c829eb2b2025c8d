import { defineFlow, llmClassifier, memoryStore, openConversation } from 'talkchart'
import { describe, expect, it } from 'vitest'
import { HOSTILE_UTTERANCES } from '../openai/hostile-utterances.js'
import { answer, modelOf, received, startProvider } from './provider.js'

const angry = llmClassifier({ prompt: 'Is {{text}} angry?', targetClass: 'yes' })

const flow = defineFlow({
  name: 'talk',
  initialState: 'talk',
  systemPrompt: { instruct: 'You talk about the weather.' },
  history: { maxMessages: 100 },
  states: {
    talk: {
      prompt: { instruct: 'Talk about the weather.' },
      transitions: { angry },
      nextStates: { angry: 'end' },
      noMatch: { prompt: { instruct: 'Talk on, whatever was said.' } },
    },
    end: { prompt: { say: 'Goodbye.' } },
  },
})

/** Asks the model about every message, and shows it the last two. */
const guarded = defineFlow({
  name: 'guarded',
  initialState: 'talk',
  history: { maxMessages: 2 },
  states: {
    talk: { prompt: { say: 'Go on.' }, transitions: { angry }, nextStates: { angry: 'end' } },
    end: { prompt: { say: 'Goodbye.' } },
  },
})

describe('requests over a whole conversation', () => {
  const provider = startProvider()

  it('have a common prefix that grows with twenty turns', async () => {
    answer(provider, { respond: { content: 'I see.' }, understand: { content: { angry: 'no' } } })
    const conversation = await openConversation({ flow, model: modelOf(provider), store: memoryStore(), id: 'ana' })
    for (let turn = 1; turn <= 20; turn += 1) await conversation.send(`it rains for day ${turn}`)
    for (const kind of ['respond', 'understand'] as const) {
      const sent = received(provider)
        .filter((request) => request.kind === kind)
        .map(({ body }) => body.messages.map((message) => JSON.stringify(message)))
      const common = sent.slice(1).map((messages, index) => messages.findIndex((message, position) => message !== sent[index]?.[position]))
      expect(common).toEqual(common.map((_, index) => (common[0] ?? 0) + 2 * index))
      const last = sent.at(-1)?.length ?? 0
      // All but what is asked now, the last message and the last reply.
      expect(common.at(-1)).toBeGreaterThanOrEqual(last - 4)
    }
    await conversation.close()
  })

  it('keep 200 hostile utterances apart from the instructions, and in the chart', async () => {
    answer(provider, { respond: { content: 'I see.' }, understand: { content: { angry: 'no' } } })
    const conversation = await openConversation({ flow: guarded, model: modelOf(provider), store: memoryStore(), id: 'ana' })
    for (const text of HOSTILE_UTTERANCES) {
      expect(await conversation.send(text)).toMatchObject({ state: 'talk', transition: null, phase: 'listening' })
    }
    const sent = received(provider).filter(({ kind }) => kind === 'understand')
    const instructions = new Set(sent.map(({ body }) => JSON.stringify(body.messages.filter(({ role }) => role === 'system'))))
    const schemas = new Set(sent.map(({ body }) => JSON.stringify(body.response_format)))
    expect(sent.map(({ body }) => body.messages.at(-1))).toEqual(HOSTILE_UTTERANCES.map((content) => ({ role: 'user', content })))
    expect({ instructions: instructions.size, schemas: schemas.size }).toEqual({ instructions: 1, schemas: 1 })
    expect([...schemas][0]).toContain('"enum":["yes","no"]')
    await conversation.close()
  })
})
