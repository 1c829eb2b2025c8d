import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { all, always, any, type Condition, guard, keyword, llmClassifier, not } from '../../src/conditions/index.js'
import type { ConversationFlow, FlowState } from '../../src/definition/flow.js'
import { extract, select } from '../../src/definition/index.js'
import { describeDifference, findDifference } from './lockstep.js'
import { STARTED_AT } from './machine-driver.js'
import type { ScriptStep } from './random-script.js'
import { hookLog } from './random-state.js'
import { flowOf, instruct, say } from './talk.js'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'], now: STARTED_AT })
})

afterEach(() => {
  vi.useRealTimers()
})

const end: FlowState = { prompt: say('End.') }
const spoken = (...texts: string[]): ScriptStep => ({ type: 'say', messages: texts.map((text) => ({ text })) })
const answered: ScriptStep = { type: 'answer', which: 0, how: 'value', seed: 0 }
const failed: ScriptStep = { type: 'answer', which: 0, how: 'failure', seed: 0 }
const topic = extract({ fields: { topic: { type: 'string' } } })
const amountOf = (from: 'user' | 'reply') =>
  extract({ fields: { amount: { type: 'number' } }, from, run: ({ text }) => ({ amount: text.length }) })

async function expectAgreement(flow: ConversationFlow, script: readonly ScriptStep[]): Promise<void> {
  const difference = await findDifference(flow, script)
  expect(difference && describeDifference(flow, script, difference)).toBeUndefined()
}

/** One listening state with one way out, to the end. */
function gate(condition: Condition, rest: Partial<FlowState> = {}): FlowState {
  return { prompt: say('Well?'), transitions: { go: condition }, nextStates: { go: 'end' }, ...rest }
}

test('onExit sees the data that the message brought', async () => {
  const onExit: FlowState['onExit'] = ({ state, data }) => void hookLog.push(JSON.stringify([state, data]))
  await expectAgreement(flowOf({ a: gate(always(), { extract: topic, onExit }), end }), [spoken('hello'), answered])
})

test('cancelling a failed conversation clears the error', async () => {
  await expectAgreement(flowOf({ a: { prompt: instruct('Greet.') } }), [failed, { type: 'cancel' }])
})

test('a failed understanding of a reply is repeated for that reply, also when it has left the window', async () => {
  const a: FlowState = { prompt: say('What we say here is long.'), extract: briefAmount(), advanceTo: 'end' }
  await expectAgreement(flowOf({ a, end }, { history: { maxMessages: 1 } }), [spoken('well')])
})

/** Tells how long a short text is, and fails on a long one. */
function briefAmount() {
  return extract({
    fields: { amount: { type: 'number' } },
    from: 'reply',
    run({ text }) {
      if (text.length > 5) throw new Error('Too long')
      return { amount: text.length }
    },
  })
}

test('a question about a reply that entering did not judge is judged by the budget', async () => {
  const angry = llmClassifier({ prompt: 'Is {{text}} angry?', targetClass: 'yes' })
  const a = gate(angry, { transitionsOn: 'reply', extract: amountOf('reply') })
  await expectAgreement(flowOf({ a, end }, { budget: { modelCalls: 0 } }), [])
})

test.each([guard('hasTopic'), any(guard('hasTopic'), keyword(['never'])), all(not(not(guard('hasTopic'))))])(
  'a guard sees the data just extracted: %j',
  async (condition) => {
    await expectAgreement(flowOf({ a: gate(condition, { extract: topic }), end }), [spoken('hello'), answered])
  },
)

test.each([not(always()), all(not(always())), keyword(['never'])])(
  'a select is not taken when its condition does not hold: %j',
  async (condition) => {
    const nextStates = { go: select({ candidates: ['end'] }) }
    await expectAgreement(flowOf({ a: gate(condition, { nextStates, extract: amountOf('user') }), end }), [spoken('hello'), answered])
  },
)

test('the last message of the user stays at hand when it has left the window', async () => {
  const flow = flowOf(
    { a: { ...gate(always()), nextStates: { go: 'b' } }, b: { prompt: say('b'), advanceTo: 'c' }, c: { prompt: say('c: {{text}}') } },
    { history: { maxMessages: 1 } },
  )
  await expectAgreement(flow, [spoken('hello')])
})

test('the inbox takes a hundred messages and refuses the next', async () => {
  const flow = flowOf({ a: { ...gate(keyword(['go'])), prompt: instruct('Wait.') }, end })
  const many = Array.from({ length: 103 }, (_, index) => `message ${index}${index === 99 || index === 101 ? ' go' : ''}`)
  await expectAgreement(flow, [spoken(...many), ...Array.from({ length: 102 }, () => answered)])
})

test('an id is seen also when its message has left the window', async () => {
  const flow = flowOf(
    { a: { prompt: say('a'), transitions: { go: keyword(['go']) }, nextStates: { go: 'a' } } },
    { history: { maxMessages: 1 } },
  )
  const go = (id?: string): ScriptStep => ({ type: 'say', messages: [{ text: 'go', ...(id === undefined ? {} : { id }) }] })
  await expectAgreement(flow, [go('1'), go('1'), go(), go('1'), go('sent-1'), go('sent-1'), go('x'.repeat(201)), go('x'.repeat(201))])
})

test('a call that was cut off counts before the budget is judged for the state that comes next', async () => {
  const a: FlowState = { prompt: instruct('Tell a tale.'), advanceTo: 'b' }
  await expectAgreement(flowOf({ a, b: { prompt: instruct('Tell another.') } }, { budget: { modelCalls: 1 } }), [{ type: 'interrupt' }])
})
