import {
  type ConversationStore,
  compileFlow,
  defineFlow,
  FlowDriftError,
  keyword,
  memoryStore,
  openConversation,
  type PrunableStore,
  pruneStore,
  RevisionConflictError,
  TalkchartError,
} from 'talkchart'
import { openConversation as openMachine } from 'talkchart/runtime'
import { fileStore } from 'talkchart/stores/file'
import { idbStore } from 'talkchart/stores/idb'
import { assertType, expectTypeOf, test } from 'vitest'

const flow = defineFlow({
  name: 'typed',
  initialState: 'greeting',
  states: {
    greeting: { prompt: { say: 'Hello.' }, transitions: { go: keyword(['go']) }, nextStates: { go: 'end' } },
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
