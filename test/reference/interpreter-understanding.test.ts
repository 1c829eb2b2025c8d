import { describe, expect, test } from 'vitest'
import { all, always, any, context, custom, keyword, llmClassifier, not, sentiment } from '../../src/conditions/index.js'
import { extract, select } from '../../src/definition/index.js'
import { start } from './interpreter.js'
import { flowOf, give, instruct, lines, say, tell, value } from './talk.js'

const angry = llmClassifier({ prompt: 'Is {{text}} angry?', targetClass: 'yes' })
const calm = llmClassifier({ prompt: 'Is {{text}} angry?', targetClass: 'no' })
const end = { prompt: say('End.') }

describe('one understanding for one message', () => {
  const flow = flowOf({
    ask: {
      prompt: say('?'),
      transitions: {
        first: keyword(['first']),
        angry: all(keyword(['now']), angry),
        mood: any(sentiment('negative', { by: 'model' }), all(sentiment('positive', { by: 'model' }), calm)),
        legal: llmClassifier({ prompt: 'Legal?', targetClass: 'law', classes: ['law', 'other'], model: 'careful' }),
        mood_2: keyword(['x']),
        choose: always(),
      },
      nextStates: { first: 'a', angry: 'a', mood: 'b', legal: 'c', mood_2: 'a', choose: select({ candidates: ['a', 'c'] }) },
      extract: extract({ fields: { amount: { type: 'number' } } }),
    },
    a: end,
    b: end,
    c: end,
  })

  test('asks one request for each model, each question once', async () => {
    const conversation = start(flow)
    await tell(conversation, 'well')
    const asked = conversation.pending.map((request) =>
      request.kind === 'understand' ? [request.id, request.questions.map((q) => q.key)] : [],
    )
    expect(asked).toEqual([
      ['c/2/ask/1/understand', ['extract', 'angry', 'mood', 'choose_next']],
      ['c/2/ask/1/understand/careful', ['legal']],
    ])
    expect(conversation.pending[0]).toMatchObject({ history: ['assistant: ?'], text: 'well', about: 'user' })
  })

  test('waits for all models, then tries the order on the answers', async () => {
    const conversation = start(flow)
    await tell(conversation, 'well')
    await give(conversation, value({ extract: { amount: 5 }, angry: 'yes', mood: 'neutral', choose_next: 'a' }))
    expect([conversation.substate, conversation.data]).toEqual(['understanding', {}])
    await give(conversation, value({ legal: 'law' }))
    expect(conversation).toMatchObject({ state: 'c', data: { amount: 5 }, usage: { modelCalls: 2, inputTokens: 2 } })
  })

  test('a select without a choice does not hold; no answer at all means that nothing asked holds', async () => {
    const conversation = start(flow)
    await tell(conversation, 'well')
    await give(conversation, value({ extract: { amount: null }, angry: 'no', mood: 'neutral', choose_next: null }))
    await give(conversation, value(null))
    expect(conversation).toMatchObject({ state: 'ask', noMatches: 1, data: {} })
  })

  test('an answer of the wrong shape is a failure of its own', async () => {
    const conversation = start(flow)
    await tell(conversation, 'well')
    await give(conversation, value({ extract: {}, angry: 'perhaps', mood: 'neutral', choose_next: null }))
    expect(conversation).toMatchObject({
      substate: 'failed',
      error: { during: 'understand', code: 'off-schema' },
      usage: { modelCalls: 0 },
    })
  })
})

describe('extraction and the functions of a flow', () => {
  test('context conditions see what was just extracted', async () => {
    const ask = {
      prompt: say('How much?'),
      transitions: { much: context('amount', { gt: 10 }), rest: always() },
      nextStates: { much: 'a', rest: 'b' },
      extract: extract({ fields: { amount: { type: 'number' } } }),
    }
    const conversation = start(flowOf({ ask, a: end, b: end }))
    await tell(conversation, 'twenty')
    await give(conversation, value({ extract: { amount: 20 } }))
    expect(conversation.state).toBe('a')
  })

  test('an extraction of the flow’s own makes no request, and its data reaches custom conditions', async () => {
    const ask = {
      prompt: say('?'),
      transitions: { sent: custom(({ data }) => data.size === 4) },
      nextStates: { sent: 'a' },
      extract: extract({ fields: { size: { type: 'number' } }, run: ({ text }) => ({ size: text.length, none: null }) }),
    }
    const conversation = start(flowOf({ ask, a: end }))
    await tell(conversation, 'four')
    expect(conversation).toMatchObject({ state: 'a', data: { size: 4 }, requests: [] })
    expect(conversation.data).not.toHaveProperty('none')
  })

  test('a throwing custom condition fails the understanding and merges nothing', async () => {
    const ask = {
      prompt: say('?'),
      transitions: { sent: custom(() => Promise.reject(new Error('down'))) },
      nextStates: { sent: 'a' },
      extract: extract({ fields: { size: { type: 'number' } } }),
    }
    const conversation = start(flowOf({ ask, a: end }))
    await tell(conversation, 'four')
    await give(conversation, value({ extract: { size: 4 } }))
    expect(conversation).toMatchObject({ substate: 'failed', error: { during: 'understand' }, data: {}, usage: { modelCalls: 0 } })
  })

  test('choose decides without the model', async () => {
    const next = select({ candidates: ['a', 'b'], choose: ({ text }) => text })
    const ask = { prompt: say('?'), transitions: { go: not(keyword(['stay'])) }, nextStates: { go: next } }
    const chosen = start(flowOf({ ask, a: end, b: end }))
    await tell(chosen, 'b')
    expect([chosen.state, chosen.requests]).toEqual(['b', []])
    const none = start(flowOf({ ask, a: end, b: end }))
    await tell(none, 'elsewhere')
    expect([none.state, none.noMatches]).toEqual(['ask', 1])
  })
})

describe('transitions on the reply', () => {
  const flow = flowOf(
    {
      sell: { prompt: instruct('Sell.'), transitions: { sold: keyword(['deal']) }, nextStates: { sold: 'end' }, transitionsOn: 'reply' },
      end,
      help: { prompt: say('Help.') },
    },
    { globalTransitions: { help: keyword(['help', 'deal']) }, globalNextStates: { help: 'help' }, noMatch: { to: 'help' } },
  )

  test('are tried as soon as a reply is spoken, and on the answer to every message', async () => {
    const conversation = start(flow)
    await give(conversation, value('Do you want it?'))
    expect(conversation.substate).toBe('listening')
    await tell(conversation, 'hm')
    expect([conversation.substate, conversation.noMatches]).toEqual(['responding', 0])
    await give(conversation, value('It is a deal'))
    expect([conversation.state, conversation.visits]).toEqual(['end', { sell: 1, end: 1 }])
  })

  test('global transitions are tried on the user’s message only', async () => {
    const conversation = start(flow)
    await give(conversation, value('May I help?'))
    expect(conversation.state).toBe('sell')
    await tell(conversation, 'deal')
    expect(conversation.state).toBe('help')
  })

  test('share one request with the extraction from the reply', async () => {
    const sell = {
      prompt: say('It costs 5.'),
      transitions: { angry },
      nextStates: { angry: 'end' },
      transitionsOn: 'reply' as const,
      extract: extract({ fields: { price: { type: 'number' } }, from: 'reply' }),
    }
    const conversation = start(flowOf({ sell, end }))
    expect(conversation.substate).toBe('understandingReply')
    expect(conversation.pending).toMatchObject([
      { id: 'c/1/sell/1/understand', about: 'reply', text: 'It costs 5.', history: [], questions: [{ key: 'extract' }, { key: 'angry' }] },
    ])
    await give(conversation, value({ extract: { price: 5 }, angry: 'no' }))
    expect([conversation.substate, conversation.data, lines(conversation)]).toEqual(['listening', { price: 5 }, ['assistant: It costs 5.']])
  })
})
