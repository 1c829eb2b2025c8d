import { defineFlow, keyword, llmClassifier, memoryStore, openConversation } from 'talkchart'
import { describe, expect, it } from 'vitest'
import { answer, modelOf, received, startProvider } from './provider.js'

const talk = {
  prompt: { instruct: 'Talk.' },
  transitions: { bye: keyword(['bye']) },
  nextStates: { bye: 'end' },
} as const
const states = { talk, end: { prompt: { say: 'Goodbye.' } }, spent: { prompt: { say: 'That is all for today.' } } } as const

describe('over HTTP', () => {
  const provider = startProvider()

  it.each([
    ['model calls', { modelCalls: 3 }],
    ['tokens', { tokens: 100 }],
  ])('a spent budget of %s goes to onLimit, without a further request', async (_what, budget) => {
    answer(provider, { respond: { content: 'I see.', usage: { prompt_tokens: 30, completion_tokens: 5 } } })
    const flow = defineFlow({ name: 'thrifty', initialState: 'talk', budget, onLimit: 'spent', states })
    const conversation = await openConversation({ flow, model: modelOf(provider), store: memoryStore(), id: 'ana' })
    await conversation.send('well')
    await conversation.send('well')
    expect(conversation.usage).toEqual({ modelCalls: 3, inputTokens: 90, outputTokens: 15 })
    expect(await conversation.send('well')).toMatchObject({ state: 'spent', reply: 'That is all for today.', phase: 'done' })
    expect(received(provider)).toHaveLength(3)
  })

  it.each([
    ['a truncated answer', { content: 'I s', finishReason: 'length', usage: { prompt_tokens: 60, completion_tokens: 5 } }, 'truncated'],
    ['an empty one', { content: ' ', usage: { prompt_tokens: 60, completion_tokens: 5 } }, 'empty'],
  ])('the tokens of %s count towards the budget, though it is no call', async (_what, response, code) => {
    answer(provider, { respond: { content: 'I see.', usage: { prompt_tokens: 30, completion_tokens: 5 } } })
    const flow = defineFlow({ name: 'thrifty', initialState: 'talk', budget: { tokens: 100 }, onLimit: 'spent', states })
    const conversation = await openConversation({ flow, model: modelOf(provider), store: memoryStore(), id: 'ana' })
    provider.clearFixtures()
    answer(provider, { respond: response })
    expect(await conversation.send('well')).toMatchObject({ phase: 'failed', error: { code } })
    expect(conversation.usage).toEqual({ modelCalls: 1, inputTokens: 90, outputTokens: 10 })
    expect(await conversation.send('well')).toMatchObject({ state: 'spent', phase: 'done' })
    expect(received(provider)).toHaveLength(2)
  })

  it('the tokens of an answer off the schema count, and the turn says when to come back', async () => {
    const flow = defineFlow({
      name: 'asking',
      initialState: 'ask',
      states: {
        ask: {
          prompt: { say: 'Sure?' },
          transitions: { sure: llmClassifier({ prompt: 'Sure?', targetClass: 'yes' }) },
          nextStates: { sure: 'end' },
        },
        end: states.end,
      },
    })
    answer(provider, { understand: { content: { sure: 'maybe' }, usage: { prompt_tokens: 60, completion_tokens: 5 } } })
    const store = memoryStore()
    const conversation = await openConversation({ flow, model: modelOf(provider), store, id: 'ana' })
    expect(await conversation.send('hm')).toMatchObject({ error: { code: 'off-schema' }, usage: { inputTokens: 60, outputTokens: 5 } })
    provider.clearFixtures()
    answer(provider, { understand: { error: { message: 'Slow down.' }, status: 429, retryAfter: 45 } })
    expect(await conversation.retry()).toMatchObject({ error: { code: 'rate-limit', retryAfter: 45_000 } })
    await conversation.close()
    const again = await openConversation({ flow, model: modelOf(provider), store, id: 'ana' })
    expect(again).toMatchObject({ error: { code: 'rate-limit', retryAfter: 45_000 }, usage: { inputTokens: 60, outputTokens: 5 } })
  })

  it('asks each named model its own questions, at the same time', async () => {
    const asked = (model: string) => llmClassifier({ prompt: `Ask ${model}?`, targetClass: 'yes', model })
    const flow = defineFlow({
      name: 'two_models',
      initialState: 'start',
      states: {
        start: {
          prompt: { say: 'Yes?' },
          transitions: {
            small: asked('small'),
            large: asked('large'),
            plain: llmClassifier({ prompt: 'Ask the default?', targetClass: 'yes' }),
          },
          nextStates: { small: 'end', large: 'spent', plain: 'end' },
        },
        end: states.end,
        spent: states.spent,
      },
    })
    const ofModel = (name: string) => ({ predicate: ({ model }: { model: string }) => model === name })
    provider.on(ofModel('gpt-test'), { content: { plain: 'no' } })
    provider.on(ofModel('gpt-small'), { content: { small: 'no' } })
    provider.on(ofModel('gpt-large'), { content: { large: 'yes' } })
    const models = { small: modelOf(provider, { model: 'gpt-small' }), large: modelOf(provider, { model: 'gpt-large' }) }
    const conversation = await openConversation({ flow, model: modelOf(provider), models, store: memoryStore(), id: 'ana' })
    expect(await conversation.send('hello')).toMatchObject({ state: 'spent', transition: 'large', usage: { modelCalls: 3 } })
    expect(
      received(provider)
        .map(({ body, key }) => [body.model, key])
        .sort(),
    ).toEqual([
      ['gpt-large', 'ana/2/start/1/understand/large'],
      ['gpt-small', 'ana/2/start/1/understand/small'],
      ['gpt-test', 'ana/2/start/1/understand'],
    ])
  })
})
