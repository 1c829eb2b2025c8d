import {
  affirm,
  type ConversationFlow,
  custom,
  defineFlow,
  deny,
  fields,
  keyword,
  llmClassifier,
  memoryStore,
  openConversation,
  scriptedModel,
} from 'talkchart'
import { describe, expect, test } from 'vitest'

const flow = defineFlow({
  name: 'transfer',
  initialState: 'start',
  fields: fields({
    recipient: { ask: { say: 'To whom?' }, schema: { type: 'string', description: 'the name of a person' } },
    amount: {
      ask: { instruct: 'Ask how much {{recipient}} gets.' },
      schema: { type: 'number', exclusiveMinimum: 0, maximum: 5000 },
      invalid: { instruct: 'Say that {{value}} is not possible ({{reason}}).' },
    },
  }),
  states: {
    start: { prompt: { say: 'What can I do?' }, transitions: { send: keyword(['send']) }, nextStates: { send: 'details' } },
    details: { collect: ['recipient', 'amount'], nextStates: { collected: 'confirm' } },
    confirm: {
      prompt: { say: '{{amount}} to {{recipient}}?' },
      correct: ['recipient', 'amount'],
      transitions: { yes: affirm(), no: deny() },
      nextStates: { corrected: 'confirm', yes: 'done', no: 'start' },
    },
    done: { prompt: { say: 'Sent.' } },
    person: { prompt: { say: 'A person comes.' } },
  },
  globalTransitions: { human: keyword(['human']) },
  globalNextStates: { human: 'person' },
})

const told = (values: Readonly<Record<string, unknown>>) => ({ extract: { recipient: null, amount: null, ...values } })

describe('fields that the model reads', () => {
  test('are told by the message that enters the state, asked for, refused and corrected', async () => {
    const model = scriptedModel({
      understand: [
        told({ recipient: 'Bob' }),
        told({ amount: 9000 }),
        told({ amount: 40 }),
        told({ recipient: 'Alice' }),
        told({ recipient: ' ALICE ' }),
      ],
      respond: ['How much for Bob?', 'Not 9000.'],
    })
    const conversation = await openConversation({ flow, model, id: 'transfer', store: memoryStore() })
    const say = async (text: string) => (await conversation.send(text)).replies.map((reply) => reply.text)
    expect(await say('send Bob money')).toEqual(['How much for Bob?'])
    expect(await say('9000')).toEqual(['Not 9000.'])
    expect(conversation.data).toEqual({ recipient: 'Bob' })
    expect(await say('forty')).toEqual(['40 to Bob?'])
    expect(await say('no, Alice gets it')).toEqual(['40 to Alice?'])
    // The same name in another form is no correction, and this is no answer either.
    expect(await say('to ALICE, as I said')).toEqual(['40 to Alice?'])
    expect(await say('yes')).toEqual(['Sent.'])
    expect(conversation.data).toEqual({ recipient: 'Alice', amount: 40 })
  })

  test('are all that is asked about a message that leads to their state', async () => {
    let runs = 0
    const delivery = llmClassifier({ prompt: 'Do they ask when it comes?', targetClass: 'yes' })
    const odd = custom(() => {
      runs += 1
      return false
    })
    const wanted = llmClassifier({ prompt: 'Do they want to send money?', targetClass: 'yes' })
    const asking: ConversationFlow = {
      ...flow,
      states: { ...flow.states, start: { prompt: { say: 'What can I do?' }, transitions: { wanted }, nextStates: { wanted: 'details' } } },
      globalTransitions: { human: delivery, odd },
      globalNextStates: { human: 'person', odd: 'person' },
    }
    const understand = [{ wanted: 'yes', human: 'no' }, told({ recipient: 'Bob' }), { ...told({ amount: 40 }), human: 'no' }]
    const model = scriptedModel({ understand, respond: ['How much?'] })
    const conversation = await openConversation({ flow: asking, model, id: 'asking', store: memoryStore() })
    await conversation.send('some money for Bob')
    expect(runs).toBe(1)
    await conversation.send('40')
    const asked = model.requests.flatMap((request) => (request.kind === 'understand' ? [request.questions.map(({ key }) => key)] : []))
    expect(asked).toEqual([['wanted', 'human'], ['extract'], ['extract', 'human']])
    expect([runs, conversation.state]).toEqual([2, 'confirm'])
  })

  test('are asked for with the question, and corrected with what is known', async () => {
    const model = scriptedModel({ understand: [told({ recipient: 'Bob' }), told({ amount: 40 }), told({})], respond: ['How much?'] })
    const conversation = await openConversation({ flow, model, id: 'transfer', store: memoryStore() })
    await conversation.send('send Bob money')
    await conversation.send('40')
    await conversation.send('well, hm')
    const asked = model.requests.flatMap((request) =>
      request.kind === 'understand' ? request.questions.map(({ instruction }) => instruction) : [],
    )
    expect(asked).toEqual([
      "Extract what the user's message tells. Use null for everything that it does not tell.",
      expect.stringContaining('The user was asked: "Ask how much Bob gets."'),
      expect.stringContaining('These values are known: {"recipient":"Bob","amount":40}. Extract only what the user\'s message changes.'),
    ])
    expect(model.requests.find(({ kind }) => kind === 'respond')).toMatchObject({ instruction: 'Ask how much Bob gets.' })
  })

  test('a model that is down keeps nobody from a person', async () => {
    const model = scriptedModel({ understand: [told({})], respond: [] })
    const conversation = await openConversation({ flow, model, id: 'transfer', store: memoryStore() })
    await conversation.send('send money')
    expect((await conversation.send('to Bob')).error).toMatchObject({ during: 'understand' })
    expect((await conversation.send('a human please')).replies.map(({ text }) => text)).toEqual(['A person comes.'])
  })

  test('a conversation goes on where it was, with the question that was asked', async () => {
    const store = memoryStore()
    const first = scriptedModel({ understand: [told({ recipient: 'Bob' })], respond: ['How much?'] })
    const before = await openConversation({ flow, model: first, id: 'transfer', store })
    await before.send('send Bob money')
    await before.close()
    const second = scriptedModel({ understand: [told({ amount: 40 })], respond: [] })
    const after = await openConversation({ flow, model: second, id: 'transfer', store })
    expect((await after.send('40')).replies.map(({ text }) => text)).toEqual(['40 to Bob?'])
  })

  test('a transition that the model judges is not asked about where the asked choice was found', async () => {
    const pizza = defineFlow({
      name: 'pizza',
      initialState: 'details',
      fields: fields({ size: { ask: { say: 'Which size?' }, from: { choices: { small: ['small'], large: ['large'] } } } }),
      states: {
        details: {
          collect: ['size'],
          transitions: { angry: llmClassifier({ prompt: 'Is {{text}} angry?', targetClass: 'yes' }) },
          nextStates: { collected: 'done', angry: 'sorry' },
        },
        done: { prompt: { say: 'Done.' } },
        sorry: { prompt: { say: 'Sorry.' } },
      },
    })
    const model = scriptedModel({ understand: [{ angry: 'no' }], respond: [] })
    const conversation = await openConversation({ flow: pizza, model, id: 'pizza', store: memoryStore() })
    expect((await conversation.send('what?')).replies.map(({ text }) => text)).toEqual(['Which size?'])
    expect((await conversation.send('large')).replies.map(({ text }) => text)).toEqual(['Done.'])
    expect(model.requests.length).toBe(1)
  })
})

test('what the asked field suggests comes before what the state does', async () => {
  const suggesting = defineFlow({
    name: 'suggesting',
    initialState: 'details',
    fields: fields({
      size: { ask: { say: 'Which size?' }, from: { choices: { small: ['small'] } }, suggestions: ['Small'] },
      note: { ask: { say: 'Any wishes?' }, from: 'text' },
    }),
    states: {
      details: { collect: ['size', 'note'], suggestions: ['Never mind'], nextStates: { collected: 'done' } },
      done: { prompt: { say: 'Done.' } },
    },
  })
  const conversation = await openConversation({ flow: suggesting, id: 'suggesting', store: memoryStore() })
  const offered = () => conversation.messages.at(-1)?.suggestions?.map(({ text }) => text)
  expect(offered()).toEqual(['Small', 'Never mind'])
  await conversation.send('small')
  expect(offered()).toEqual(['Never mind'])
})
