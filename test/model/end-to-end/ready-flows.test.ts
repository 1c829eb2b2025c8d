import { type ConversationFlow, memoryStore, openConversation } from 'talkchart'
import { describe, expect, it } from 'vitest'
import { readyFlows } from '../../inspect/ready-flows.js'
import { answer, modelOf, type ReceivedBody, received, startProvider } from './provider.js'

/** What the user says, or what happens (`#`, the event's name and its payload), what the model makes of it, and where that leads. */
interface Walk {
  readonly says: readonly string[]
  /** What the model answers when it is asked to understand, in order; the last answer is used again. */
  readonly understands?: readonly object[]
  /** What it says, in order, where the words matter. */
  readonly replies?: readonly string[]
  readonly ends: string
}

const WALKS: Readonly<Record<string, Walk>> = {
  appointment: {
    says: [
      'what does a massage cost?',
      'a massage tomorrow evening',
      'Ada',
      '030 123 4567',
      'yes, but make it a haircut',
      'yes',
      '1234',
      '4711',
      '#payment.completed {"amount":20}',
    ],
    ends: 'booked',
  },
  simple_greeting: { says: ['who are you?', 'yes please'], ends: 'help' },
  support_routing: { says: ['hi', 'there is an error on my bill'], ends: 'billing_support' },
  customer_support: {
    says: ['hello', 'my app keeps crashing', "it's still not working", 'never mind, it works now'],
    ends: 'satisfaction_check',
  },
  interview: { says: ['yes', 'I build bridges', 'go back', 'I build tunnels', 'in a team', "that's all"], ends: 'end' },
  sales_qualification: { says: ['sounds great', 'the budget is approved', 'I decide', 'asap', '24/05/2027'], ends: 'confirm_demo' },
  save_and_resume: { says: ['order 48213', 'it arrived broken', 'my money back'], ends: 'refund_arranged' },
  user_onboarding: {
    says: ['ready', 'why do you ask?', "I'm Ada", 'dark, please', 'done', 'next', "I don't understand", 'ah, I understand'],
    understands: [{ info_provided: 'no' }, { info_provided: 'yes' }],
    ends: 'completion',
  },
  dynamic_routing: {
    says: ['hello', 'the app is odd', 'I have another question', 'my invoice is odd', 'thanks, that is clear'],
    understands: [{ auto_next: null }, { auto_next: 'technical_support' }, { auto_next: 'billing_support' }],
    ends: 'closing',
  },
  context_accumulation: {
    says: ['I am Ada', 'a kettle that leaks', 'I dried it'],
    understands: [{ extract: {} }, { extract: { name: 'Ada' } }, { extract: { product: 'kettle', problem: 'leaks' } }],
    replies: ['Who are you?', 'Ada! Which product?', 'A kettle that leaks.', 'Dry the seal.', 'Glad it works!', 'Goodbye, Ada.'],
    ends: 'wrap_up',
  },
}

/** Gives the items of a list one by one, the last one for ever. */
function inOrder<Item>(items: readonly [Item, ...Item[]] | readonly Item[], otherwise: Item): () => Item {
  let given = 0
  return () => items[Math.min(given++, items.length - 1)] ?? otherwise
}

/** Every key that a request of understanding asks for, answered with null when the walk says nothing of it. */
function allKeys(body: ReceivedBody, told: object): object {
  const asked = Object.keys(body.response_format?.json_schema.schema.properties ?? {})
  return Object.fromEntries(asked.map((key) => [key, Reflect.get(told, key) ?? null]))
}

describe('the ready flows with a model, over HTTP', () => {
  const provider = startProvider()

  it('are all walked through', () => {
    expect(Object.keys(WALKS).sort()).toEqual(readyFlows.map(({ name }) => name).sort())
  })

  it.each(readyFlows)('$name', async (flow: ConversationFlow) => {
    const { says, understands = [], replies = [], ends } = WALKS[flow.name] ?? { says: [], ends: '' }
    const understood = inOrder(understands, {})
    const reply = inOrder(replies, 'I see.')
    answer(provider, {
      respond: () => ({ content: reply(), usage: { prompt_tokens: 40, completion_tokens: 8 } }),
      understand: (request) => ({ content: JSON.stringify(allKeys(JSON.parse(JSON.stringify(request)), understood())) }),
    })
    const store = memoryStore()
    let conversation = await openConversation({ flow, model: modelOf(provider), store, id: flow.name })
    for (const text of says) {
      const [, event, payload] = /^#(\S+) (.*)$/.exec(text) ?? []
      const turn = await (event === undefined ? conversation.send(text) : conversation.notify(event, JSON.parse(payload ?? 'null')))
      expect(turn.error, text).toBeNull()
      // Every turn in a new conversation object, as on a server.
      await conversation.close()
      conversation = await openConversation({ flow, model: modelOf(provider), store, id: flow.name })
    }
    expect(conversation).toMatchObject({ state: ends, phase: 'done', outcome: 'completed' })
    expect(conversation.usage.modelCalls).toBe(received(provider).length)
    expect(conversation.messages.filter(({ role }) => role === 'assistant').length).toBeGreaterThan(1)
  })
})
