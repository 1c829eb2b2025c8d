import { all, always, type ConversationFlow, compileFlow, context, keyword, llmClassifier, regex, select, sentiment } from 'talkchart'
import { witness } from 'talkchart/testing'
import { describe, expect, test } from 'vitest'
import { talkTo } from '../machines/talk-to.js'
import { readyFlows } from './ready-flows.js'

const flow: ConversationFlow = {
  name: 'shop',
  initialState: 'ask',
  initialContext: { plan: 'free' },
  states: {
    ask: {
      prompt: { say: 'How can I help?' },
      transitions: {
        money: keyword(['budget']),
        no_money: keyword(['no budget']),
        hidden: keyword(['no budget']),
        number: regex('^#[0-9]{5}$'),
        upset: sentiment('negative', { threshold: 0.8 }),
        refund: llmClassifier({ prompt: 'A refund?', targetClass: 'yes' }),
        paying: all(context('plan', { equals: 'pro' }), keyword(['help'])),
        rest: always(),
      },
      nextStates: {
        money: 'end',
        no_money: 'end',
        hidden: 'end',
        number: 'end',
        upset: 'end',
        refund: 'end',
        paying: 'end',
        rest: select({ candidates: ['end', 'ask'] }),
      },
    },
    end: { prompt: { say: 'Bye.' } },
  },
  globalTransitions: { quit: keyword(['quit']) },
  globalNextStates: { quit: 'end' },
}

test('words fire transitions, a shorter keyword by itself', () => {
  expect(witness(flow, 'ask', 'money').utterance).toBe('budget')
  expect(witness(flow, 'ask', 'no_money').utterance).toBe('no budget')
  expect(witness(flow, 'ask', 'number').utterance).toMatch(/^#[0-9]{5}$/)
  expect(witness(flow, 'ask', 'quit').utterance).toBe('quit')
})

test('what words alone do not decide comes with answers and data', () => {
  expect(witness(flow, 'ask', 'refund')).toMatchObject({ answers: { refund: 'yes' } })
  expect(witness(flow, 'ask', 'paying')).toMatchObject({ data: { plan: 'pro' }, answers: { refund: 'no' } })
  expect(witness(flow, 'ask', 'rest')).toMatchObject({ answers: { refund: 'no', rest_next: 'end' } })
})

test('a transition that nothing can fire has a reason', () => {
  expect(witness(flow, 'ask', 'hidden')).toEqual({
    utterance: undefined,
    reason: 'What says "no budget" ("no budget") fires "no_money", which is tried before.',
  })
})

test('names that the flow does not have are refused', () => {
  expect(() => witness(flow, 'aks', 'money')).toThrow('There is no state "aks" in the flow. It has "ask", "end".')
  expect(() => witness(flow, 'ask', 'monney')).toThrow('There is no transition "monney" in the state "ask". Did you mean "money"?')
})

describe.each(readyFlows)('what fires the first transitions of %s', (_name, ready) => {
  const { initialState } = ready
  const names = Object.keys(ready.states[initialState]?.transitions ?? {})

  test('fires them in a conversation', async () => {
    const sayable = names.flatMap((name) => {
      const { utterance, ...rest } = witness(ready, initialState, name)
      const needsNothing = 'answers' in rest && Object.keys({ ...rest.answers, ...rest.data }).length === 0
      return utterance === undefined || !needsNothing || ready.states[initialState]?.transitionsOn === 'reply'
        ? []
        : [[name, utterance] as const]
    })
    for (const [name, utterance] of sayable) {
      expect((await talkTo(compileFlow(ready), [utterance])).transition).toBe(name)
    }
    expect(sayable.length).toBeLessThanOrEqual(names.length)
  })
})
