import { getShortestPaths } from '@xstate/graph'
import { type ConversationFlow, compileFlow, defineFlow, event, keyword, openConversation } from 'talkchart'
import { coverage, drivePath, flowPaths, readTranscript, runPath, traversalOptions, undrivable } from 'talkchart/testing'
import { expect, test } from 'vitest'

const flow = defineFlow({
  name: 'order',
  initialState: 'menu',
  events: {
    'payment.completed': event({
      payload: {
        type: 'object',
        properties: {
          amount: { type: 'integer', minimum: 3, multipleOf: 2 },
          by: { enum: ['card', 'cash'] },
          at: { type: 'string', format: 'date' },
        },
        required: ['amount', 'by', 'at'],
      },
    }),
    'handoff.ended': {},
    'price.changed': event({ payload: { type: 'number', exclusiveMinimum: 10 } }),
  },
  on: { 'price.changed': { saveAs: 'price' } },
  states: {
    menu: {
      prompt: { say: 'Pay or talk?' },
      transitions: { pay: keyword(['pay']), talk: keyword(['talk']) },
      nextStates: { pay: 'paying', talk: 'desk' },
    },
    paying: {
      prompt: { say: 'Please pay.' },
      on: { 'payment.completed': { to: 'thanks', saveAs: 'payment' }, 'price.changed': { saveAs: 'newPrice' } },
      timeout: { seconds: 900, to: 'menu' },
    },
    desk: {
      prompt: { say: 'A colleague takes over.' },
      transitionsOn: 'event',
      transitions: { cancel: keyword(['cancel']) },
      nextStates: { cancel: 'menu' },
      on: { 'handoff.ended': 'menu' },
    },
    thanks: { prompt: { say: 'Thank you.' } },
  },
})

const { paths, covered, uncovered } = flowPaths(flow)

test('paths cover each handler, an event that is ignored, and a message that is kept', () => {
  expect(uncovered.map(({ description, reason }) => `${description}: ${reason}`)).toEqual([])
  expect(covered.filter(({ kind }) => ['event', 'ignoredEvent', 'keptMessage'].includes(kind))).toEqual([
    { kind: 'event', state: 'paying', event: 'price.changed' },
    { kind: 'event', state: null, event: 'price.changed' },
    { kind: 'ignoredEvent' },
    { kind: 'keptMessage', state: 'desk' },
  ])
  expect(covered).toContainEqual({ kind: 'transition', state: 'paying', name: 'payment.completed', way: 'event', to: 'thanks' })
})

test('a payload is made from the schema, and fits it', () => {
  const sent = paths.flatMap(({ steps }) => steps.flatMap(({ step }) => (step.type === 'event' ? [step] : [])))
  expect(sent).toContainEqual({ type: 'event', event: 'payment.completed', payload: { amount: 4, by: 'card', at: '2030-01-01' } })
  expect(sent).toContainEqual({ type: 'event', event: 'price.changed', payload: 11 })
})

test('paths run on the machine, and tell when the flow has changed', () => {
  for (const path of paths) runPath(flow, JSON.parse(JSON.stringify(path)))
  const paying = { ...flow.states.paying, on: { 'price.changed': { saveAs: 'newPrice' } } }
  const deaf: ConversationFlow = { ...flow, states: { ...flow.states, paying } }
  const runAll = () => {
    for (const path of paths) runPath(deaf, path)
  }
  expect(runAll).toThrow(/event payment.completed/)
})

test('paths are driven on a conversation that can be told of events, and passed over on one that can not', async () => {
  const talk = { start: () => undefined, send: () => undefined, state: () => 'menu' }
  const told = paths.filter((path) => path.steps.some(({ step }) => step.type === 'event'))
  expect(told.map((path) => undrivable(path, talk))).toContain('It tells of an event, and the driver has no `notify`.')
  for (const path of told.filter((each) => undrivable(each) === undefined)) {
    let conversation = await openConversation({ flow })
    await drivePath(path, {
      start: async ({ data }) => {
        conversation = await openConversation({ flow, data })
      },
      send: async (utterance) => void (await conversation.send(utterance)),
      notify: async (name, payload) => void (await conversation.notify(name, payload)),
      state: () => conversation.state,
    })
  }
})

test('an event whose payload nothing is found for is told of', () => {
  const odd: ConversationFlow = {
    ...flow,
    events: { ...flow.events, 'handoff.ended': event({ payload: { type: 'string', pattern: '^[0-9]{9}$' } }) },
  }
  const { uncovered: missing } = flowPaths(odd)
  expect(missing.map(({ description, reason }) => `${description}: ${reason}`)).toContain(
    'desk → menu (handoff.ended): No payload was found that fits the event "handoff.ended".',
  )
})

test('the traversals of @xstate/graph see events, also on a machine of which only the config is known', () => {
  const machine = compileFlow(flow)
  const reached = getShortestPaths(machine, traversalOptions(machine)).map(({ state }) => JSON.stringify(state.value))
  expect(new Set(reached)).toContain('"$completed"')
})

test('what a person says is no part of what a transcript shows', async () => {
  const transcript = readTranscript('one', [
    { role: 'assistant', text: 'Pay or talk?', state: 'menu' },
    { role: 'user', text: 'talk', state: 'menu' },
    { role: 'assistant', text: 'A colleague takes over.', state: 'desk' },
    { role: 'assistant', text: 'Ana here.', state: 'desk', by: 'operator' },
    { role: 'assistant', text: 'Pay or talk?', state: 'menu' },
  ])
  const { items } = await coverage(flow, [transcript])
  const shown = items.filter(({ hits }) => hits > 0).map(({ description }) => description)
  expect(shown).toEqual(expect.arrayContaining(['menu → desk (talk)', 'desk → menu (handoff.ended)']))
})
