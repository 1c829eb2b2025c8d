import {
  affirm,
  compileFlow,
  createConversation,
  defineFlow,
  extract,
  fields,
  keyword,
  llmClassifier,
  memoryStore,
  openConversation,
} from 'talkchart'
import { explainConversation } from 'talkchart/analysis'
import { expect, test } from 'vitest'

const flow = defineFlow({
  name: 'desk',
  initialState: 'start',
  states: {
    start: {
      prompt: { say: 'Hello.' },
      transitions: { money: llmClassifier({ prompt: 'Is it about money?', targetClass: 'yes' }), help: keyword(['help']) },
      nextStates: { money: 'billing', help: 'start' },
    },
    billing: { prompt: { say: 'Billing.' }, transitions: { done: affirm() }, nextStates: { done: 'end' } },
    end: { prompt: { say: 'Bye.' } },
  },
})

const usage = { inputTokens: 1, outputTokens: 1 }
const model = {
  respond: () => Promise.reject(new Error('nobody asks for words')),
  understand: ({ text }: { readonly text: string }) => Promise.resolve({ value: { money: text.includes('euro') ? 'yes' : 'no' }, usage }),
}

test('a turn is explained with the answers that were heard, and without them in another process', async () => {
  const store = memoryStore()
  const conversation = await openConversation({ flow, model, store, id: 'a' })
  const { explain, stop } = explainConversation(conversation)
  await conversation.send('help')
  await conversation.send('20 euros')
  const second = await explain(2)
  expect(second.candidates[second.taken ?? -1]).toMatchObject({ name: 'money', to: 'billing' })
  expect(second.asked).toEqual([{ key: 'money', instruction: 'Is it about money?', answer: 'yes' }])
  const first = await explain(1)
  expect(first.candidates[first.taken ?? -1]).toMatchObject({ name: 'help', to: 'start' })
  expect((await explain('yes')).state).toBe('billing')
  await conversation.rewind(1)
  await conversation.send('help me')
  const again = await explain(2)
  expect(again.candidates[again.taken ?? -1]).toMatchObject({ name: 'help' })
  await expect(explain(3)).rejects.toMatchObject({ code: 'no-such-turn' })
  await expect(explain(0)).rejects.toMatchObject({ code: 'no-such-turn' })
  stop()
  await conversation.close()
  const later = await openConversation({ flow, model, store, id: 'a' })
  expect(await explainConversation(later).explain(1)).toMatchObject({ taken: null, asked: [{ key: 'money', answer: undefined }] })
  await later.close()
})

test('what a model told of fields is heard, and what did not fit', async () => {
  const wanted = defineFlow({
    name: 'order',
    initialState: 'ask',
    fields: fields({ count: { schema: { type: 'integer', maximum: 9 }, ask: { say: 'How many?' }, invalid: { say: 'Nine at most.' } } }),
    states: {
      ask: { prompt: { say: 'Hello.' }, collect: ['count'], nextStates: { collected: 'end' } },
      end: { prompt: { say: 'Thanks.' } },
    },
  })
  const conversation = await openConversation({
    flow: wanted,
    model: { ...model, understand: () => Promise.resolve({ value: { extract: { count: 20 } }, usage }) },
  })
  const { explain } = explainConversation(conversation)
  await conversation.send('twenty')
  const told = await explain(1)
  expect(told.candidates[told.taken ?? -1]).toMatchObject({ scope: 'invalid', description: 'count does not fit' })
  expect(told.fields).toEqual([{ name: 'count', source: 'model', asked: true, value: 20, verdict: 'invalid', reason: expect.any(String) }])
  await conversation.close()
})

test('why an extraction does not fit is heard too', async () => {
  const asking = defineFlow({
    name: 'asking',
    initialState: 'ask',
    states: {
      ask: {
        prompt: { say: 'How old?' },
        extract: extract({ fields: { age: { type: 'integer', minimum: 18 } } }),
        transitions: { on: keyword(['.*']) },
        nextStates: { on: 'end' },
      },
      end: { prompt: { say: 'Thanks.' } },
    },
  })
  const conversation = await openConversation({
    flow: asking,
    model: { ...model, understand: () => Promise.resolve({ value: { extract: { age: 3 } }, usage }) },
  })
  const { explain } = explainConversation(conversation)
  await conversation.send('three')
  const told = await explain(1)
  expect(told.candidates.map(({ name, verdict }) => [name, verdict])).toEqual([
    ['on', 'did-not-hold'],
    [null, 'taken'],
  ])
  await conversation.close()
})

test('a handle is explained by its conversation, and nothing else is', async () => {
  const handle = createConversation({ flow, model, store: memoryStore(), id: 'b' })
  await handle.send('help')
  const { conversation } = handle
  if (conversation === undefined) throw new Error('The handle is not open.')
  expect(await explainConversation(conversation).explain(1)).toMatchObject({ state: 'start', text: 'help' })
  // @ts-expect-error: a machine is no conversation
  expect(() => explainConversation(compileFlow(flow, { model }))).toThrow(/no open conversation/)
  await handle.close()
})
