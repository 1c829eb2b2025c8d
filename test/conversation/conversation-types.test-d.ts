import {
  type AnyConversationActor,
  type Conversation,
  type ConversationData,
  type ConversationHandle,
  type ConversationStore,
  type ConversationView,
  compileFlow,
  createConversation,
  defineFlow,
  FlowDriftError,
  guard,
  keyword,
  type LocalConversationHandle,
  memoryStore,
  openConversation,
  type PrunableStore,
  pruneStore,
  RevisionConflictError,
  TalkchartError,
} from 'talkchart'
import { createConversation as createMachineHandle, openConversation as openMachine } from 'talkchart/runtime'
import { fileStore } from 'talkchart/stores/file'
import { idbStore } from 'talkchart/stores/idb'
import { assertType, expectTypeOf, test } from 'vitest'

const flow = defineFlow({
  name: 'typed',
  initialState: 'greeting',
  initialContext: { seats: 1 },
  states: {
    greeting: {
      prompt: { say: 'Hello.' },
      transitions: { go: keyword(['go']), vip: guard('isVip') },
      nextStates: { go: 'end', vip: 'end' },
    },
    end: { prompt: { say: 'Bye.' } },
  },
})
declare const plain: Pick<ConversationStore, 'load' | 'commit' | 'remove' | 'list'>

test('turns that can be returned to name the states of the flow', async () => {
  const conversation = await openConversation({ flow, keepRevisions: 10 })
  const [first] = await conversation.turns()
  expectTypeOf(first?.state).toEqualTypeOf<'greeting' | 'end' | undefined>()
  expectTypeOf(first?.phase).toEqualTypeOf<'listening' | 'failed' | 'done' | undefined>()
})

test('a turn, the visits and the events name the states and transitions of the flow', async () => {
  const conversation = await openConversation({ flow })
  const turn = await conversation.send('go')
  expectTypeOf(turn.state).toEqualTypeOf<'greeting' | 'end'>()
  expectTypeOf(turn.entered).toEqualTypeOf<readonly ('greeting' | 'end')[]>()
  expectTypeOf(turn.transition).toEqualTypeOf<'go' | 'vip' | null>()
  expectTypeOf(conversation.stream('go').turn).resolves.toEqualTypeOf<typeof turn>()
  expectTypeOf(conversation.retry).returns.resolves.toEqualTypeOf<typeof turn>()
  expectTypeOf(conversation.visits).toEqualTypeOf<{ readonly greeting?: number; readonly end?: number }>()
  conversation.subscribe(({ state, data }) => {
    expectTypeOf(state).toEqualTypeOf<'greeting' | 'end'>()
    expectTypeOf(data.seats).toBeNumber()
  })
  conversation.on('state.entered', ({ from, transition }) => {
    expectTypeOf(from).toEqualTypeOf<'greeting' | 'end' | null>()
    expectTypeOf(transition).toEqualTypeOf<'go' | 'vip' | null>()
  })
  // @ts-expect-error there is no such state
  if (turn.state === 'gretting') return
})

test('every conversation fits a conversation whose names are any', async () => {
  const conversation = await openConversation({ flow })
  assertType<Conversation>(conversation)
  assertType<AnyConversationActor>(conversation.actor)
  const Panel = (_properties: { readonly conversation: Conversation }) => undefined
  Panel({ conversation })
  const show = <StateName extends string, Data extends ConversationData>(any: Conversation<StateName, Data>) => Panel({ conversation: any })
  show(conversation)
  const useOne = (_open: (id: string) => Promise<Conversation>) => undefined
  useOne((id) => openConversation({ flow, id }))
  // @ts-expect-error a conversation of other states
  assertType<Conversation<'greeting'>>(conversation)
})

test('a handle names what its conversation names, and fits a handle whose names are any', async () => {
  const chat = createConversation({ flow })
  expectTypeOf(chat.view.state).toEqualTypeOf<'greeting' | 'end' | undefined>()
  expectTypeOf(chat.view.data?.seats).toEqualTypeOf<number | undefined>()
  expectTypeOf(chat.view.transitions[0]?.transition).toEqualTypeOf<'go' | 'vip' | null | undefined>()
  expectTypeOf(chat.send).returns.resolves.toHaveProperty('transition').toEqualTypeOf<'go' | 'vip' | null>()
  expectTypeOf(chat.open).returns.resolves.toEqualTypeOf<void>()
  assertType<Conversation<'greeting' | 'end', { seats: number }> | undefined>(chat.conversation)
  assertType<LocalConversationHandle>(chat)
  assertType<ConversationHandle>(chat)
  assertType<ConversationView>(chat.view)
  assertType<AnyConversationActor | undefined>(chat.view.actor)
  const Panel = (_properties: { readonly chat: ConversationHandle }) => undefined
  Panel({ chat })
  const show = <StateName extends string, Data extends ConversationData>(any: ConversationHandle<StateName, Data>) => Panel({ chat: any })
  show(chat)
  chat.on('state.entered', ({ state }) => expectTypeOf(state).toEqualTypeOf<'greeting' | 'end'>())
  expectTypeOf(createMachineHandle({ machine: compileFlow(flow) }).view.state).toEqualTypeOf<'greeting' | 'end' | undefined>()
  // @ts-expect-error a handle of other states
  assertType<ConversationHandle<'greeting'>>(chat)
})

test('four methods make a store; those that come along can do more', () => {
  assertType<ConversationStore>(plain)
  assertType<PrunableStore>(memoryStore())
  assertType<PrunableStore>(fileStore('conversations'))
  expectTypeOf(idbStore().watch).returns.toEqualTypeOf<() => void>()
  expectTypeOf<Required<ConversationStore>['prune']>().toEqualTypeOf<PrunableStore['prune']>()
  expectTypeOf<ConversationStore['prune']>().extract<undefined>().toBeUndefined()
})

test('only a store that can forget can be pruned', () => {
  expectTypeOf(pruneStore(memoryStore(), { keepRevisions: 1 })).resolves.toHaveProperty('forgottenRevisions')
  // @ts-expect-error it has no prune
  void pruneStore(plain, { keepRevisions: 1 })
})

test('isInstance narrows to the class that it is asked of', () => {
  const error: unknown = new Error('')
  if (FlowDriftError.isInstance(error)) expectTypeOf(error).toEqualTypeOf<FlowDriftError>()
  if (RevisionConflictError.isInstance(error)) expectTypeOf(error.actualRevision).toEqualTypeOf<number>()
  if (TalkchartError.isInstance(error)) {
    expectTypeOf(error.code).toEqualTypeOf<string>()
    // @ts-expect-error only the class itself has it
    void error.actualRevision
  }
})

test('a machine opened by talkchart/runtime keeps its states, and takes no flow', async () => {
  const conversation = await openMachine({ machine: compileFlow(flow) })
  expectTypeOf(conversation.state).toEqualTypeOf<'greeting' | 'end'>()
  // @ts-expect-error there is no compiler behind it
  void openMachine({ flow })
})
