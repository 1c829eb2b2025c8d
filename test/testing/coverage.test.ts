import {
  type ConversationFlow,
  keyword,
  llmClassifier,
  memoryStore,
  openConversation,
  parseFlow,
  regex,
  scriptedModel,
  select,
} from 'talkchart'
import {
  coverage,
  type FlowCoverage,
  meetsThreshold,
  pathModel,
  percentOf,
  readTranscript,
  renderCoverage,
  renderLcov,
  storedTranscripts,
  undrivable,
} from 'talkchart/testing'
import { expect, test } from 'vitest'
import { flow as support } from '../../machines/customer_support.js'
import { flow as routing } from '../../machines/support_routing.js'
import { readyPaths } from './ready-paths.js'

/** What was come to, for people. */
function hitsOf({ items }: FlowCoverage): readonly string[] {
  return items.filter(({ hits }) => hits > 0).map(({ description }) => description)
}

const flow: ConversationFlow = {
  name: 'desk',
  initialState: 'ask',
  states: {
    ask: {
      prompt: { say: 'Yes?' },
      transitions: {
        number: regex('^#[0-9]+$'),
        bill: keyword(['bill', 'invoice']),
        angry: llmClassifier({ prompt: 'Angry?', targetClass: 'yes' }),
      },
      nextStates: { number: 'found', bill: 'bills', angry: select({ candidates: ['boss', 'bills'] }) },
      noMatch: { max: 1, to: 'boss' },
    },
    found: { prompt: { say: 'Found.' }, advanceTo: 'bills' },
    bills: { prompt: { say: 'Here.' } },
    boss: { prompt: { say: 'The boss comes.' } },
  },
}

const said = (state: string, text = '…') => ({ role: 'assistant', text, state }) as const
const heard = (state: string, text: string) => ({ role: 'user', text, state }) as const

test('words are decided again; what goes on by itself is seen', async () => {
  const messages = [said('ask'), heard('ask', '#12'), said('found'), said('bills')]
  expect(hitsOf(await coverage(flow, [{ id: 'one', messages }]))).toEqual([
    'state ask',
    'state found',
    'state bills',
    'ask → found (number)',
    'found → bills (goes on)',
    'ask: number, matches /^#[0-9]+$/',
  ])
})

test('what the model decided is told by where the conversation went on', async () => {
  const messages = [said('ask'), heard('ask', 'You again!'), said('boss')]
  expect(hitsOf(await coverage(flow, [{ id: 'one', messages }]))).toEqual([
    'state ask',
    'state boss',
    'ask → boss (angry)',
    'ask: number, a near miss of: matches /^#[0-9]+$/',
    'ask: angry, the model answers "yes"',
  ])
})

test('a miss shows what did not hold', async () => {
  const messages = [said('ask'), heard('ask', 'hm'), said('ask')]
  expect(hitsOf(await coverage(flow, [{ id: 'one', messages }]))).toContain('ask: angry, the model answers "no"')
})

test('states of another version are told of', async () => {
  expect((await coverage(flow, [{ id: 'old', messages: [said('hello')] }])).unknownStates).toEqual(['hello'])
})

test('conversations of a store are measured, those of other flows left out', async () => {
  const store = memoryStore()
  const model = scriptedModel({ respond: 'Yes?' })
  const one = await openConversation({ flow: routing, model, store, id: 'one' })
  await one.send('I have a bug')
  const other = await openConversation({ flow, model, store, id: 'other' })
  await other.send('bill')
  const measured = await coverage(routing, storedTranscripts(store, routing.name))
  expect(measured).toMatchObject({ transcripts: 1, states: { covered: 2, total: 4 } })
  expect(hitsOf(measured)).toContain('greeting: technical, says "bug"')
})

test('conversations along all paths cover all states and all that is no limit and no clock', async () => {
  const store = memoryStore()
  const paths = readyPaths('customer_support', 'transitions').paths.filter((path) => undrivable(path) === undefined)
  for (const [position, path] of paths.entries()) {
    const conversation = await openConversation({ flow: support, model: pathModel(path), store, id: `path-${position}` })
    for (const { step } of path.steps) {
      if (step.type === 'message') await conversation.send(step.text)
      if (step.type === 'retry') await conversation.retry()
      if (step.type === 'event') await conversation.notify(step.event, step.payload)
    }
    await conversation.close()
  }
  const measured = await coverage(support, storedTranscripts(store))
  expect(percentOf(measured.states)).toBe(100)
  const missed = measured.items.filter(
    ({ kind, hits, description }) => kind === 'transition' && hits === 0 && !description.endsWith('(limit)'),
  )
  expect(missed).toEqual([])
})

test('the table names what was never come to', async () => {
  const measured = await coverage(flow, [{ id: 'one', messages: [said('ask'), heard('ask', 'bill'), said('bills')] }])
  expect(renderCoverage(measured)).toMatchInlineSnapshot(`
    "desk: 1 conversation
      states        50 %  2 of 4
      transitions   16 %  1 of 6
      alternatives  33 %  2 of 6
    never:
      state found
      state boss
      ask → found (number)
      ask → boss (angry)
      ask → bills (angry)
      ask → boss (no match)
      found → bills (goes on)
      ask: number, matches /^#[0-9]+$/
      ask: bill, says "invoice"
      ask: angry, the model answers "yes"
      ask: angry, the model answers "no""
  `)
})

test('lcov counts states as functions, all else as branches', async () => {
  const measured = await coverage(flow, [{ id: 'one', messages: [said('ask'), heard('ask', 'bill'), said('bills')] }])
  expect(renderLcov(measured)).toMatch(/^TN:\nSF:desk\nFN:1,state ask\n/)
  expect(renderLcov(measured)).toContain('FNF:4\nFNH:2\n')
})

test('a threshold holds for each kind', async () => {
  const measured = await coverage(flow, [{ id: 'one', messages: [said('ask'), heard('ask', 'bill'), said('bills')] }])
  expect(meetsThreshold(measured, 10)).toBe(true)
  expect(meetsThreshold(measured, 50)).toBe(false)
})

test('a transcript is read from JSON, and refused with the place', () => {
  expect(readTranscript('a', { messages: [said('ask')] }).messages).toEqual([said('ask')])
  expect(() => readTranscript('a', [{ role: 'user', text: 1, state: 'ask' }])).toThrow(
    'The transcript "a" can not be read: at messages[0].text it has 1, expected a string.',
  )
  expect(() => readTranscript('a', 'hello')).toThrow('at messages it has "hello", expected a list of messages.')
})

const menu: ConversationFlow = {
  name: 'menu',
  initialState: 'menu',
  flows: {
    hours: { states: { told: { prompt: { say: 'Nine to five.' } } } },
    login: {
      states: {
        ask: { prompt: { say: 'Your name?' }, transitions: { known: keyword(['Ann']) }, nextStates: { known: 'in' } },
        in: {},
      },
    },
  },
  globalTransitions: { hours: keyword(['open']) },
  globalNextStates: { hours: { call: 'hours' } },
  states: {
    menu: { prompt: { say: 'What?' }, transitions: { enter: keyword(['enter']) }, nextStates: { enter: 'entry' } },
    entry: { call: 'login', nextStates: { in: 'inside' } },
    inside: { prompt: { say: 'You are in.' } },
  },
}

test('calls and returns are counted, also of states that say nothing', async () => {
  const messages = [
    ...[said('menu'), heard('menu', 'open?'), said('hours/told'), said('menu'), heard('menu', 'enter')],
    ...[said('login/ask'), heard('login/ask', 'open?'), said('hours/told'), said('login/ask'), heard('login/ask', 'Ann'), said('inside')],
  ]
  const measured = await coverage(menu, [{ id: 'one', messages }])
  expect(measured.states).toEqual({ covered: 6, total: 6 })
  expect(measured.items.filter(({ kind, hits }) => kind === 'transition' && hits === 0)).toEqual([])
  expect(measured.items.flatMap(({ kind, description, hits }) => (kind === 'transition' ? [`${description}: ${hits}`] : []))).toEqual([
    'menu → entry (enter): 1',
    'entry → login/ask (calls): 1',
    'login/ask → login/in (known): 1',
    'hours calls hours: 2',
    'menu goes on after a digression: 1',
    'login/ask goes on after a digression: 1',
    'login/in ends what entry has called: 1',
    'hours/told ends what hours has called: 2',
  ])
})

test('what is collected and corrected counts as a way', async () => {
  const flow = parseFlow({
    name: 'rental',
    initialState: 'details',
    fields: { size: { ask: { say: 'Which size?' }, from: { choices: { small: ['small'], large: ['large'] } } } },
    states: {
      details: { collect: ['size'], nextStates: { collected: 'confirm' } },
      confirm: {
        prompt: { say: 'Right?' },
        correct: ['size'],
        transitions: { yes: { type: 'affirm' } },
        nextStates: { yes: 'booked', corrected: 'changed' },
      },
      changed: { prompt: { say: 'Changed.' }, advanceTo: 'confirm' },
      booked: { prompt: { say: 'Booked.' } },
    },
  })
  const messages = [
    ...[said('details'), heard('details', 'small'), said('confirm'), heard('confirm', 'yes, but large')],
    ...[said('changed'), said('confirm'), heard('confirm', 'yes'), said('booked')],
  ]
  const ways = (await coverage(flow, [{ id: 'one', messages }])).items.filter(({ kind, hits }) => kind === 'transition' && hits > 0)
  expect(ways.map(({ description }) => description)).toEqual([
    'details → confirm (collected)',
    'confirm → booked (yes)',
    'confirm → changed (corrected)',
    'changed → confirm (goes on)',
  ])
})
