import { defineFlow, keyword } from 'talkchart'

/** A flow for several tabs: a turn that waits for nothing, and one through the model. */
export const flow = defineFlow({
  name: 'shared',
  initialState: 'hub',
  states: {
    hub: {
      prompt: { say: 'Yes?' },
      transitions: { more: keyword(['more']), ask: keyword(['ask']) },
      nextStates: { more: 'hub', ask: 'answer' },
    },
    answer: { prompt: { instruct: 'Answer.' }, advanceTo: 'hub' },
  },
})
