import { defineFlow, keyword } from 'talkchart'

/** A flow whose turns need the lease: one through the model, and one by a timer. */
export const flow = defineFlow({
  name: 'leased',
  initialState: 'ask',
  states: {
    ask: {
      prompt: { say: 'Well?' },
      transitions: { on: keyword(['on']), wait: keyword(['wait']) },
      nextStates: { on: 'told', wait: 'waiting' },
    },
    told: { prompt: { instruct: 'Tell.' }, transitions: { on: keyword(['on']) }, nextStates: { on: 'told' } },
    waiting: {
      prompt: { say: 'Take your time.' },
      timeout: { seconds: 1, to: 'late' },
      transitions: { on: keyword(['on']) },
      nextStates: { on: 'told' },
    },
    late: { prompt: { instruct: 'Ask again.' } },
  },
})
