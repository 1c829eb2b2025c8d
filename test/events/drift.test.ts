import { type ConversationFlow, defineFlow, keyword, memoryStore, openConversation } from 'talkchart'
import { expect, test } from 'vitest'
import { findDrift } from '../../src/conversation/migration/find-drift.js'
import { compileFlow } from '../../src/index.js'

const first = defineFlow({
  name: 'help',
  version: '1.0.0',
  initialState: 'waiting',
  events: { 'parcel.found': {}, 'desk.closed': {} },
  globalTransitions: { hours: keyword(['hours']) },
  globalNextStates: { hours: { call: 'hours' } },
  flows: {
    hours: {
      states: {
        told: { prompt: { say: 'Nine to five. Anything else?' }, transitions: { no: keyword(['no']) }, nextStates: { no: 'done' } },
        done: { prompt: { say: 'Good.' } },
      },
    },
  },
  states: {
    waiting: {
      prompt: { say: 'We look for it.' },
      transitions: { stop: keyword(['stop']) },
      nextStates: { stop: 'end' },
      on: { 'parcel.found': { saveAs: 'place' }, 'desk.closed': { saveAs: 'closed' } },
    },
    end: { prompt: { say: 'Bye.' } },
  },
})

/** The flow without what it says of parcels. */
const second: ConversationFlow = {
  ...first,
  version: '2.0.0',
  events: { 'desk.closed': {} },
  states: { ...first.states, waiting: { ...first.states.waiting, on: { 'desk.closed': { saveAs: 'closed' } } } },
}

async function reopened(store: ReturnType<typeof memoryStore>, flow: ConversationFlow) {
  const told: string[] = []
  const conversation = await openConversation({ flow, id: 'a', store, onProblem: ({ message }) => told.push(message) })
  return { conversation, told }
}

test('an event that is held and not declared any more is dropped, told of, and stands in nobody’s way', async () => {
  const store = memoryStore()
  const early = await openConversation({ flow: first, id: 'a', store })
  await early.send('hours')
  await early.notify('parcel.found', 'the attic')
  await early.notify('desk.closed', true)
  await early.close()
  const [record] = await store.list()
  expect(record && findDrift(record, compileFlow(second)).verdict).toBe('compatible')
  const { conversation, told } = await reopened(store, second)
  expect(told).toEqual([
    'The flow does not hear the event "parcel.found" any more, which was waiting in the conversation "a". It is dropped.',
  ])
  expect(await conversation.send('no')).toMatchObject({ state: 'waiting', phase: 'listening' })
  expect(conversation.data).toEqual({ closed: true })
})

test.each([
  ['an event', { type: 'parcel.found', payload: 1, id: 'p', at: 1 }, second, 'the event "parcel.found"'],
  [
    'what a person said',
    { text: 'Hello.', by: 'operator', id: 'p', at: 1 },
    withoutEvents(),
    'what a person said in the place of the flow',
  ],
] as const)('%s that is pending and not heard any more is dropped and told of', async (_, pending, flow, what) => {
  const store = memoryStore()
  const early = await openConversation({ flow: first, id: 'a', store })
  await early.close()
  const loaded = await store.load('a')
  if (loaded === undefined) throw new Error('nothing stored')
  const { revision: expectedRevision, commitId: expectedCommitId = null } = loaded.record
  const record = { ...loaded.record, revision: expectedRevision + 1, pending: [pending], phase: 'busy' as const }
  await store.commit('a', { commitId: 'left', expectedRevision, expectedCommitId, record, messages: [] })
  const { conversation, told } = await reopened(store, flow)
  expect(told).toEqual([`The flow does not hear ${what} any more, which was waiting in the conversation "a". It is dropped.`])
  expect(await conversation.send('stop')).toMatchObject({ state: 'end', turn: 1 })
  expect((await store.load('a'))?.record.pending).toEqual([])
})

function withoutEvents(): ConversationFlow {
  const { events: _events, ...rest } = second
  const { on: _on, ...waiting } = first.states.waiting
  return { ...rest, states: { ...first.states, waiting } }
}
