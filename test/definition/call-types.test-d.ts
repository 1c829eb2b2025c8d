import { affirm, compileFlow, defineFlow, keyword, openConversation } from 'talkchart'
import { expectTypeOf } from 'vitest'

const flow = defineFlow({
  name: 'bank',
  initialState: 'menu',
  states: {
    menu: {
      prompt: { say: 'Pay?' },
      transitions: { pay: keyword(['pay']), note: affirm() },
      nextStates: { pay: 'verify', note: { call: 'hours', nextStates: { told: 'paid' } } },
    },
    verify: { call: 'identity', nextStates: { verified: 'paid', failed: { to: 'menu', set: { tried: true } } } },
    paid: { prompt: { say: 'Paid.' } },
  },
  flows: {
    identity: {
      states: {
        pin: { prompt: { say: 'PIN?' }, transitions: { right: keyword(['4711']) }, nextStates: { right: 'verified' } },
        again: { advanceTo: 'pin', onEnter: ({ data }) => void data },
        verified: {},
        failed: { prompt: { say: 'No.' } },
      },
    },
    hours: { states: { told: { prompt: { say: 'Nine to five.' } } } },
  },
  globalTransitions: { hours: keyword(['open']) },
  globalNextStates: { hours: { call: 'hours' } },
})

type Place = 'menu' | 'verify' | 'paid' | `identity/${'pin' | 'again' | 'verified' | 'failed'}` | 'hours/told'
const machine = compileFlow(flow)
expectTypeOf<Parameters<typeof machine.resolveState>[0]['context']['state']>().toEqualTypeOf<Place>()
const conversation = await openConversation({ flow })
expectTypeOf(conversation.state).toEqualTypeOf<Place>()

const flows = {
  identity: {
    states: {
      pin: { prompt: { say: 'PIN?' }, transitions: { right: keyword(['4711']) }, nextStates: { right: 'verified' } },
      verified: {},
      failed: {},
    },
  },
} as const
const end = { prompt: { say: 'The end.' } } as const

defineFlow({
  name: 'faulty',
  initialState: 'verify',
  flows,
  // @ts-expect-error a misspelt flow
  states: { verify: { call: 'identiy', nextStates: { verified: 'end', failed: 'end' } }, end },
})

defineFlow({
  name: 'faulty',
  initialState: 'verify',
  flows,
  // @ts-expect-error a misspelt outcome
  states: { verify: { call: 'identity', nextStates: { verified: 'end', faild: 'end' } }, end },
})

defineFlow({
  name: 'faulty',
  initialState: 'verify',
  flows,
  // @ts-expect-error an outcome is left out
  states: { verify: { call: 'identity', nextStates: { verified: 'end' } }, end },
})

defineFlow({
  name: 'faulty',
  initialState: 'verify',
  flows,
  // @ts-expect-error an outcome leads to a state that is not there
  states: { verify: { call: 'identity', nextStates: { verified: 'end', failed: 'ende' } }, end },
})

defineFlow({
  name: 'faulty',
  initialState: 'menu',
  states: {
    // @ts-expect-error a call in a flow without flows
    menu: { prompt: { say: 'So?' }, transitions: { go: affirm() }, nextStates: { go: { call: 'identity' } } },
  },
})

defineFlow({
  name: 'faulty',
  initialState: 'end',
  states: { end },
  // @ts-expect-error a misspelt state in a flow
  flows: { hours: { states: { told: { prompt: { say: 'Nine.' }, advanceTo: 'tolt' } } } },
})
