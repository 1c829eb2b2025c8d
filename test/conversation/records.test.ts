import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import {
  type ConversationFlow,
  type ConversationStore,
  compileFlow,
  decodeMessageRow,
  decodeRecord,
  defineFlow,
  findDrift,
  keyword,
  memoryStore,
  openConversation,
  RECORD_FORMAT,
  TalkchartError,
  UnsupportedRecordError,
} from 'talkchart'
import { describe, expect, it } from 'vitest'
import { fromPromise } from 'xstate'
import { failure } from '../stores/fixtures.js'

/** The flow that stored the golden records. */
const flow = defineFlow({
  name: 'desk',
  initialState: 'greeting',
  states: {
    greeting: { prompt: { say: 'Hello!' }, transitions: { help: keyword(['help']) }, nextStates: { help: 'assist' } },
    assist: {
      prompt: { say: 'What is wrong?' },
      transitions: { bye: keyword(['bye']) },
      nextStates: { bye: 'end' },
      timeout: { seconds: 3600, to: 'end' },
    },
    end: { prompt: { say: 'Goodbye.' } },
  },
})

interface Golden {
  readonly record: object
  readonly messages: readonly unknown[]
}

function golden(format: number): Golden {
  return JSON.parse(readFileSync(new URL(`../cases/records/format-${format}.json`, import.meta.url), 'utf8'))
}

/** A store that holds one conversation and checks nothing, as a database with a careless hand in it. */
function storeWith({ record, messages }: { readonly record: unknown; readonly messages: readonly unknown[] }): ConversationStore {
  const memory = memoryStore()
  return { ...memory, load: async () => ({ record: decodeRecord(record), messages: messages.map(decodeMessageRow) }) }
}

const NOON = Date.UTC(2100, 0, 1, 12)

describe('a record', () => {
  it.each(Array.from({ length: RECORD_FORMAT }, (_, index) => index + 1))(
    'of format %i is read, and its conversation goes on',
    async (format) => {
      const { record, messages } = golden(format)
      const store = storeWith({ record: { ...record, deadline: NOON }, messages })
      const conversation = await openConversation({ flow, store, id: 'golden' })
      expect(conversation).toMatchObject({ state: 'assist', turn: 1, phase: 'listening', visits: { greeting: 1, assist: 1 } })
      expect(conversation.messages.map(({ text }) => text)).toEqual(['Hello!', 'I need help', 'What is wrong?'])
      await conversation.close()
    },
  )

  it('of before names were changed is read under the names of now', async () => {
    const { record, messages } = golden(1)
    const busy = decodeRecord({
      ...record,
      snapshot: { ...Object(Reflect.get(record, 'snapshot')), value: { assist: 'working' } },
    })
    const calling: ConversationFlow = { ...flow, states: { ...flow.states, assist: { ...flow.states.assist, invoke: { src: 'lookUp' } } } }
    const drift = findDrift(busy, compileFlow(calling, { actors: { lookUp: fromPromise(async () => 1) } }))
    expect(drift).toMatchObject({ verdict: 'compatible', position: { state: 'assist', substate: 'invoking' } })
    const spoken = forged(['snapshot', 'context', 'speaking'], 'Well, first')
    const conversation = await openConversation({
      flow,
      store: storeWith({ record: { ...spoken, deadline: NOON }, messages }),
      id: 'golden',
    })
    expect(conversation.actor.getSnapshot().context.partialReply).toBe('Well, first')
    await conversation.close()
  })

  it('of a newer format is refused with what helps', async () => {
    const { record, messages } = golden(RECORD_FORMAT)
    const store = storeWith({ record: { ...record, format: RECORD_FORMAT + 1 }, messages })
    const error = await failure(openConversation({ flow, store, id: 'golden' }))
    expect(error).toBeInstanceOf(UnsupportedRecordError)
    expect(String(error)).toContain('upgrade talkchart')
  })
})

/** The golden record with a part of its snapshot replaced, by a path. */
function forged(path: readonly string[], value: unknown): object {
  const { record } = golden(RECORD_FORMAT)
  const copy = structuredClone(record)
  let target: object = copy
  for (const key of path.slice(0, -1)) target = Reflect.get(target, key)
  Reflect.set(target, path.at(-1) ?? '', value)
  return copy
}

async function openForged(record: unknown) {
  return openConversation({ flow, store: storeWith({ record, messages: golden(RECORD_FORMAT).messages }), id: 'golden' })
}

describe('a forged record', () => {
  it.each([
    ['no snapshot', ['snapshot'], null],
    ['a snapshot that is a list', ['snapshot'], []],
    ['a status of its own', ['snapshot', 'status'], 'stopped'],
    ['an error for a status', ['snapshot', 'status'], 'error'],
    ['an end that is not over', ['snapshot', 'status'], 'done'],
    ['no context', ['snapshot', 'context'], undefined],
    ['two states at once', ['snapshot', 'value'], { greeting: 'listening', assist: 'listening' }],
    ['another state in its context', ['snapshot', 'context', 'state'], 'greeting'],
    ['another conversation', ['snapshot', 'context', 'conversationId'], 'other'],
    ['other counts than its own', ['snapshot', 'context', 'messageCount'], 77],
    ['visits beyond counting', ['snapshot', 'context', 'visits'], { assist: 1e300 }],
    ['visits below nothing', ['snapshot', 'context', 'visits'], { assist: -1 }],
    ['visits that are words', ['snapshot', 'context', 'visits'], { assist: 'many' }],
    ['usage that is a list', ['snapshot', 'context', 'usage'], [1, 2, 3]],
    ['an inbox of anything', ['snapshot', 'context', 'inbox'], [{ type: 'conversation.cancel' }]],
    ['data that is a text', ['snapshot', 'context', 'data'], 'admin'],
    ['a turn before the first', ['turn'], -1],
    ['a key that reaches a prototype', ['snapshot', 'context', 'data'], JSON.parse('{"__proto__":{"admin":true}}')],
  ])('with %s is refused by name', async (_, path, value) => {
    const error = await failure(openForged(forged(path, value)))
    expect(error).toMatchObject({ code: 'invalid-record' })
    expect(Object.hasOwn(Object.prototype, 'admin')).toBe(false)
  })

  it.each([
    ['a state that the flow has not', { nowhere: 'listening' }, 'nowhere'],
    ['a state that every object has', { constructor: 'listening' }, 'constructor'],
    ['a substate in the middle of a call', { assist: 'responding' }, 'assist'],
  ])('that stands in %s is refused as drifted', async (_, value, state) => {
    const record = forged(['snapshot', 'value'], value)
    Reflect.set(Object(Reflect.get(Object(Reflect.get(record, 'snapshot')), 'context')), 'state', state)
    expect(await failure(openForged(record))).toMatchObject({ code: 'flow-drift' })
  })

  it('may stand in a state, and hold data, that are named like what every object has', async () => {
    const odd = defineFlow({
      name: 'odd',
      initialState: 'constructor',
      initialContext: { constructor: 'builder', prototype: 1 },
      states: {
        constructor: { prompt: { say: 'Yes?' }, transitions: { again: keyword(['again']) }, nextStates: { again: 'constructor' } },
      },
    })
    const store = memoryStore()
    const early = await openConversation({ flow: odd, store, id: 'a' })
    await early.close()
    const later = await openConversation({ flow: odd, store, id: 'a' })
    expect(await later.send('again')).toMatchObject({ state: 'constructor', phase: 'listening' })
    expect(Object.entries(later.visits)).toEqual([['constructor', 2]])
    expect(Object.entries(later.data)).toEqual([
      ['constructor', 'builder'],
      ['prototype', 1],
    ])
    await later.close()
  })

  it('starts no child that it names', async () => {
    const child = (src: string) => ({ snapshot: { status: 'active', input: { deadline: 0 } }, src, syncSnapshot: true })
    const record = forged(['snapshot', 'children'], { timeout: child('respond'), understand: child('understand'), evil: child('deadline') })
    const conversation = await openForged({ ...record, deadline: NOON })
    expect(Object.keys(conversation.actor.getSnapshot().children)).toEqual(['timeout'])
    expect(conversation.phase).toBe('listening')
    await conversation.close()
  })

  it('of any shape is opened or refused with an error of ours', async () => {
    const anything = fc.jsonValue({ maxDepth: 3 })
    const key = fc.constantFrom('status', 'value', 'context', 'children', 'historyValue', 'output', 'error')
    const contextKey = fc.constantFrom(...Object.keys(Object(Reflect.get(Object(Reflect.get(golden(1).record, 'snapshot')), 'context'))))
    const path = fc.oneof(
      key.map((name) => ['snapshot', name]),
      contextKey.map((name) => ['snapshot', 'context', name]),
    )
    await fc.assert(
      fc.asyncProperty(path, anything, async (where, value) => {
        try {
          const conversation = await openForged({ ...forged(where, value), deadline: NOON })
          expect(['listening', 'failed', 'done']).toContain(conversation.phase)
          await conversation.close()
        } catch (error) {
          if (!TalkchartError.isInstance(error)) throw error
        }
      }),
      { numRuns: 300 },
    )
  })
})
