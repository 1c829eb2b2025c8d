import { defineFlow, keyword } from 'talkchart'

/** Waits for a user who is silent, and answers one who is not. */
export const flow = defineFlow({
  name: 'worked',
  initialState: 'hub',
  states: {
    hub: {
      prompt: { say: 'Yes?' },
      transitions: { ask: keyword(['ask']), wait: keyword(['wait']) },
      nextStates: { ask: 'answer', wait: 'waiting' },
    },
    waiting: {
      prompt: { say: 'Take your time.' },
      timeout: { seconds: 1, to: 'answer' },
      transitions: { ask: keyword(['ask']) },
      nextStates: { ask: 'answer' },
    },
    answer: { prompt: { instruct: 'Answer.' }, transitions: { ask: keyword(['ask']) }, nextStates: { ask: 'answer' } },
  },
})
