import type { LLMock } from '@copilotkit/aimock'
import { defineFlow, keyword, llmClassifier, memoryStore, openConversation } from 'talkchart'
import { describe, expect, it } from 'vitest'
import { answer, modelOf, received, startProvider } from './provider.js'

const flow = defineFlow({
  name: 'faulty',
  initialState: 'greeting',
  states: {
    greeting: {
      prompt: { say: 'What is wrong?' },
      transitions: { told: keyword(['told']), angry: llmClassifier({ prompt: 'Is the user angry?', targetClass: 'yes' }) },
      nextStates: { told: 'answer', angry: 'sorry' },
    },
    answer: { prompt: { instruct: 'Answer.' }, transitions: { back: keyword(['back']) }, nextStates: { back: 'greeting' } },
    sorry: { prompt: { say: 'I am sorry.' }, transitions: { back: keyword(['back']) }, nextStates: { back: 'greeting' } },
  },
})

type Response = Parameters<LLMock['on']>[1]
interface Fault {
  readonly fault: string
  readonly code: string
  readonly status: number | null
  readonly response: Response
  readonly timing?: object
}

const PATIENT = 15_000
const slow = { chaos: { latencyMs: 3_000 } }

const EVERYWHERE: readonly Fault[] = [
  { fault: 'HTTP 429', code: 'rate-limit', status: 429, response: { error: { message: 'Slow down.' }, status: 429 } },
  { fault: 'HTTP 500', code: 'http', status: 500, response: { error: { message: 'Out of order.' }, status: 500 } },
  { fault: 'malformed JSON', code: 'off-schema', status: null, response: { content: '{}' }, timing: { chaos: { malformedRate: 1 } } },
  {
    fault: 'a connection that is cut',
    code: 'connection',
    status: null,
    response: { content: '{}' },
    timing: { chaos: { disconnectRate: 1 } },
  },
  { fault: 'a refusal', code: 'refusal', status: null, response: { content: 'I', finishReason: 'content_filter' } },
  { fault: 'a truncated answer', code: 'truncated', status: null, response: { content: '{"ang', finishReason: 'length' } },
  { fault: 'silence', code: 'timeout', status: null, response: { content: '{}' }, timing: slow },
  { fault: 'an empty answer', code: 'empty', status: null, response: { content: '' } },
]

const RESPONDING: readonly Fault[] = [
  {
    fault: 'a stream cut in its middle',
    code: 'connection',
    status: null,
    response: { content: 'Good morning, what may it be?' },
    timing: { chunkSize: 4, truncateAfterChunks: 3 },
  },
  { fault: 'only white space', code: 'empty', status: null, response: { content: ' \n ' } },
]

const UNDERSTANDING: readonly Fault[] = [
  { fault: 'prose', code: 'off-schema', status: null, response: { content: 'They are angry.' } },
  { fault: 'a class that was not offered', code: 'off-schema', status: null, response: { content: { angry: 'maybe' } } },
  { fault: 'a missing key', code: 'off-schema', status: null, response: { content: {} } },
]

const cases = [
  ...[...EVERYWHERE, ...RESPONDING].map((fault) => ({
    ...fault,
    during: 'respond' as const,
    text: 'as I told you',
    state: 'answer',
    good: { content: 'Here you are.' },
  })),
  ...[...EVERYWHERE, ...UNDERSTANDING].map((fault) => ({
    ...fault,
    during: 'understand' as const,
    text: 'you idiots',
    state: 'greeting',
    good: { content: { angry: 'yes' } },
  })),
]

describe('a model that fails over HTTP', () => {
  const provider = startProvider()

  it.each(cases)(
    '$fault to $during: failed with $code, nothing lost, and retry goes on',
    async ({ during, text, state, code, status, response, timing, good }) => {
      answer(provider, { [during]: response }, timing)
      const store = memoryStore()
      const open = (timeout: number) => openConversation({ flow, model: modelOf(provider, { timeout }), store, id: 'ana' })
      const conversation = await open(code === 'timeout' ? 300 : PATIENT)
      const failed = await conversation.send(text)
      expect(failed).toMatchObject({ phase: 'failed', state, reply: '', error: { name: 'ModelError', code, status, during } })
      expect(failed.error?.message.split('\n')).toHaveLength(1)
      expect((await store.load('ana'))?.messages.map(({ message }) => message.text)).toEqual(['What is wrong?', text])
      await conversation.close()

      const again = await open(PATIENT)
      expect(again).toMatchObject({ phase: 'failed', error: { code } })
      provider.clearFixtures()
      answer(provider, { [during]: good })
      const turn = await again.retry()
      expect(turn).toMatchObject({ phase: 'listening', error: null, reply: during === 'respond' ? 'Here you are.' : 'I am sorry.' })
      expect(again.usage.modelCalls).toBe(1)
      expect(new Set(received(provider).map(({ key }) => key)).size).toBe(1)
      expect((await again.history()).map(({ text: said }) => said)).toEqual(['What is wrong?', text, turn.reply])
      await again.close()
    },
  )

  it('takes a new message in place of a retry', async () => {
    provider.nextRequestError(500, { message: 'Out of order.' })
    const conversation = await openConversation({ flow, model: modelOf(provider), store: memoryStore(), id: 'ana' })
    expect(await conversation.send('you idiots')).toMatchObject({ phase: 'failed' })
    answer(provider, { respond: { content: 'Here you are.' } })
    expect(await conversation.send('as I told you')).toMatchObject({ phase: 'listening', state: 'answer', reply: 'Here you are.' })
    await conversation.close()
  })
})
