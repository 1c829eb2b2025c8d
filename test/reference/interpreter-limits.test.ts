import { describe, expect, test } from 'vitest'
import { always, keyword, llmClassifier } from '../../src/conditions/index.js'
import { extract } from '../../src/definition/index.js'
import { answer, retry, start } from './interpreter.js'
import { failure, flowOf, give, instruct, lines, say, tell, value } from './talk.js'

const end = { prompt: say('End.') }
const loop = { prompt: say('Again?'), transitions: { yes: keyword(['yes']) }, nextStates: { yes: 'loop' } }

describe('limits', () => {
  test('a state entered maxLoops times leads to onLimit', async () => {
    const conversation = start(flowOf({ loop: { ...loop, maxLoops: 2, onLimit: 'end' }, end }))
    await tell(conversation, 'yes')
    expect(conversation.state).toBe('loop')
    await tell(conversation, 'yes')
    expect(conversation).toMatchObject({ state: 'end', outcome: 'completed', visits: { loop: 2, end: 1 } })
  })

  test('without onLimit the conversation ends, in the state where it was', async () => {
    const conversation = start(flowOf({ loop }, { maxLoops: 1 }))
    await tell(conversation, 'yes')
    expect(conversation).toMatchObject({ state: 'loop', substate: '$limit', outcome: 'limit', turn: 1 })
  })

  test('an onLimit that is over its own limit ends the conversation', async () => {
    const flow = flowOf({ loop: { ...loop, maxLoops: 1 }, rest: { ...loop, maxLoops: 1 } }, { onLimit: 'rest' })
    const conversation = start(flow)
    await tell(conversation, 'yes')
    expect(conversation.state).toBe('rest')
    await tell(conversation, 'yes')
    expect(conversation).toMatchObject({ state: 'rest', outcome: 'limit' })
  })

  test('maxTurns is passed by the message after, whatever it says, and never leads back to where it stands', async () => {
    const conversation = start(flowOf({ loop }, { maxTurns: 1, onLimit: 'loop' }))
    await tell(conversation, 'yes')
    await tell(conversation, 'yes')
    expect(conversation).toMatchObject({ outcome: 'limit', turn: 2, visits: { loop: 2 } })
    expect(lines(conversation).at(-1)).toBe('user: yes')
  })

  test('age is judged by the time of the message', async () => {
    const flow = flowOf({ loop, end }, { timeoutSeconds: 60, onLimit: 'end' })
    const conversation = start(flow, { now: 1000 })
    await tell(conversation, 'yes', { at: 61_000 })
    expect(conversation.state).toBe('loop')
    await tell(conversation, 'yes', { at: 61_001 })
    expect(conversation.state).toBe('end')
  })

  test('a chain that advances for ever ends at its limit', () => {
    const a = { prompt: say('a'), advanceTo: 'b' }
    const b = { prompt: say('b'), advanceTo: 'a', maxLoops: 2 }
    const conversation = start(flowOf({ a, b }))
    expect(conversation).toMatchObject({ outcome: 'limit', visits: { a: 3, b: 2 }, state: 'a' })
  })
})

describe('the budget', () => {
  const worded = { prompt: instruct('Word it.'), transitions: { go: always() }, nextStates: { go: 'worded' } }

  test('is judged before a state that speaks through the model is entered', async () => {
    const conversation = start(flowOf({ worded, end }, { budget: { modelCalls: 1 }, onLimit: 'end' }))
    await give(conversation, value('one'))
    await tell(conversation, 'more')
    expect(conversation).toMatchObject({ state: 'end', visits: { worded: 1, end: 1 }, usage: { modelCalls: 1 } })
  })

  test('counts tokens too, and an onLimit that needs the model is not used', async () => {
    const conversation = start(flowOf({ worded, other: worded }, { budget: { tokens: 5 }, onLimit: 'other' }))
    await give(conversation, value('one', 5))
    await tell(conversation, 'more')
    expect(conversation).toMatchObject({ state: 'worded', outcome: 'limit' })
  })

  test('of nothing is a limit at the start', () => {
    const conversation = start(flowOf({ worded, end }, { budget: { modelCalls: 0 }, onLimit: 'end' }))
    expect(conversation).toMatchObject({ state: 'end', visits: { end: 1 }, requests: [] })
  })

  test('is judged before a message is understood', async () => {
    const ask = { prompt: say('?'), transitions: { go: llmClassifier({ prompt: '?', targetClass: 'yes' }) }, nextStates: { go: 'end' } }
    const conversation = start(flowOf({ ask, end }, { budget: { modelCalls: 0 } }))
    await tell(conversation, 'hm')
    expect(conversation).toMatchObject({ outcome: 'limit', state: 'ask', requests: [] })
  })

  test('is judged when the actor is done, before the state speaks', async () => {
    const look = { ...worded, invoke: { src: 'lookUp' } }
    const conversation = start(flowOf({ look }, { budget: { modelCalls: 0 } }))
    expect(conversation.substate).toBe('invoking')
    await give(conversation, value({ found: true }))
    expect(conversation).toMatchObject({ outcome: 'limit', visits: { look: 1 }, data: { found: true } })
  })

  test('is not judged again for the extraction from a reply, but before that is repeated', async () => {
    const ask = { prompt: instruct('Ask.'), extract: extract({ fields: { a: { type: 'string' } }, from: 'reply' }) }
    const conversation = start(flowOf({ ask }, { budget: { modelCalls: 1 } }))
    await give(conversation, value('Well?'))
    expect(conversation.substate).toBe('understandingReply')
    await give(conversation, failure('timeout'))
    retry(conversation)
    expect(conversation).toMatchObject({ outcome: 'limit', state: 'ask', error: null })
  })
})

describe('no match', () => {
  const ask = { prompt: say('?'), transitions: { yes: keyword(['yes']) }, nextStates: { yes: 'end' } }

  test('the first misses are answered, with a prompt of their own, the next goes on', async () => {
    const conversation = start(flowOf({ ask: { ...ask, noMatch: { max: 2, to: 'end', prompt: say('Sorry?') } }, end }))
    await tell(conversation, 'a')
    await tell(conversation, 'b')
    expect([conversation.noMatches, lines(conversation).at(-1)]).toEqual([2, 'assistant: Sorry?'])
    await tell(conversation, 'c')
    expect(conversation).toMatchObject({ state: 'end', noMatches: 0 })
  })

  test('max is none when it is absent, and the flow’s noMatch is used where the state has none', async () => {
    const conversation = start(flowOf({ ask, end }, { noMatch: { to: 'end' } }))
    await tell(conversation, 'a')
    expect(conversation.state).toBe('end')
  })

  test('an answer that needs the model is limited by the budget', async () => {
    const conversation = start(flowOf({ ask: { ...ask, noMatch: { prompt: instruct('Explain.') } }, end }, { budget: { modelCalls: 0 } }))
    await tell(conversation, 'a')
    expect(conversation).toMatchObject({ outcome: 'limit', noMatches: 1 })
  })
})

describe('failure', () => {
  const worded = { prompt: instruct('Word {{text}}.'), transitions: { go: keyword(['go']) }, nextStates: { go: 'end' } }

  test('is repeated by retry with the same request id', async () => {
    const conversation = start(flowOf({ worded, end }))
    await give(conversation, failure('rate-limit'))
    expect(conversation).toMatchObject({ substate: 'failed', error: { during: 'respond', code: 'rate-limit' } })
    retry(conversation)
    expect(conversation).toMatchObject({ substate: 'responding', error: null })
    expect(conversation.requests[1]).toEqual(conversation.requests[0])
  })

  test('an empty reply is one', async () => {
    const conversation = start(flowOf({ worded, end }))
    await give(conversation, value(' \n'))
    expect(conversation).toMatchObject({ error: { code: 'empty' }, usage: { modelCalls: 0 }, messages: [] })
  })

  test('a new message is judged as in listening, one that waited too', async () => {
    const conversation = start(flowOf({ worded, end }))
    await tell(conversation, 'go')
    await give(conversation, failure())
    expect(conversation).toMatchObject({ state: 'end', error: null, inbox: [], turn: 1 })
  })

  test('in a state that does not listen, a new message repeats the failed step with itself in view', async () => {
    const conversation = start(flowOf({ only: { prompt: instruct('Word {{text}}.') } }))
    await give(conversation, failure())
    await tell(conversation, 'hello?')
    expect(conversation.pending).toMatchObject([{ id: 'c/1/only/1/respond', history: ['user: hello?'] }])
    expect([conversation.turn, conversation.substate]).toEqual([1, 'responding'])
  })

  test('of an actor goes to onError, with limits', async () => {
    const look = { ...worded, invoke: { src: 'lookUp', onError: 'end' } }
    const conversation = start(flowOf({ look, end }))
    await give(conversation, failure())
    expect(conversation).toMatchObject({ state: 'end', outcome: 'completed', turn: 0 })
  })

  test('of one of two models fails the understanding at once; a late answer does nothing', async () => {
    const transitions = {
      a: llmClassifier({ prompt: 'a', targetClass: 'yes' }),
      b: llmClassifier({ prompt: 'b', targetClass: 'yes', model: 'big' }),
    }
    const conversation = start(flowOf({ ask: { prompt: say('?'), transitions, nextStates: { a: 'end', b: 'end' } }, end }))
    await tell(conversation, 'hm')
    const [first] = conversation.pending
    const [, second] = conversation.pending
    if (!first || !second) throw new Error('Two requests were expected')
    answer(conversation, second, failure())
    answer(conversation, first, value({ a: 'yes' }))
    expect(conversation.substate).toBe('failed')
    retry(conversation)
    expect(conversation.pending.map((request) => request.id)).toEqual(['c/2/ask/1/understand', 'c/2/ask/1/understand/big'])
  })
})
