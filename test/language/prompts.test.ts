import { compileFlow, machineFromConfig, parseFlow } from 'talkchart'
import { describe, expect, test } from 'vitest'
import { createActor, waitFor } from 'xstate'
import { isSettled } from '../machines/talk-to.js'
import { flowOf, on, said, speaking, talk } from './talk.js'

const ask = (prompt: unknown, rest: object = {}) =>
  flowOf({ ask: { prompt, transitions: { yes: said('yes') }, nextStates: { yes: 'ask' }, ...rest }, end: {} })

describe('a prompt', () => {
  test('of several texts is several messages, and an empty one is not spoken', async () => {
    const { context } = await talk(ask({ say: ['Hello.', '{{name}}', 'Who are you?'] }))
    expect(context.messages.map(({ text, id }) => [text, id])).toEqual([
      ['Hello.', 'opening.1'],
      ['Who are you?', 'opening.2'],
    ])
    expect((await talk(ask({ say: '{{name}}' }))).said).toEqual([''])
  })

  test('of several texts beside an instruction is one reply', async () => {
    const prompt = { say: ['One.', 'Two.'], instruct: 'Count.' }
    expect((await talk(ask(prompt), [], { model: speaking(({ say }) => `(${say})`) })).said).toEqual(['(One.\n\nTwo.)'])
    expect((await talk(ask(prompt))).said).toEqual(['One.\n\nTwo.'])
  })

  test('has variants that take turns: by visits, and by what was said since', async () => {
    const variants = [{ say: 'a' }, { say: 'b' }, { say: 'c' }]
    expect((await talk(ask({ variants }), ['yes', 'yes', 'yes'])).said).toEqual(['a', 'b', 'c', 'a'])
    expect((await talk(ask({ variants }), ['what', 'what', 'yes'])).said).toEqual(['a', 'b', 'c', 'b'])
  })

  test('has other wordings when a condition on the data holds; counts win over data', async () => {
    const prompt = {
      when: [
        {
          if: {
            type: 'all',
            conditions: [
              { type: 'context', path: 'visits', test: { equals: 1 } },
              { type: 'context', path: 'repeats', test: { equals: 0 } },
            ],
          },
          say: 'Welcome.',
        },
        { if: { type: 'context', path: 'misses', test: { gte: 2 } }, variants: [{ say: 'Yes, please.' }, { say: 'Say yes.' }] },
        { if: { type: 'not', condition: { type: 'context', path: 'name', test: { exists: true } } }, say: 'You?' },
      ],
      say: 'Again, {{name}} ({{repeats}}, {{misses}}).',
    }
    const texts = ['yes', 'what', 'what', 'what']
    expect((await talk(ask(prompt), texts, { data: { visits: 5, misses: 9 } })).said).toEqual([
      'Welcome.',
      'You?',
      'You?',
      'Say yes.',
      'Yes, please.',
    ])
    expect((await talk(ask(prompt), ['yes', 'what'], { data: { name: 'Ann' } })).said).toEqual([
      'Welcome.',
      'Again, Ann (0, 0).',
      'Again, Ann (1, 1).',
    ])
  })

  test('of the model is chosen alike, and a retry asks for the same words', async () => {
    const asked: string[] = []
    let isDown = true
    const model = speaking(({ instruction }) => {
      asked.push(instruction)
      if (isDown && asked.length === 2) throw new Error('down')
      return instruction
    })
    const flow = ask({ variants: [{ instruct: 'a {{repeats}}' }, { instruct: 'b {{repeats}}' }] })
    const { actor, state } = await talk(flow, ['what'], { model })
    expect(state).toBe('ask')
    isDown = false
    actor.send({ type: 'conversation.retry' })
    await waitFor(actor, isSettled)
    expect(asked).toEqual(['a 0', 'b 1', 'b 1'])
    expect(actor.getSnapshot().context.repeats).toBe(2)
  })

  test('may be left out where nobody listens', async () => {
    const flow = flowOf({ first: { set: { a: 1 }, advanceTo: 'second' }, second: {} })
    expect(await talk(flow)).toMatchObject({ outcome: 'completed', said: [], data: { a: 1 } })
  })

  test('survives JSON', async () => {
    const flow = parseFlow(ask({ when: [{ if: on, say: ['x', 'y'] }], variants: [{ say: 'z' }] }))
    const config = JSON.parse(JSON.stringify(compileFlow(flow).config))
    const actor = createActor(machineFromConfig(config), { input: {} }).start()
    expect(actor.getSnapshot().context.messages.map(({ text }) => text)).toEqual(['x', 'y'])
  })
})

describe('what a flow does not use it does not keep', () => {
  test('repeats, silences, startData', async () => {
    const { context } = await talk(ask({ say: 'x' }), ['what'])
    expect(context).not.toHaveProperty('repeats')
    expect(context).not.toHaveProperty('silences')
    expect(context).not.toHaveProperty('startData')
  })
})

describe('misses', () => {
  const prompts = [{ say: 'Pardon?' }, 'second']
  const noMatch = { prompts }

  test('are answered by the n-th prompt, later ones by the last', async () => {
    const flow = { ...ask({ say: 'Yes?' }, { noMatch }), prompts: { second: { say: ['Please.', 'Say yes.'] } } }
    expect((await talk(flow, ['a', 'b', 'c', 'yes', 'd'])).said).toEqual([
      'Yes?',
      'Pardon?',
      'Please.',
      'Say yes.',
      'Please.',
      'Say yes.',
      'Yes?',
      'Pardon?',
    ])
  })

  test('lead away after as many as there are prompts', async () => {
    const flow = { ...ask({ say: 'Yes?' }, { noMatch: { ...noMatch, to: 'end' } }), prompts: { second: { say: 'Say yes.' } } }
    expect(await talk(flow, ['a', 'b'])).toMatchObject({ state: 'ask', said: ['Yes?', 'Pardon?', 'Say yes.'] })
    expect(await talk(flow, ['a', 'b', 'c'])).toMatchObject({ state: 'end', outcome: 'completed' })
  })

  test('are worded by the model, each by its own instruction', async () => {
    const flow = ask({ say: 'Yes?' }, { noMatch: { prompts: [{ instruct: 'first' }, { instruct: 'second' }] } })
    const model = speaking(({ instruction }) => instruction)
    expect((await talk(flow, ['a', 'b', 'c'], { model })).said).toEqual(['Yes?', 'first', 'second', 'second'])
  })
})

describe('suggestions', () => {
  test('are kept with the last message that is spoken before the state listens, and again on a miss', async () => {
    const flow = ask({ say: ['Hello.', 'Yes?'] }, { suggestions: ['Yes, {{name}}', { label: 'No', text: 'no way' }] })
    const { context } = await talk(flow, ['what'], { data: { name: 'Ann' } })
    const offered = [
      { label: 'Yes, Ann', text: 'Yes, Ann' },
      { label: 'No', text: 'no way' },
    ]
    expect(context.messages.map(({ text, suggestions }) => [text, suggestions])).toEqual([
      ['Hello.', undefined],
      ['Yes?', offered],
      ['what', undefined],
      ['Hello.', undefined],
      ['Yes?', offered],
    ])
  })
})

describe('a state that decides on entry', () => {
  const branch = (rest: object = {}) =>
    flowOf({
      check: {
        transitionsOn: 'entry',
        transitions: { rest: on, rich: { type: 'context', path: 'amount', test: { gt: 10 } } },
        nextStates: { rest: 'poor', rich: { to: 'rich', set: { was: 'rich' } } },
        ...rest,
      },
      rich: { prompt: { say: 'Rich.' } },
      poor: { prompt: { say: 'Poor.' } },
    })

  test('goes on by its data, catch-alls last, and says nothing without a prompt', async () => {
    expect(await talk(branch(), [], { data: { amount: 11 } })).toMatchObject({
      said: ['Rich.'],
      data: { was: 'rich' },
      outcome: 'completed',
    })
    expect(await talk(branch({ prompt: { say: 'One moment.' } }))).toMatchObject({ said: ['One moment.', 'Poor.'] })
  })

  test('says what the model makes of its prompt first', async () => {
    const model = speaking(() => 'Well…')
    expect((await talk(branch({ prompt: { instruct: 'x' } }), [], { model })).said).toEqual(['Well…', 'Poor.'])
  })

  test('is on no cycle that nothing ends', () => {
    const flow = branch()
    const { check, ...others } = flow.states
    expect(() => parseFlow({ ...flow, states: { check: { ...check, nextStates: { rest: 'check', rich: 'rich' } }, ...others } })).toThrow(
      'unbounded-cycle',
    )
  })
})

test.each([
  ['mixed-wordings', ask({ variants: [{ say: 'a' }, { instruct: 'b' }] })],
  ['mixed-wordings', ask({ say: 'x' }, { noMatch: { prompts: [{ say: 'a' }, { instruct: 'b' }] } })],
  ['empty-prompt', ask({ when: [{ if: on, say: 'x' }] })],
  ['empty-prompt', ask({ variants: [] })],
  ['empty-prompt', ask({ say: [] })],
  ['two-wordings', ask({ say: 'a', variants: [{ say: 'b' }] })],
  ['two-wordings', ask({ say: 'x' }, { noMatch: { prompt: { say: 'a' }, prompts: [{ say: 'b' }] } })],
  ['looks-at-message', ask({ say: 'x', when: [{ if: said('yes'), say: 'y' }] })],
  ['idle-timeout', ask({ say: 'x' }, { timeout: { seconds: 5 } })],
  ['missing-key', ask(undefined)],
  [
    'looks-at-message',
    flowOf({ a: { transitionsOn: 'entry', transitions: { x: said('yes'), y: on }, nextStates: { x: 'b', y: 'b' } }, b: {} }),
  ],
  [
    'looks-at-message',
    flowOf({ a: { transitionsOn: 'entry', transitions: { y: on }, nextStates: { y: { type: 'select', candidates: ['b'] } } }, b: {} }),
  ],
  [
    'no-otherwise',
    flowOf({
      a: { transitionsOn: 'entry', transitions: { x: { type: 'context', path: 'a', test: { equals: 1 } } }, nextStates: { x: 'b' } },
      b: {},
    }),
  ],
  [
    'timeout-unheard',
    flowOf({ a: { transitionsOn: 'entry', transitions: { y: on }, nextStates: { y: 'b' }, timeout: { seconds: 1, to: 'b' } }, b: {} }),
  ],
  ['suggestions-unheard', flowOf({ b: { suggestions: ['x'] } })],
  ['save-error-nowhere', flowOf({ b: { invoke: { src: 'x', saveErrorAs: 'problem' } } })],
])('%s', (code, flow) => {
  expect(() => parseFlow(JSON.parse(JSON.stringify(flow)))).toThrow(`error ${code} at`)
})
