import { type ConversationFlow, compileFlow, InvalidFlowError, parseFlow } from 'talkchart'
import { analyzeFlow } from 'talkchart/analysis'
import { describe, expect, test } from 'vitest'
import { flowOf, on, said } from './talk.js'

/** What keeps a flow from being compiled, and where. */
function refused(flow: ConversationFlow, options: Parameters<typeof compileFlow>[1] = {}): readonly string[] {
  try {
    compileFlow(flow, options)
    return []
  } catch (error) {
    if (!InvalidFlowError.isInstance(error)) throw error
    return error.diagnostics.map(({ code, path }) => `${code} ${path.join('.')}`)
  }
}

const ask = { prompt: { say: 'Well?' }, transitions: { on }, nextStates: { on: 'end' } }
const end = { prompt: { say: 'Bye.' } }
const OPEN = 'It is {{#size}} yours.'

describe('templates that can not be rendered are refused', () => {
  test.each([
    ['set', 'states.ask.nextStates.on.set.note', { ...ask, nextStates: { on: { to: 'end', set: { note: OPEN } } } }],
    ['a state that sets', 'states.ask.set.note', { ...ask, set: { note: OPEN } }],
    ['a suggestion', 'states.ask.suggestions.1', { ...ask, suggestions: ['Yes', OPEN] }],
    ['the label of a suggestion', 'states.ask.suggestions.0.label', { ...ask, suggestions: [{ label: OPEN, text: 'Yes' }] }],
    ['one of several messages', 'states.ask.prompt.say.1', { ...ask, prompt: { say: ['Hi.', OPEN] } }],
    ['a variant', 'states.ask.prompt.variants.0.say', { ...ask, prompt: { variants: [{ say: OPEN }, { say: 'Hi.' }] } }],
    ['an entry of "when"', 'states.ask.prompt.when.0.say', { ...ask, prompt: { when: [{ if: on, say: OPEN }], say: 'Hi.' } }],
  ])('in %s', (_where, place, state) => {
    expect(refused(parseFlow(flowOf({ ask: state, end })))).toEqual([`invalid-template ${place}`])
  })
})

describe('names that nothing fills', () => {
  test.each([
    ['set', 'states.ask.nextStates.on.set.note', { ...ask, nextStates: { on: { to: 'end', set: { note: '{{sizee}}' } } } }],
    ['a suggestion', 'states.ask.suggestions.0', { ...ask, suggestions: ['{{sizee}}'] }],
  ])('are told of in %s', (_where, place, state) => {
    const flow = parseFlow(flowOf({ ask: state, end }, { initialContext: { size: 'large' } }))
    const found = analyzeFlow(flow).diagnostics.filter(({ code }) => code === 'unknown-variable')
    expect(found.map(({ path }) => path.join('.'))).toEqual([place])
    expect(found[0]?.suggestion).toContain('size')
  })
})

describe('wordings that the model words beside some that it does not', () => {
  const named = parseFlow(
    flowOf({ ask: { ...ask, transitions: { on: said('yes') }, noMatch: { prompts: ['first', { say: 'Pardon?' }] } }, end }),
  )

  test('are refused where a prompt of the options is one of them', () => {
    expect(refused(named, { prompts: { first: { instruct: 'Ask again.' } } })).toEqual(['mixed-wordings states.ask.noMatch.prompts'])
    expect(refused(named, { prompts: (name) => (name === 'first' ? { instruct: 'Ask again.' } : undefined) })).toEqual([
      'mixed-wordings states.ask.noMatch.prompts',
    ])
  })

  test('are refused within a prompt of the options', () => {
    const mixed = { when: [{ if: { type: 'always' } as const, instruct: 'Ask.' }], say: 'Well?' }
    expect(refused(parseFlow(flowOf({ ask: { ...ask, prompt: 'first' }, end })), { prompts: { first: mixed } })).toEqual([
      'mixed-wordings states.ask.prompt',
    ])
  })

  test('are not, where all are spoken as they stand', () => {
    expect(refused(named, { prompts: { first: { say: 'What?' } } })).toEqual([])
  })

  test('are told of once, where the flow has them itself', () => {
    const flow = { ...named, prompts: { first: { instruct: 'Ask again.' } } }
    expect(refused(flow)).toEqual(['mixed-wordings states.ask.noMatch.prompts'])
  })
})

describe('a wording behind a range of numbers', () => {
  const wordingsBehind = (first: object, second: object) => {
    const entry = (test: object) => ({ if: { type: 'context', path: 'visits', test }, say: 'Hi.' })
    const flow = parseFlow(flowOf({ ask: { ...ask, prompt: { when: [entry(first), entry(second)], say: 'Hello.' } }, end }))
    return analyzeFlow(flow).diagnostics.filter(({ code }) => code === 'unreachable-wording').length
  }

  test.each([
    [{ gte: 2 }, { gte: 3 }],
    [{ gte: 2 }, { gt: 2 }],
    [{ gt: 1 }, { equals: 4 }],
    [{ lt: 5 }, { in: [1, 2] }],
    [{ in: [1, 2, 3] }, { equals: 2 }],
    [
      { gte: 2, lte: 9 },
      { gt: 2, lt: 9 },
    ],
    [{ exists: true }, { lte: 3 }],
  ])('%j leaves nothing for %j', (first, second) => {
    expect(wordingsBehind(first, second)).toBe(1)
  })

  test.each([
    [{ gte: 3 }, { gte: 2 }],
    [{ gt: 2 }, { gte: 2 }],
    [{ gt: 4 }, { equals: 4 }],
    [{ lt: 2 }, { in: [1, 2] }],
    [{ gte: 2, lte: 9 }, { gte: 2 }],
    [{ equals: 2 }, { in: [2, 3] }],
    [{ gte: 2 }, { exists: true }],
  ])('%j leaves something for %j', (first, second) => {
    expect(wordingsBehind(first, second)).toBe(0)
  })
})
