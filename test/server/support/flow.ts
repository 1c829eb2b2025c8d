import { defineFlow, keyword } from '../../../src/index.js'

/** A flow with a turn that waits for nothing, one through the model, one that ends, and an event. */
export const flow = defineFlow({
  name: 'desk',
  initialState: 'hub',
  initialContext: { city: 'Graz', card: '4242' },
  events: { 'payment.completed': {} },
  states: {
    hub: {
      prompt: { say: 'Yes?' },
      transitions: { more: keyword(['more']), ask: keyword(['ask']), stop: keyword(['stop']) },
      nextStates: { more: 'hub', ask: 'answer', stop: 'end' },
    },
    answer: { prompt: { instruct: 'Answer.' }, advanceTo: 'hub' },
    end: { prompt: { say: 'Bye.' } },
  },
})
