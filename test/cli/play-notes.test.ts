import type { ConversationFlow } from 'talkchart'
import { expect, test } from 'vitest'
import { describeState, scriptedFlow } from '../../src/cli/play/describe-state.js'

const flow: ConversationFlow = {
  name: 'shop',
  initialState: 'start',
  maxTurns: 20,
  noMatch: { max: 2, to: 'bye' },
  timeout: { seconds: 30, prompts: [{ say: 'Are you there?' }] },
  events: { 'payment.completed': {}, 'note.made': {}, 'shop.closed': {} },
  on: { 'note.made': { saveAs: 'note' } },
  fields: {
    size: { ask: { say: 'Small or big?' }, from: { choices: { small: ['small'], big: ['big'] } } },
    code: { from: { regex: 'AB[0-9]+' }, optional: true },
  },
  flows: { check: { states: { pin: { prompt: { say: 'Your pin?' }, advanceTo: 'known' }, known: {} } } },
  states: {
    start: { collect: ['size', 'code'], nextStates: { collected: 'pay' }, noMatch: { max: 1 } },
    pay: {
      prompt: { say: 'Please pay.' },
      correct: ['size'],
      transitions: { stop: { type: 'keyword', words: ['stop'] } },
      nextStates: { corrected: 'pay', stop: 'verify' },
      noMatch: { to: 'bye' },
      timeout: { seconds: 60, max: 2, to: 'bye' },
      maxLoops: 1,
      onLimit: 'bye',
      on: { 'payment.completed': 'load' },
    },
    verify: { call: 'check', nextStates: { known: 'load' } },
    load: { prompt: { say: 'One moment.' }, invoke: { src: 'pack', onError: 'bye' }, maxLoops: 3, advanceTo: 'waits' },
    waits: { prompt: { say: 'Wait.' }, transitionsOn: 'event', on: { 'shop.closed': 'bye' } },
    bye: { prompt: { say: 'Bye.' } },
  },
}

const scripted = scriptedFlow(flow, {})
const shown = (name: string) => describeState(scripted, name)

test('the sheet of a state says how many misses and silences are answered before the next one leads on', () => {
  expect(shown('start')?.notes).toEqual([
    'When it has all that it asks for, that leads to pay.',
    'The event note.made is noted, and nothing moves.',
    'It answers one silence of 30 s; after that it only waits.',
    'On a miss it speaks again.',
  ])
  expect(shown('pay')?.notes).toEqual([
    'A correction leads to pay.',
    'The event payment.completed leads to load.',
    'The event note.made is noted, and nothing moves.',
    'It answers 2 silences of 60 s in a row; the next one leads to bye.',
    'The first miss leads to bye.',
    'It may be entered once; the next time it goes on to bye instead.',
    'A limit of the whole conversation: it goes on to bye.',
  ])
  expect(shown('check/pin')?.notes).toEqual(['Once it has spoken, it goes on to check/known by itself.'])
})

test('the sheet of a state tells of calls, failures and limits where they hold, and of events that do something', () => {
  expect(shown('verify')?.notes).toEqual(['Once it has spoken, it calls the flow check; there known leads to load.'])
  expect(shown('load')?.notes).toEqual([
    'Once it has spoken, it goes on to waits by itself.',
    'It runs pack before it speaks. A failure leads to bye.',
    'It may be entered 3 times; the next time the conversation ends instead, unless the state before has an onLimit of its own.',
  ])
  expect(shown('waits')?.notes).toEqual([
    'It waits for an event. What fires no transition is kept, and nothing is said.',
    'The event note.made is noted, and nothing moves.',
    'The event shop.closed leads to bye.',
  ])
  expect(shown('bye')?.notes).toEqual([])
  const names = (name: string) => shown(name)?.events.map((event) => event.name)
  expect([names('pay'), names('waits'), names('bye')]).toEqual([['payment.completed', 'note.made'], ['note.made', 'shop.closed'], []])
  expect(shown('start')?.fields.map(({ name, way }) => `${way} ${name}`)).toEqual(['asks for size', 'hears code'])
  expect(shown('start')?.fields.map(({ schema }) => schema)).toEqual([{ type: 'string', enum: ['small', 'big'] }, { type: 'string' }])
})
