import { defaultStore } from '../conversation/live/open-machine.js'
import { isRecord } from '../diagnostics/json.js'
import { randomId } from '../machine/random-id.js'
import { createConversation } from '../open/create-conversation.js'
import type { OpenOptions } from '../open/open-conversation.js'
import type { ConversationStore } from '../stores/contract/conversation-store.js'
import { memoryStore } from '../stores/memory/memory-store.js'
import type { WithInitialView } from './given.js'
import { KeptConversation } from './kept-conversation.js'
import { KeptConversations } from './kept-conversations.js'
import { NewestOptions } from './newest-options.js'

export type GivenLocal = OpenOptions & WithInitialView

/** What a component has for itself: where it names no id or no store. */
export interface OwnPlace {
  readonly id: string
  readonly store: ConversationStore
}

const local = new KeptConversations<KeptConversation>()
/** Stores of one key keep the same conversations, so that the first one stands for all of them. */
const storesByKey = new Map<string, ConversationStore>()
const NOWHERE = {}

export function ownPlace(): OwnPlace {
  return { id: randomId(), store: memoryStore() }
}

/** Returns what is kept of a conversation of this page: the same for the same flow, store and id. */
export function keptLocal(given: GivenLocal, own: OwnPlace): KeptConversation {
  const { initialView, ...options } = given
  const { id = own.id } = given
  const store = storeOf(given) ?? (given.id === undefined ? own.store : defaultStore({ id }))
  const place = isRecord(store) ? store : NOWHERE
  const subject = given.flow ?? given.machine
  return local.of(place, id, subject, () => {
    const newest = new NewestOptions(options)
    return new KeptConversation(createConversation({ ...options, ...newest.forwarders, id, store }), {
      use: (rendered) => newest.use(rendered),
      // A flow that took another's place, as in development, is not refused because of the one that nobody shows any more.
      beforeOpening: () => {
        for (const other of local.others(place, id, subject)) other.closeUnlessShown()
      },
    })
  })
}

/** Returns the store that is meant; undefined where none is given. */
export function storeOf({ store }: GivenLocal): ConversationStore | undefined {
  const { key } = store ?? {}
  if (store === undefined || key === undefined) return store
  const known = storesByKey.get(key) ?? store
  storesByKey.set(key, known)
  return known
}
