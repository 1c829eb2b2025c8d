import { type ConversationFlow, checkFlow, type SubFlow } from 'talkchart'
import { expect, test } from 'vitest'
import { bank } from '../../flows/bank.js'

function codesOf(flow: ConversationFlow): string[] {
  return checkFlow(flow).map(({ code, path }) => `${code} at ${path.join('.')}`)
}

function withStates(states: ConversationFlow['states']): ConversationFlow {
  return { ...bank, states: { ...bank.states, ...states } }
}

function withFlows(flows: Readonly<Record<string, SubFlow>>): ConversationFlow {
  return { ...bank, flows: { ...bank.flows, ...flows } }
}

const ask = { prompt: { say: 'Well?' }, transitions: { go: { type: 'keyword', words: ['go'] } } } as const

test('the bank is sound', () => {
  expect(codesOf(bank)).toEqual([])
})

test.each<[string, ConversationFlow, string[]]>([
  ['a flow that is not there', withStates({ verify: { call: 'identiy', nextStates: {} } }), ['unknown-flow at states.verify.call']],
  [
    'an outcome that leads nowhere',
    withStates({ verify: { call: 'identity', nextStates: { verified: 'paid' } } }),
    ['unhandled-outcome at states.verify'],
  ],
  [
    'an outcome that is none',
    withStates({ verify: { call: 'identity', nextStates: { verified: 'paid', failed: 'menu', faild: 'menu' } } }),
    ['unknown-outcome at states.verify.nextStates.faild'],
  ],
  [
    'transitions beside a call',
    withStates({ verify: { call: 'identity', nextStates: { verified: 'paid', failed: 'menu' }, transitions: ask.transitions } }),
    ['beside-call at states.verify.transitions'],
  ],
  [
    'a state of the root, named in a flow',
    withFlows({ hours: { states: { told: { prompt: { say: 'Nine to five.' }, advanceTo: 'menu' } } } }),
    ['foreign-state at flows.hours.states.told.advanceTo'],
  ],
  [
    'a state of a flow, named in the root',
    withStates({ verify: { prompt: { say: 'So.' }, advanceTo: 'hours/told' } }),
    ['foreign-state at states.verify.advanceTo'],
  ],
  [
    'a misspelt state in a flow',
    withFlows({ hours: { states: { told: { prompt: { say: 'Nine.' }, advanceTo: 'tolt' } } } }),
    ['unknown-state at flows.hours.states.told.advanceTo'],
  ],
  [
    'flows that call each other',
    withFlows({
      a: { states: { in: { call: 'b', nextStates: { out: 'out' } }, out: {} } },
      b: { states: { in: { call: 'a', nextStates: { out: 'out' } }, out: {} } },
    }),
    ['call-cycle at flows.a'],
  ],
  [
    'a flow that never ends',
    {
      ...withFlows({ hours: { states: { told: { ...ask, nextStates: { go: 'told' } } } } }),
      states: { ...bank.states, verify: { call: 'hours', nextStates: {} } },
    },
    ['endless-flow at flows.hours'],
  ],
  [
    'a digression to the flow that is being run',
    withFlows({ hours: { states: { told: { ...ask, nextStates: { go: { call: 'hours' } } } } } }),
    ['call-cycle at flows.hours.states.told.nextStates.go.call'],
  ],
  ['a name with a slash', withStates({ 'a/b': { prompt: { say: 'Hm.' } } }), ['illegal-name at states.a/b']],
  [
    'a cycle of a call that needs no user',
    withFlows({ identity: { states: { pin: { advanceTo: 'verified' }, verified: {}, failed: {} } } }),
    [],
  ],
])('%s', (_, flow, expected) => {
  expect(codesOf(flow)).toEqual(expected)
})

test('a caller that steps past a flow and comes back by itself goes round without the user', () => {
  const flow = withFlows({ identity: { states: { pin: { maxLoops: 1, advanceTo: 'verified' }, verified: {}, failed: {} } } })
  const states = { ...flow.states, verify: { call: 'identity', nextStates: { verified: 'verify', failed: 'verify' } } }
  expect(codesOf({ ...flow, states })).toContain('unbounded-cycle at states.verify')
})

test('the same caller does not, when the flow waits for the user', () => {
  const states = { ...bank.states, verify: { call: 'identity', nextStates: { verified: 'verify', failed: 'verify' } } }
  expect(codesOf({ ...bank, states })).toEqual([])
})
