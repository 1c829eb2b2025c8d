import { defineFlow, extract, keyword, llmClassifier } from '../../src/index.js'

/** A flow with every kind of moment to be persisted at. */
export const restoreFlow = defineFlow({
  name: 'restore',
  initialState: 'greeting',
  states: {
    greeting: {
      prompt: { say: 'Hello.' },
      extract: extract({ fields: { topic: { type: 'string' } } }),
      transitions: {
        wait: keyword(['wait']),
        calm: keyword(['calm']),
        angry: llmClassifier({ prompt: 'Is {{text}} angry?', targetClass: 'yes' }),
      },
      nextStates: { wait: 'waiting', calm: 'calm', angry: 'calm' },
    },
    waiting: {
      prompt: { say: 'I wait.' },
      transitions: { bye: keyword(['bye']) },
      nextStates: { bye: 'bye' },
      timeout: { seconds: 3600, to: 'bye' },
    },
    calm: { prompt: { instruct: 'Calm the user down.' }, transitions: { bye: keyword(['bye']) }, nextStates: { bye: 'bye' } },
    bye: { prompt: { say: 'Goodbye.' } },
  },
})
