import { defineFlow, llmClassifier, memoryStore, openConversation } from 'talkchart'
import { aiSdkModel } from 'talkchart/ai-sdk'
import { expect, it } from 'vitest'
import { apiCallError, finishOf, generated, sdkModel, streamOf, textParts, VERSIONS } from './sdk-models.js'

const flow = defineFlow({
  name: 'bakery',
  systemPrompt: { instruct: 'You work for a bakery.' },
  initialState: 'greeting',
  states: {
    greeting: {
      prompt: { instruct: 'Greet the customer.' },
      transitions: { order: llmClassifier({ prompt: 'Does the customer order something?', targetClass: 'yes' }) },
      nextStates: { order: 'done' },
    },
    done: { prompt: { instruct: 'Thank the customer.' } },
  },
})

it.each(VERSIONS)('a whole conversation is carried by a model of %s, over a failed call', async (version) => {
  let failures = 1
  const { model, calls } = sdkModel(version, {
    stream: ({ prompt }) => {
      const instruction = JSON.stringify(prompt.at(-1))
      if (instruction.includes('Thank') && failures-- > 0) throw apiCallError('Overloaded.', { statusCode: 503 })
      return streamOf([...textParts(...(instruction.includes('Thank') ? ['Thank ', 'you!'] : ['Good ', 'morning!'])), finishOf(version)])
    },
    generate: ({ prompt, responseFormat }) => {
      const [key = ''] = Object.keys(Object(responseFormat?.schema['properties']))
      const yes = JSON.stringify(prompt.at(-1)).includes('rolls')
      return generated(version, [{ type: 'text', text: `\`\`\`json\n{"${key}": "${yes ? 'Yes.' : 'no'}"}\n\`\`\`` }])
    },
  })
  const pieces: string[] = []
  const onDelta = (delta: string) => pieces.push(delta)
  const conversation = await openConversation({ flow, model: aiSdkModel(model), store: memoryStore(), onDelta })
  expect(conversation.messages.map(({ text }) => text)).toEqual(['Good morning!'])
  expect((await conversation.send('what a day')).state).toBe('greeting')
  const failed = await conversation.send('two rolls please')
  expect(failed).toMatchObject({ phase: 'failed', transition: 'order', error: { code: 'http' } })
  const turn = await conversation.retry({ onDelta })
  expect(turn).toMatchObject({ state: 'done', reply: 'Thank you!' })
  expect(pieces).toEqual(['Good ', 'morning!', 'Thank ', 'you!'])
  expect(conversation.usage).toMatchObject({ inputTokens: 9 * (calls.length - 1), outputTokens: 4 * (calls.length - 1) })
  await conversation.close()
})
