import * as fc from 'fast-check'
import {
  type ConversationFlow,
  compileFlow,
  defineFlow,
  guard,
  keyword,
  openConversation,
  regex,
  sentiment,
  templateModel,
} from 'talkchart'
import { flow as support } from 'talkchart/machines/customer_support'
import { describe, expect, it } from 'vitest'
import { createActor } from 'xstate'

const echo = defineFlow({
  name: 'echo',
  initialState: 'ask',
  states: {
    ask: {
      prompt: { say: 'You said: {{text}}. Turn {{turn}}.' },
      transitions: {
        evil: regex('(a+)+$'),
        sad: sentiment('negative', { threshold: 0.9 }),
        end: keyword(['goodbye']),
      },
      nextStates: { evil: 'ask', sad: 'ask', end: 'end' },
    },
    end: { prompt: { say: 'Bye.' } },
  },
})

const say = (text: unknown) => ({ type: 'user.message', text }) as { type: 'user.message'; text: string }

describe('hostile messages', () => {
  it.each([
    ['a megabyte', 'a'.repeat(1_000_000)],
    ['a megabyte of words', 'no budget '.repeat(100_000)],
    ['a megabyte of spaces', ' '.repeat(1_000_000)],
    ['control characters', '\u0000\u0007\u001b[2J\u202e\ufeff'],
    ['lone surrogates', '\ud800 \udfff no'],
    ['a prototype', '__proto__'],
    ['nothing', ''],
  ])('%s neither throws nor hangs', (_name, text) => {
    const flows: readonly ConversationFlow[] = [echo, support]
    for (const flow of flows) {
      const actor = createActor(compileFlow(flow)).start()
      actor.send(say(text))
      actor.send(say('goodbye'))
      const { status, context } = actor.getSnapshot()
      expect(status).not.toBe('error')
      expect(context.turn + context.inbox.length).toBeGreaterThan(0)
    }
  })

  it('can not inject a template', () => {
    const actor = createActor(compileFlow(echo)).start()
    actor.send(say('{{state}} {{{data}}} {{#turn}}x{{/turn}} <b>&'))
    expect(actor.getSnapshot().context.messages.at(-1)?.text).toBe('You said: {{state}} {{{data}}} {{#turn}}x{{/turn}} <b>&. Turn 1.')
  })

  it('of any kind leave the machine listening or done, and are kept as they are', async () => {
    await fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { maxLength: 5 }), (texts) => {
        const actor = createActor(compileFlow(echo)).start()
        for (const text of texts) actor.send(say(text))
        const { status, context } = actor.getSnapshot()
        expect(status).not.toBe('error')
        if (status === 'active') expect(context.messages.filter(({ role }) => role === 'user').map(({ text }) => text)).toEqual(texts)
      }),
    )
  })
})

describe('hostile events', () => {
  it.each([[undefined], [null], [7], [{}], [{ toString: 1 }], [[]]] as const)(
    'a message with the text %o is refused with an event',
    (text: unknown) => {
      const actor = createActor(compileFlow(echo))
      const refused: unknown[] = []
      actor.on('message.refused', (event) => refused.push(event))
      actor.start()
      actor.send(say(text))
      expect(refused).toEqual([{ type: 'message.refused', reason: 'malformed', id: null }])
      expect(actor.getSnapshot()).toMatchObject({ status: 'active', context: { turn: 0 } })
    },
  )

  it('that are not ours do nothing', () => {
    const actor = createActor(compileFlow(echo)).start()
    const before = actor.getSnapshot().context
    for (const type of ['flow.spoken', 'user', 'xstate.done.actor.respond', 'xstate.done.actor.understand', 'call.done', 'constructor']) {
      actor.send({ type } as never)
    }
    expect(actor.getSnapshot()).toMatchObject({ status: 'active', value: { ask: 'listening' } })
    expect(actor.getSnapshot().context).toEqual(before)
  })

  it('past a hundred waiting messages, are refused with an event', () => {
    const machine = compileFlow(
      { ...echo, states: { ...echo.states, ask: { ...echo.states.ask, prompt: { instruct: 'Ask.' } } } },
      { model: templateModel() },
    )
    const actor = createActor(machine)
    const refused: unknown[] = []
    actor.on('message.refused', ({ reason }) => refused.push(reason))
    actor.start()
    for (let count = 0; count < 103; count++) actor.send(say(`message ${count}`))
    expect(actor.getSnapshot().context.inbox).toHaveLength(100)
    expect(refused).toEqual(['inbox-full', 'inbox-full', 'inbox-full'])
  })
})

it("a guard of the user's own that throws is reported, and does not hold", async () => {
  const flow = defineFlow({
    name: 'guarded',
    initialState: 'a',
    states: { a: { prompt: { say: 'A' }, transitions: { go: guard('isVip') }, nextStates: { go: 'b' } }, b: { prompt: { say: 'B' } } },
  })
  const throwing = () => {
    throw new Error('database is down')
  }
  const conversation = await openConversation({ machine: compileFlow(flow).provide({ guards: { isVip: throwing } }) })
  expect(await conversation.send('let me in')).toMatchObject({ state: 'a', transition: null, phase: 'listening' })
})
