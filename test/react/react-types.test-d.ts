import {
  type AnyConversationActor,
  type ConversationHandle,
  createConversation,
  defineFlow,
  guard,
  keyword,
  readConversation,
  templateModel,
} from 'talkchart'
import { type Chat, type LocalChat, useConversation, useRemoteConversation } from 'talkchart/react'
import { remoteConversation } from 'talkchart/remote'
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

test('a conversation of the page names what its flow names', async () => {
  const initialView = await readConversation({ flow, store: idbStore(), id: 'typed' })
  const chat = useConversation({ flow, model: templateModel(), store: idbStore(), id: 'typed', data: { seats: 2 }, initialView })
  expectTypeOf(chat.state).toEqualTypeOf<'greeting' | 'end' | undefined>()
  expectTypeOf(chat.data?.seats).toEqualTypeOf<number | undefined>()
  expectTypeOf(chat.transitions[0]?.transition).toEqualTypeOf<'go' | 'vip' | null | undefined>()
  const turn = await chat.send('go')
  expectTypeOf(turn?.state).toEqualTypeOf<'greeting' | 'end' | undefined>()
  expectTypeOf(await chat.fork(1, 'other')).toEqualTypeOf<boolean>()
  assertType<AnyConversationActor | undefined>(chat.actor)
  // @ts-expect-error there is no such state
  if (chat.state === 'gretting') return
})

test('every chat fits a chat whose names are any, as the property of a component', () => {
  const chat = useConversation({ flow })
  assertType<LocalChat>(chat)
  const Panel = (_properties: { readonly chat: Chat }) => undefined
  Panel({ chat })
  Panel({ chat: useConversation({ url: '/conversations', id: 'typed' }) })
  Panel({ chat: useRemoteConversation({ url: '/conversations', id: 'typed' }) })
})

test('a handle gives its names on, and what it can do', () => {
  const local = useConversation(createConversation({ flow }))
  expectTypeOf(local.state).toEqualTypeOf<'greeting' | 'end' | undefined>()
  expectTypeOf(local.fork).toBeFunction()
  const shown = useConversation(remoteConversation<'greeting' | 'end', { seats: number }>({ url: '/conversations', id: 'typed' }))
  expectTypeOf(shown.state).toEqualTypeOf<'greeting' | 'end' | undefined>()
  expectTypeOf(shown).not.toHaveProperty('fork')
  expectTypeOf(useRemoteConversation(remoteConversation<'greeting' | 'end'>({ url: '/conversations', id: 'typed' })).state).toEqualTypeOf<
    'greeting' | 'end' | undefined
  >()
  assertType<Chat>(useConversation({} as ConversationHandle))
})

test('a conversation on a server has the names that it is given', () => {
  const chat = useConversation<'greeting' | 'end', { seats: number }>({ url: '/conversations', id: 'typed' })
  expectTypeOf(chat.state).toEqualTypeOf<'greeting' | 'end' | undefined>()
  expectTypeOf(chat.data).toEqualTypeOf<{ seats: number } | undefined>()
  // @ts-expect-error an id is needed
  useConversation({ url: '/conversations' })
  // @ts-expect-error there is no such option
  useConversation({ flow, modle: templateModel() })
})
