import { compileFlow, defineFlow, extract, keyword, llmClassifier, memoryStore, openConversation } from 'talkchart'
import { inspectConversation } from 'talkchart/inspect'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createActor, waitFor } from 'xstate'
import { deferred } from '../openai/requests.js'
import { answer, KEY, modelOf, received, startProvider } from './provider.js'

/** Every instruction, and what the client would show of itself. */
const PROMPTS = /SYSTEM-PROMPT|RESPOND-INSTRUCTION|QUESTION-PROMPT|EXTRACT-PROMPT/
const CLIENT = /apiKey|baseURL|gpt-test|"client"/

const flow = defineFlow({
  name: 'discreet',
  initialState: 'greeting',
  systemPrompt: { instruct: 'SYSTEM-PROMPT' },
  states: {
    greeting: {
      prompt: { instruct: 'RESPOND-INSTRUCTION for {{state}}' },
      extract: extract({ fields: { name: { type: 'string' } }, prompt: 'EXTRACT-PROMPT' }),
      transitions: { angry: llmClassifier({ prompt: 'QUESTION-PROMPT {{text}}', targetClass: 'yes' }) },
      nextStates: { angry: 'calm' },
    },
    calm: {
      prompt: { instruct: 'RESPOND-INSTRUCTION for {{state}}' },
      transitions: { ok: keyword(['ok']) },
      nextStates: { ok: 'greeting' },
    },
  },
})

describe('secrets, over HTTP', () => {
  const provider = startProvider()
  afterEach(() => {
    vi.restoreAllMocks()
  })

  it('are in no record, settled snapshot, log or inspector message', async () => {
    const logged: unknown[] = []
    for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const)
      vi.spyOn(console, method).mockImplementation((...parts) => logged.push(...parts))
    const inspected: unknown[] = []
    const inspector = inspectConversation({ adapter: { send: (message) => inspected.push(message) } })
    answer(provider, { respond: { content: 'Hello.' }, understand: { content: { extract: { name: 'Ana' }, angry: 'yes' } } })
    const store = memoryStore()
    const conversation = await openConversation({ flow, model: modelOf(provider), store, id: 'ana', inspect: inspector.inspect })
    const snapshots: unknown[] = []
    const settle = () => snapshots.push(conversation.actor.getPersistedSnapshot())
    settle()
    await conversation.send('you idiots')
    settle()
    provider.nextRequestError(401, { message: `Incorrect API key provided: ${KEY}.` })
    expect((await conversation.send('hm')).error).toMatchObject({ code: 'http', status: 401 })
    settle()
    await conversation.retry()
    settle()
    const records = await Promise.all(
      Array.from({ length: conversation.revision }, (_, revision) => store.load('ana', { revision: revision + 1 })),
    )
    await expect.poll(() => JSON.stringify(inspected)).toContain('conversation.retry')
    inspector.stop()
    await conversation.close()

    expect(records.length).toBeGreaterThan(4)
    expect(received(provider).some(({ body }) => PROMPTS.test(JSON.stringify(body)))).toBe(true)
    for (const [place, found] of Object.entries({ records, snapshots, logged, inspected })) {
      const text = JSON.stringify(found)
      expect(text, place).not.toContain(KEY)
      expect(text, place).not.toMatch(PROMPTS)
      expect(text, place).not.toMatch(CLIENT)
    }
  })

  it('are in a snapshot taken while the model is asked only as far as it is needed to ask again: the prompts', async () => {
    const [asked, inspected] = [deferred(), deferred()]
    const holding = async () => {
      asked.resolve()
      await inspected.promise
      return { content: 'Hello.' }
    }
    answer(provider, { respond: holding })
    const actor = createActor(compileFlow(flow, { model: modelOf(provider) }), { input: { conversationId: 'ana' } }).start()
    await asked.promise
    const text = JSON.stringify(actor.getPersistedSnapshot())
    inspected.resolve()
    await waitFor(actor, (snapshot) => snapshot.hasTag('listening'))
    expect(text).toContain('RESPOND-INSTRUCTION for greeting')
    expect(text).not.toContain(KEY)
    expect(text).not.toMatch(CLIENT)
    expect(JSON.stringify(actor.getPersistedSnapshot())).not.toMatch(PROMPTS)
    actor.stop()
  })
})
