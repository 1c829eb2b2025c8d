import { type ConversationFlow, type ConversationStore, defineFlow, type LanguageModel } from 'talkchart'
import { flow as support } from 'talkchart/machines/customer_support'
import { type ConversationHost, conversationHandler, conversationHost, type HostOptions, type ReplyRelay } from 'talkchart/server'

/** Every message is answered in the same words, without a model. */
export const verbatim = defineFlow({
  name: 'verbatim',
  initialState: 'talk',
  states: {
    talk: {
      prompt: { say: 'Thank you, that is noted. What else?' },
      transitions: { again: { type: 'always' } },
      nextStates: { again: 'talk' },
    },
  },
})

/** Ten turns of `customer_support`, to its end. */
const TALK = [
  'hello',
  'I have a question',
  'when are you open?',
  'my bill is wrong',
  'when are you open?',
  'I want a refund',
  '12345',
  'when are you open?',
  'to my card',
  'yes',
]
export const TURNS = TALK.length

/** A model that says two sentences at once. Only what talkchart does beside it is measured. */
export const quickModel: LanguageModel = {
  respond: async () => ({
    text: 'I can look at that with you. Would you like me to explain what you pay for, or is it about a charge that you do not know?',
    usage: { inputTokens: 400, outputTokens: 30 },
  }),
  understand: async () => {
    throw new Error('Nothing is to be understood here.')
  },
}

export interface Desk {
  readonly host: ConversationHost
  begin(id: string): Promise<void>
  send(id: string, turn: number): Promise<void>
  /** Begins a conversation and takes all ten turns. */
  talk(id: string): Promise<void>
}

/** Asks the handler as `nodeListener` does: what HTTP itself takes is left out. */
export function openDesk(
  flowName: 'verbatim' | 'customer_support',
  store: ConversationStore,
  more: { readonly relay?: ReplyRelay; readonly keepOpen?: NonNullable<HostOptions['keepOpen']> } = {},
): Desk {
  const flow: ConversationFlow = flowName === 'verbatim' ? verbatim : support
  const host = conversationHost({ flow, model: quickModel, store, ...more })
  const { core } = conversationHandler({ host, authorize: ({ header }) => header('authorization') === 'Bearer 1234' && { scope: 'ana' } })
  const signal = new AbortController().signal
  const ask = async (method: string, path: string, body?: object) => {
    const headers: Readonly<Record<string, string>> = { authorization: 'Bearer 1234', 'content-type': 'application/json' }
    const text = async () => (body === undefined ? '' : JSON.stringify(body))
    const request = { method, url: `/conversations/${path}`, header: (name: string) => headers[name.toLowerCase()] ?? null }
    const answer = await core.answer({ ...request, text, signal, source: undefined })
    if (answer.status !== 200) throw new Error(`${method} ${path}: ${answer.status} ${answer.body}`)
  }
  const begin = (id: string) => ask('PUT', id)
  const send = (id: string, turn: number) => ask('POST', `${id}/messages`, { id: `m-${turn}`, text: TALK[turn % TURNS] })
  const talk = async (id: string) => {
    await begin(id)
    for (let turn = 0; turn < TURNS; turn += 1) await send(id, turn)
  }
  return { host, begin, send, talk }
}
