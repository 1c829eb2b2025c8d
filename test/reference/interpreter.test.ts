import { describe, expect, test } from 'vitest'
import type { Condition } from '../../src/conditions/condition.js'
import { all, always, any, context, custom, guard, keyword, llmClassifier, not, regex, sentiment } from '../../src/conditions/index.js'
import type { ConversationFlow } from '../../src/definition/flow.js'
import { cancel, passTime, settle, start, userMessage } from './interpreter.js'
import { flowOf, give, instruct, lines, say, tell, value } from './talk.js'

/** A state with these transitions, each to a state named after it. */
function forked(transitions: Record<string, Condition>, rest: Partial<ConversationFlow> = {}): ConversationFlow {
  const names = [...Object.keys(transitions), ...Object.keys(rest.globalTransitions ?? {})]
  const targets = (of: Record<string, Condition>) => Object.fromEntries(Object.keys(of).map((name) => [name, `to_${name}`]))
  return flowOf(
    {
      start: { prompt: say('Tell me.'), transitions, nextStates: targets(transitions) },
      ...Object.fromEntries(names.map((name) => [`to_${name}`, { prompt: say(name) }])),
    },
    rest.globalTransitions ? { ...rest, globalNextStates: targets({ ...rest.globalTransitions }) } : rest,
  )
}

async function wayTaken(flow: ConversationFlow, text: string): Promise<string> {
  const conversation = start(flow, { guards: { isGold: (data) => data.tier === 'gold' } })
  await tell(conversation, text)
  return conversation.state
}

describe('which transition fires', () => {
  const budget = forked({ budget: keyword(['budget']), none: keyword(['no budget']) })

  test.each([
    ['we have a budget', 'to_budget'],
    ['we have no budget', 'to_none'],
    ['no budget, but a budget later', 'to_none'],
    ['We have NO  budgets', 'to_none'],
    ['nothing', 'start'],
  ])('a keyword yields to a longer one: %j goes to %s', async (text, state) => {
    expect(await wayTaken(budget, text)).toBe(state)
  })

  test('no keyword yields as declared', async () => {
    expect(await wayTaken({ ...budget, transitionOrder: 'declared' }, 'we have no budget')).toBe('to_budget')
  })

  test('a keyword inside a tree yields to a bare one, a bare one not to a keyword inside a tree', async () => {
    const inner = forked({ works: not(not(keyword(['working']))), fails: keyword(['not working']) })
    expect(await wayTaken(inner, "it's not working")).toBe('to_fails')
    const outer = forked({ works: keyword(['working']), fails: any(keyword(['not working'])) })
    expect(await wayTaken(outer, "it's not working")).toBe('to_works')
  })

  test('keywords yield to a global one', async () => {
    const flow = forked({ works: keyword(['working']) }, { globalTransitions: { fails: keyword(['not working']) } })
    expect(await wayTaken(flow, 'not working')).toBe('to_fails')
  })

  test('catch-alls come last wherever they stand, the global one after the own one', async () => {
    const flow = forked({ other: always(), yes: keyword(['yes']) }, { globalTransitions: { rest: always(), help: keyword(['help']) } })
    expect(await wayTaken(flow, 'yes')).toBe('to_yes')
    expect(await wayTaken(flow, 'help')).toBe('to_help')
    expect(await wayTaken(flow, 'hm')).toBe('to_other')
    expect(await wayTaken({ ...flow, transitionOrder: 'declared' }, 'yes')).toBe('to_other')
  })

  test('the keyword ".*" is a catch-all', async () => {
    expect(await wayTaken(forked({ other: keyword(['.*']), yes: keyword(['yes']) }), 'yes')).toBe('to_yes')
  })

  test.each([
    [keyword(['crash']), 'It crashes!', true],
    [keyword(['crash']), 'crashing', true],
    [keyword(['no']), 'now I know', false],
    [keyword(['crash'], { match: 'word' }), 'crashes', false],
    [keyword(['crash'], { match: 'prefix' }), 'crashing', true],
    [keyword(['no'], { match: 'substring' }), 'now', true],
    [keyword(['OK'], { match: 'word', caseSensitive: true }), 'ok', false],
    [keyword(["isn't"]), 'it isn’t', true],
    [keyword(['fixed'], { ignoreNegated: true }), 'not fixed', false],
    [keyword(['working'], { ignoreNegated: true }), "it isn't really working", false],
    [keyword(['fixed'], { ignoreNegated: true }), 'not fixed, then fixed', true],
    [regex('^[0-9]+$'), '42', true],
    [regex('^[0-9]+$'), '42a', false],
    [sentiment('positive'), 'this is great', true],
    [sentiment('negative'), 'this is great', false],
    [sentiment('neutral'), 'a table', true],
    [sentiment('positive', { threshold: 0.2 }), 'a table', false],
    [context('order.total', { gt: 10, lte: 20 }), 'x', true],
    [context('order.total', { in: [1, 2] }), 'x', false],
    [context('order.missing', { exists: false }), 'x', true],
    [context((data) => data.tier === 'gold'), 'x', true],
    [guard('isGold'), 'x', true],
    [all(), 'x', true],
    [any(), 'x', false],
    [all(keyword(['a']), not(keyword(['b']))), 'a', true],
    [all(keyword(['a']), not(keyword(['b']))), 'a b', false],
  ])('%j on %j is %s', async (condition, text, holds) => {
    const flow = forked({ way: condition }, { initialContext: { tier: 'gold', order: { total: 20 } } })
    expect(await wayTaken(flow, text)).toBe(holds ? 'to_way' : 'start')
  })

  test('only what is reached and undecided asks the model', async () => {
    const ask = llmClassifier({ prompt: 'Angry?', targetClass: 'yes' })
    const flow = forked({ both: all(keyword(['now']), ask), either: any(keyword(['help']), ask), last: keyword(['never']) })
    const helped = start(flow)
    await tell(helped, 'help')
    expect([helped.state, helped.requests]).toEqual(['to_either', []])
    const asked = start(flow)
    await tell(asked, 'now')
    expect([asked.substate, asked.pending.length]).toEqual(['understanding', 1])
  })

  test('what stands after the first transition that holds is not asked', async () => {
    const conversation = start(forked({ yes: keyword(['yes']), angry: llmClassifier({ prompt: 'Angry?', targetClass: 'yes' }) }))
    await tell(conversation, 'yes')
    expect([conversation.state, conversation.requests]).toEqual(['to_yes', []])
  })

  test('a custom condition runs in understanding, and takes its part in order', async () => {
    const flow = forked({ long: custom(async ({ text }) => text.length > 5), any: always() })
    const conversation = start(flow)
    userMessage(conversation, { text: 'a long one' })
    expect(conversation.substate).toBe('understanding')
    await settle(conversation)
    expect(conversation.state).toBe('to_long')
    expect(await wayTaken(flow, 'short')).toBe('to_any')
  })
})

describe('a turn', () => {
  const chain = flowOf(
    {
      ask: { prompt: say('Name?'), transitions: { named: always() }, nextStates: { named: 'greet' } },
      greet: { prompt: instruct('Greet {{text}}, {{tier}}, visit {{visits}}'), promptParams: { tier: 'VIP' }, advanceTo: 'bye' },
      bye: { prompt: say('Bye {{tier}} & {{missing}}{{turn}} {{data}}') },
    },
    { initialContext: { tier: '<gold> {{text}}' }, systemPrompt: { instruct: 'You serve {{tier}}.' } },
  )

  test('the state speaks, advances, and the conversation is completed at its end', async () => {
    const conversation = start(chain, { conversationId: 'c' })
    await tell(conversation, 'Ann')
    expect(conversation.pending).toEqual([
      {
        kind: 'respond',
        id: 'c/2/greet/1/respond',
        state: 'greet',
        model: null,
        system: 'You serve VIP.',
        history: ['assistant: Name?', 'user: Ann'],
        instruction: 'Greet Ann, VIP, visit 1',
        say: null,
      },
    ])
    await give(conversation, value('Hello'))
    const bye = 'assistant: Bye <gold> {{text}} & 1 {"tier":"<gold> {{text}}"}'
    expect(lines(conversation)).toEqual(['assistant: Name?', 'user: Ann', 'assistant: Hello', bye])
    expect(conversation).toMatchObject({ substate: '$completed', state: 'bye', turn: 1, usage: { modelCalls: 1, inputTokens: 1 } })
  })

  test('the window holds the newest messages, the count goes on', async () => {
    const conversation = start({ ...chain, history: { maxMessages: 1 } })
    await tell(conversation, 'Ann')
    expect(lines(conversation)).toEqual(['user: Ann'])
    expect(conversation.pending[0]?.id).toBe('c/2/greet/1/respond')
  })

  test('messages wait while the flow is busy and are taken up in order', async () => {
    const flow = flowOf({
      echo: { prompt: instruct('Echo {{text}}'), transitions: { stop: keyword(['stop']) }, nextStates: { stop: 'end' } },
      end: { prompt: say('.') },
    })
    const conversation = start(flow)
    await tell(conversation, 'one', { id: '1' })
    await tell(conversation, 'one again', { id: '1' })
    await tell(conversation, 'stop')
    expect(conversation.inbox.map((waiting) => 'text' in waiting && waiting.text)).toEqual(['one', 'stop'])
    await give(conversation, value('hi'))
    expect([conversation.turn, conversation.inbox.length, conversation.substate]).toEqual([1, 1, 'responding'])
    await give(conversation, value('again'))
    expect(conversation).toMatchObject({ turn: 2, state: 'end', substate: '$completed' })
  })

  test('the inbox refuses what is past its bound, a message that is no text is refused', () => {
    const conversation = start(flowOf({ slow: { prompt: instruct('Wait.') } }))
    for (let number = 0; number < 101; number += 1) userMessage(conversation, { text: `m${number}` })
    expect(conversation.inbox.length).toBe(100)
    userMessage(conversation, { text: 5 })
    expect(conversation.turn).toBe(0)
  })

  test('entering the same state again is a visit, hooks and all; a miss is none', async () => {
    const seen: string[] = []
    const loop = {
      prompt: say('Again?'),
      transitions: { yes: keyword(['yes']) },
      nextStates: { yes: 'loop' },
      onEnter: () => void seen.push('in'),
      onExit: () => void seen.push('out'),
    }
    const conversation = start(flowOf({ loop }))
    await tell(conversation, 'yes')
    await tell(conversation, 'hm')
    expect([conversation.visits, conversation.noMatches, seen]).toEqual([{ loop: 2 }, 1, ['in', 'out', 'in']])
  })

  test('a timeout counts from the last words and is no turn', async () => {
    const waiting = { prompt: say('?'), transitions: { a: keyword(['a']) }, nextStates: { a: 'end' }, timeout: { seconds: 10, to: 'end' } }
    const conversation = start(flowOf({ waiting, end: { prompt: say('Too late.') } }))
    await passTime(conversation, 9_000)
    await tell(conversation, 'hm')
    await passTime(conversation, 9_999)
    expect(conversation.state).toBe('waiting')
    await passTime(conversation, 1)
    expect(conversation).toMatchObject({ state: 'end', turn: 1, outcome: 'completed' })
  })

  test('an invoke runs before the state speaks, its output is merged', async () => {
    const conversation = start(flowOf({ look: { prompt: say('{{order.id}}'), invoke: { src: 'lookUp', saveAs: 'order' } } }))
    expect(conversation.pending).toMatchObject([{ src: 'lookUp', input: { conversationId: 'c', state: 'look', data: {}, text: '' } }])
    await give(conversation, value({ id: 7 }))
    expect([conversation.data, lines(conversation)]).toEqual([{ order: { id: 7 } }, ['assistant: 7']])
  })

  test('cancelling ends from anywhere', () => {
    const conversation = start(flowOf({ slow: { prompt: instruct('Wait.') } }))
    cancel(conversation)
    expect(conversation).toMatchObject({ substate: '$cancelled', outcome: 'cancelled', pending: [] })
  })
})
