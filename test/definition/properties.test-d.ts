// biome-ignore-all lint/suspicious/noThenProperty: it is a key of properties
import { defineFlow, fields, keyword } from 'talkchart'

const hello = { say: 'Hello!' }
const states = {
  ask: { prompt: hello, transitions: { yes: keyword(['yes']), no: keyword(['no']) }, nextStates: { yes: 'pay', no: 'ask' } },
  pay: { prompt: hello },
} as const
const parts = {
  name: 'stated',
  initialState: 'ask',
  states,
  globalTransitions: { human: keyword(['human']) },
  globalNextStates: { human: 'pay' },
  events: { 'payment.completed': {} },
  fields: fields({ amount: { from: 'number' } }),
} as const

defineFlow({
  ...parts,
  prove: ['must-finish'],
  properties: {
    one: { never: 'pay', until: { transition: 'ask.yes', to: 'pay' } },
    two: { whenever: [{ transition: 'global.human' }, { transition: 'no' }], then: ['end', { end: ['pay', 'limit'] }], must: true },
    three: { atMost: 1, of: 'said', per: ['user', { event: 'payment.completed' }] },
    four: { never: { asked: 'amount' }, after: { data: 'amount', exists: true } },
    five: { always: { data: 'amount', lte: 5 } },
    six: { alwaysCan: { said: 'pay' } },
  },
})

// @ts-expect-error a misspelt state
defineFlow({ ...parts, properties: { one: { never: 'payy' } } })
// @ts-expect-error a transition that another state has
defineFlow({ ...parts, properties: { one: { never: { transition: 'pay.yes' } } } })
// @ts-expect-error a misspelt state within
defineFlow({ ...parts, properties: { one: { never: { said: 'payy' } } } })
// @ts-expect-error a misspelt event
defineFlow({ ...parts, properties: { one: { never: { event: 'payment.complete' } } } })
// @ts-expect-error a field that is not there
defineFlow({ ...parts, properties: { one: { never: { asked: 'total' } } } })
// @ts-expect-error a property that no flow is asked
defineFlow({ ...parts, prove: ['finishes'] })

const called = defineFlow({
  name: 'called',
  initialState: 'verify',
  states: {
    verify: { call: 'identity', nextStates: { known: 'end', unknown: 'end' } },
    end: { prompt: hello },
  },
  flows: {
    identity: {
      states: {
        pin: { prompt: hello, transitions: { right: keyword(['1']) }, nextStates: { right: 'known' }, noMatch: { max: 1, to: 'unknown' } },
        known: { prompt: hello },
        unknown: {},
      },
    },
  },
  properties: {
    three: { atMost: 3, of: { said: 'identity/pin' } },
    known: { never: 'end', until: { transition: 'verify.known' } },
  },
})
defineFlow({ ...called, name: 'other' })

const inner = {
  identity: {
    states: {
      pin: { prompt: hello, transitions: { right: keyword(['1']) }, nextStates: { right: 'known' }, noMatch: { max: 1, to: 'unknown' } },
      known: { prompt: hello },
      unknown: {},
    },
  },
} as const
const caller = {
  name: 'caller',
  initialState: 'verify',
  states: { verify: { call: 'identity', nextStates: { known: 'bye', unknown: 'bye' } }, bye: { prompt: hello } },
  flows: inner,
  globalTransitions: { who: keyword(['who']) },
  globalNextStates: { who: { call: 'identity' } },
} as const

defineFlow({
  ...caller,
  properties: {
    outcome: { never: 'bye', until: { transition: 'verify.known' } },
    bare: { never: [{ transition: 'known' }, { transition: 'right' }] },
    inner: { never: { transition: 'identity/pin.right', to: 'identity/known' } },
    global: { never: [{ transition: 'global.who' }, { transition: 'global.unknown' }] },
  },
})

// @ts-expect-error an outcome that the called flow does not have
defineFlow({ ...caller, properties: { one: { never: { transition: 'verify.knwn' } } } })
// @ts-expect-error a transition of a called flow that is not named in full
defineFlow({ ...caller, properties: { one: { never: { transition: 'pin.right' } } } })
// @ts-expect-error a transition that a state of a called flow does not have
defineFlow({ ...caller, properties: { one: { never: { transition: 'identity/pin.left' } } } })
// @ts-expect-error a global transition that is not there
defineFlow({ ...caller, properties: { one: { never: { transition: 'global.whom' } } } })
