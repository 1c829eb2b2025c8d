import {
  affirm,
  all,
  any,
  compileFlow,
  context,
  custom,
  deny,
  extract,
  fields,
  fromRegex,
  guard,
  keyword,
  llmClassifier,
  not,
  outsideEvent,
  parseFlow,
  regex,
  sentiment,
} from 'talkchart'
import { type ExplainedCandidate, explainTurn, type KnownAnswers, type TurnExplanation } from 'talkchart/analysis'
import { expect, test } from 'vitest'
import { and, createActor, not as isNot, waitFor } from 'xstate'
import type { ConversationFlow } from '../../../src/definition/flow.js'
import type { ConversationMachine } from '../../../src/machine/conversation-machine.js'

/** Explains a message after some others. */
function explainIn(
  machine: ConversationMachine,
  text: string,
  { known = {}, after = [] }: { known?: KnownAnswers; after?: readonly string[] } = {},
) {
  const actor = createActor(machine).start()
  for (const message of after) actor.send({ type: 'user.message', text: message })
  return explainTurn(machine, actor.getSnapshot(), text, known)
}

function takenOf({ candidates, taken }: TurnExplanation): ExplainedCandidate | undefined {
  return taken === null ? undefined : candidates[taken]
}

/** A flow of one state that leads elsewhere by each of its transitions. */
function oneState(
  transitions: ConversationFlow['states'][string]['transitions'],
  rest: Partial<ConversationFlow> = {},
): ConversationMachine {
  const nextStates = Object.fromEntries(Object.keys(transitions ?? {}).map((name) => [name, 'end']))
  return compileFlow({
    name: 'one',
    initialState: 'start',
    states: { start: { prompt: { say: 'Hello.' }, ...(transitions && { transitions, nextStates }) }, end: { prompt: { say: 'Bye.' } } },
    ...rest,
  })
}

const rowsOf = ({ candidates }: TurnExplanation) => candidates.map(({ name, scope, verdict }) => [name, scope, verdict])
const conditionOf = (explained: TurnExplanation, name: string) => explained.candidates.find((row) => row.name === name)?.condition

test('words are told by their places in the normalised text, and every candidate in order', () => {
  const machine = oneState(
    { bug: keyword(['bug', 'crash']), bill: keyword(['bill']) },
    { globalTransitions: { human: keyword(['human']) }, globalNextStates: { human: 'end' } },
  )
  const explained = explainIn(machine, 'My   bill  is “wrong”')
  expect(explained.text).toBe('My bill is "wrong"')
  expect(rowsOf(explained)).toEqual([
    ['bug', 'own', 'did-not-hold'],
    ['bill', 'own', 'taken'],
    ['human', 'global', 'not-reached'],
    [null, 'miss', 'not-reached'],
  ])
})

test('what says more outranks, what lies within a longer keyword yields, what is negated does not count', () => {
  const machine = oneState({
    budget: keyword(['budget']),
    refusal: keyword(['no budget']),
    fixed: keyword(['fixed'], { ignoreNegated: true }),
    plan: keyword(['plan']),
    change: keyword(['change']),
  })
  expect(conditionOf(explainIn(machine, 'I have no budget'), 'budget')).toMatchObject({
    truth: false,
    spans: [{ start: 10, end: 16, word: 'budget', verdict: 'yields', to: 'no budget' }],
  })
  expect(conditionOf(explainIn(machine, 'it is not fixed'), 'fixed')).toMatchObject({ spans: [{ start: 10, end: 15, verdict: 'negated' }] })
  expect(conditionOf(explainIn(machine, 'change the plan'), 'plan')).toMatchObject({
    truth: false,
    spans: [{ start: 11, end: 15, verdict: 'outranked', to: { transition: 'change', word: 'change' } }],
  })
})

test('a word with a mistake in it is found where it stands', () => {
  const machine = oneState({ refund: keyword(['refund'], { typos: true }) })
  expect(conditionOf(explainIn(machine, 'a refnud please'), 'refund')).toMatchObject({
    spans: [{ start: 2, end: 8, word: 'refund', verdict: 'counts' }],
  })
})

test('an answer says what was decided, by which words, and why it does not count', () => {
  const machine = oneState({ yes: affirm(), no: deny(), human: keyword(['human']) })
  expect(conditionOf(explainIn(machine, 'well, yes please'), 'yes')).toMatchObject({
    truth: true,
    decided: 'yes',
    spans: [{ word: 'yes please', start: 6 }],
  })
  expect(conditionOf(explainIn(machine, 'no, but go ahead'), 'yes')).toMatchObject({
    decided: 'yes',
    because: 'but',
    spans: [{ word: 'go ahead' }],
  })
  expect(conditionOf(explainIn(machine, 'yes, but not today'), 'yes')).toMatchObject({ truth: false, decided: null, because: 'but' })
  expect(conditionOf(explainIn(machine, 'yes?'), 'yes')).toMatchObject({ truth: false, decided: null, because: 'question' })
  expect(conditionOf(explainIn(machine, 'yes, a human'), 'yes')).toMatchObject({ truth: false, decided: 'yes', because: 'keyword' })
})

test('of a composition every part is told, and which the machine had to look at', () => {
  const machine = oneState({
    pay: all(any(keyword(['pay']), regex('[0-9]+ euros?')), not(keyword(['later'])), context('plan', { equals: 'pro' })),
    sad: sentiment('negative'),
  })
  const explained = explainIn(machine, 'I pay 20 euros later')
  expect(conditionOf(explained, 'pay')).toEqual({
    type: 'all',
    truth: false,
    needed: true,
    parts: [
      {
        type: 'any',
        truth: true,
        needed: true,
        parts: [
          {
            type: 'keyword',
            truth: true,
            needed: true,
            description: 'says pay',
            words: 1,
            spans: [{ start: 2, end: 5, word: 'pay', verdict: 'counts' }],
          },
          {
            type: 'regex',
            truth: true,
            needed: false,
            description: 'matches /[0-9]+ euros?/',
            spans: [{ start: 6, end: 14, word: '20 euros', verdict: 'counts' }],
          },
        ],
      },
      {
        type: 'not',
        truth: false,
        needed: true,
        parts: [
          {
            type: 'keyword',
            truth: true,
            needed: true,
            description: 'says later',
            words: 1,
            spans: [{ start: 15, end: 20, word: 'later', verdict: 'counts' }],
          },
        ],
      },
      { type: 'context', truth: false, needed: false, description: 'data.plan = "pro"' },
    ],
  })
  expect(conditionOf(explainIn(machine, 'this is terrible'), 'sad')).toMatchObject({
    type: 'sentiment',
    truth: true,
    score: expect.any(Number),
  })
})

test('what the model and functions decide is unknown until the answers are given', () => {
  const isLong = ({ text }: { readonly text: string }) => text.length > 10
  const machine = oneState({
    money: llmClassifier({ prompt: 'Is it about money?', targetClass: 'yes' }),
    long: custom(isLong),
    help: keyword(['help']),
  })
  const open = explainIn(machine, 'help me')
  expect(open.taken).toBeNull()
  expect(rowsOf(open)).toEqual([
    ['money', 'own', 'unknown'],
    ['long', 'own', 'unknown'],
    ['help', 'own', 'unknown'],
    [null, 'miss', 'not-reached'],
  ])
  expect(open.asked).toEqual([
    { key: 'money', instruction: 'Is it about money?', answer: undefined },
    { key: 'long$custom1', instruction: 'passes a function of the flow', answer: undefined },
  ])
  const told = explainIn(machine, 'help me', { known: { answers: { money: 'no', long$custom1: false } } })
  expect(takenOf(told)?.name).toBe('help')
  expect(conditionOf(told, 'money')).toMatchObject({ type: 'llmClassifier', truth: false, answer: 'no' })
  expect(conditionOf(told, 'long')).toMatchObject({ type: 'custom', truth: false, answer: false })
  expect(takenOf(explainIn(machine, 'x', { known: { answers: { money: 'yes' } } }))?.name).toBe('money')
})

test('a guard of the flow’s author is asked where the machine has it, also within guards of XState’s own', () => {
  const flow = oneState({ open: all(guard('isOpen'), not(guard('isBusy', { most: 3 }))), other: keyword(['x']) })
  expect(explainIn(flow, 'x').taken).toBeNull()
  expect(takenOf(explainIn(flow, 'x', { known: { guards: () => false } }))?.name).toBe('other')
  const asked: unknown[] = []
  const provided = flow.provide({
    guards: {
      isOpen: and([isNot('isShut')]),
      isShut: () => false,
      isBusy: (_input: unknown, params: unknown) => asked.push(params) > 5,
    } as never,
  })
  const explained = explainIn(provided, 'x')
  expect(takenOf(explained)?.name).toBe('open')
  expect(asked).toEqual([{ most: 3 }])
  const failing = flow.provide({
    guards: {
      isOpen: () => {
        throw new Error('out of order')
      },
    } as never,
  })
  expect(explainIn(failing, 'x').candidates[0]).toMatchObject({ name: 'open', verdict: 'unknown' })
})

test('a limit stands behind the candidate that it keeps from being taken', () => {
  const machine = compileFlow({
    name: 'loop',
    initialState: 'start',
    maxLoops: 1,
    states: { start: { prompt: { say: 'Hello.' }, transitions: { again: keyword(['again']) }, nextStates: { again: 'start' } } },
  })
  const explained = explainIn(machine, 'again')
  expect(rowsOf(explained)).toEqual([
    ['again', 'own', 'limited'],
    [null, 'limit', 'taken'],
    [null, 'miss', 'not-reached'],
  ])
})

test('a call is blocked while a flow is active that it may not be made in', () => {
  const machine = compileFlow({
    name: 'calls',
    initialState: 'start',
    states: { start: { prompt: { say: 'Hello.' }, transitions: { go: keyword(['go']) }, nextStates: { go: { call: 'pin' } } } },
    flows: {
      pin: {
        initialState: 'ask',
        states: {
          ask: {
            prompt: { say: 'PIN?' },
            transitions: { help: keyword(['help']), done: keyword(['done']) },
            nextStates: { help: { call: 'faq' }, done: 'end' },
          },
          end: { prompt: { say: 'Thanks.' } },
        },
      },
      faq: {
        initialState: 'answer',
        states: {
          answer: {
            prompt: { say: 'What?' },
            transitions: { secret: keyword(['secret']), ok: keyword(['ok']) },
            nextStates: { secret: { call: 'pin' }, ok: 'over' },
          },
          over: { prompt: { say: 'Good.' } },
        },
      },
    },
  })
  expect(takenOf(explainIn(machine, 'go'))).toMatchObject({ name: 'go', to: 'pin/ask' })
  const [secret] = explainIn(machine, 'secret', { after: ['go', 'help'] }).candidates
  expect(secret).toMatchObject({ name: 'secret', verdict: 'blocked', by: 'pin', condition: { truth: true } })
})

const rental = {
  name: 'rental',
  initialState: 'ask',
  fields: fields({
    size: { from: { choices: { small: ['small', 'little'], large: ['large', 'big'] } }, ask: { say: 'Which size?' } },
    days: { from: 'number', schema: { type: 'integer', maximum: 14 }, ask: { say: 'How many days?' }, invalid: { say: 'Up to 14.' } },
    code: { from: fromRegex('[A-Z]{2}[0-9]{2}'), ask: { say: 'Which code?' } },
  }),
  states: {
    ask: { prompt: { say: 'Hello.' }, collect: ['size', 'days', 'code'], nextStates: { collected: 'check' } },
    check: {
      prompt: { say: 'Right?' },
      correct: ['size', 'days'],
      transitions: { yes: affirm() },
      nextStates: { yes: 'end', corrected: 'check' },
    },
    end: { prompt: { say: 'Thanks.' } },
  },
} satisfies ConversationFlow

test('fields tell what of the message is taken in, and what is not', () => {
  const machine = compileFlow(rental)
  expect(explainIn(machine, 'a big one, AB12').fields).toEqual([
    { name: 'size', source: 'choices', asked: true, start: 2, end: 5, value: 'large', verdict: 'new' },
    { name: 'days', source: 'number', asked: false, verdict: 'not-read' },
    { name: 'code', source: 'regex', asked: false, start: 11, end: 15, value: 'AB12', verdict: 'new' },
  ])
  expect(takenOf(explainIn(machine, 'a big one, AB12'))).toMatchObject({ scope: 'question', description: 'asks for days' })
  expect(explainIn(machine, 'small or large').fields[0]).toEqual({
    name: 'size',
    source: 'choices',
    asked: true,
    start: 0,
    end: 5,
    verdict: 'ambiguous',
  })
  expect(explainIn(machine, 'not large').fields[0]).toEqual({
    name: 'size',
    source: 'choices',
    asked: true,
    start: 4,
    end: 9,
    verdict: 'negated',
  })
  const tooMany = explainIn(machine, '40 days', { after: ['small'] })
  expect(tooMany.fields[1]).toMatchObject({ verdict: 'invalid', value: 40, start: 0, end: 2, reason: expect.any(String) })
  expect(takenOf(tooMany)).toMatchObject({ scope: 'invalid', description: 'days does not fit' })
  expect(takenOf(explainIn(machine, 'AB12', { after: ['small', '3'] }))).toMatchObject({
    name: 'collected',
    scope: 'collected',
    to: 'check',
  })
})

test('which field is asked for is told where it is known, and not where another might be', () => {
  const machine = compileFlow(rental)
  const otherwise = (text: string, after: readonly string[]) => explainIn(machine, text, { after }).candidates.at(-1)
  expect(otherwise('hello', ['small'])).toMatchObject({ scope: 'miss', verdict: 'taken', description: 'asks for days' })
  expect(otherwise('3', ['small'])).toMatchObject({ scope: 'miss', verdict: 'not-reached', description: 'asks for what is missing' })
  const { size, days } = rental.fields
  const byModel = compileFlow({
    ...rental,
    fields: fields({ ...rental.fields, size: { ask: size.ask, invalid: { say: 'None.' } }, days: { ...days, from: 'model' } }),
  })
  const open = explainIn(byModel, 'a big one', { after: [] }).candidates.map(({ scope, description }) => [scope, description])
  expect(open).toEqual([
    ['invalid', 'a value does not fit'],
    ['collected', 'nothing is missing'],
    ['question', 'asks for what is missing'],
    ['miss', 'asks for what is missing'],
  ])
})

test('a correction tells the other value, the stored one and what is denied', () => {
  const machine = compileFlow(rental)
  const explained = explainIn(machine, 'from small to large', { after: ['small', '3', 'AB12'] })
  expect(takenOf(explained)).toMatchObject({ name: 'corrected', scope: 'correction', to: 'check' })
  expect(explained.fields[0]).toMatchObject({ name: 'size', value: 'large', start: 14, verdict: 'new' })
  expect(explainIn(machine, 'yes, small', { after: ['small', '3', 'AB12'] }).fields[0]).toMatchObject({ value: 'small', verdict: 'same' })
})

test('where no message is judged there is nothing to explain', () => {
  const machine = oneState({ go: keyword(['go']) })
  const ended = explainIn(machine, 'more', { after: ['go'] })
  expect(ended).toMatchObject({ candidates: [], taken: null, asked: [], fields: [] })
  expect(explainIn(machine, 'x'.repeat(10_001))).toMatchObject({ taken: null })
})

test('a state that waits for events keeps what its words do not decide', () => {
  const machine = compileFlow(
    parseFlow({
      name: 'waits',
      initialState: 'start',
      events: { 'order.paid': {} },
      states: {
        start: {
          prompt: { say: 'Pay.' },
          transitionsOn: 'event',
          transitions: { stop: { type: 'keyword', words: ['cancel'] } },
          nextStates: { stop: 'end' },
          on: { 'order.paid': 'end' },
        },
        end: { prompt: { say: 'Bye.' } },
      },
    }),
  )
  expect(takenOf(explainIn(machine, 'done?'))).toMatchObject({ scope: 'miss', description: 'kept; an event is waited for' })
  expect(takenOf(explainIn(machine, 'cancel it'))?.name).toBe('stop')
  const actor = createActor(machine).start()
  actor.send(outsideEvent('order.paid'))
  expect(explainTurn(machine, actor.getSnapshot(), 'x').candidates).toEqual([])
})

test('a state that judges its replies takes nothing of a message, which it answers by speaking again', async () => {
  const machine = compileFlow({
    name: 'told',
    initialState: 'start',
    states: {
      start: {
        prompt: { say: 'Here you are.' },
        extract: extract({ from: 'reply', run: ({ text }) => ({ length: text.length }) }),
        transitionsOn: 'reply',
        transitions: { thanked: keyword(['thanks']) },
        nextStates: { thanked: 'end' },
      },
      end: { prompt: { say: 'Bye.' } },
    },
  })
  const actor = createActor(machine).start()
  const listening = await waitFor(actor, (snapshot) => snapshot.hasTag('listening'))
  expect(rowsOf(explainTurn(machine, listening, 'thanks'))).toEqual([[null, 'miss', 'taken']])
})

test('a function of the flow spends no call of the budget', () => {
  const machine = compileFlow({
    name: 'spending',
    initialState: 'start',
    budget: { modelCalls: 1 },
    states: {
      start: {
        prompt: { say: 'How much?' },
        extract: extract({ run: () => ({ amount: 3 }) }),
        transitions: { none: keyword(['none']) },
        nextStates: { none: 'end' },
        noMatch: { prompt: { instruct: 'Ask again.' } },
      },
      end: { prompt: { say: 'Bye.' } },
    },
  })
  expect(takenOf(explainIn(machine, 'three'))).toMatchObject({ scope: 'miss' })
})
