import { type CompileOptions, type ConversationFlow, context, keyword } from 'talkchart'
import { flow as supportFlow } from 'talkchart/machines/customer_support'
import { describe, expect, test } from 'vitest'
import { compileProblems as allProblems } from '../../src/compile/check/compile-problems.js'
import { compileProblems as grossProblems } from '../../src/compile/check/gross-problems.js'

type States = ConversationFlow['states']

const hello = { prompt: { say: 'Hello!' } }
const asking = { transitions: { on: context('size', { exists: true }) }, nextStates: { on: 'hello' } }
const flowWith = (states: States, rest: Partial<ConversationFlow> = {}): ConversationFlow => ({
  name: 'page',
  initialState: 'hello',
  states: { hello, ...states },
  ...rest,
})
const found = (check: typeof grossProblems, flow: unknown, options: CompileOptions = {}) =>
  check(flow as ConversationFlow, options).map(({ code }) => code)

const broken: readonly (readonly [what: string, code: string, flow: unknown])[] = [
  ['no flow', 'wrong-type', undefined],
  ['no states', 'wrong-type', { name: 'x' }],
  ['a state that is none', 'wrong-type', { name: 'x', initialState: 'a', states: { a: null } }],
  ['an unknown initial state', 'unknown-state', flowWith({}, { initialState: 'helo' })],
  [
    'an unknown next state',
    'unknown-state',
    flowWith({ ask: { ...hello, transitions: { on: keyword(['yes']) }, nextStates: { on: 'gone' } } }),
  ],
  ['an unknown state to go on to', 'unknown-state', flowWith({ ask: { ...hello, advanceTo: 'gone' } })],
  [
    'a transition that leads nowhere',
    'transition-without-next-state',
    flowWith({ ask: { ...hello, transitions: { on: keyword(['yes']) } } }),
  ],
  [
    'a global transition that leads nowhere',
    'transition-without-next-state',
    flowWith({}, { globalTransitions: { on: keyword(['yes']) } }),
  ],
  ['an unknown prompt', 'unknown-prompt', flowWith({ ask: { prompt: 'gone' } })],
  [
    'an unknown prompt for a silence',
    'unknown-prompt',
    flowWith({ ask: { ...hello, ...asking, timeout: { seconds: 5, prompts: ['gone'] } } }),
  ],
  [
    'an unknown prompt for a second miss',
    'unknown-prompt',
    flowWith({ ask: { ...hello, ...asking, noMatch: { prompts: [hello.prompt, 'gone'] } } }),
  ],
  ['a branch that may hold nowhere', 'no-otherwise', flowWith({ check: { ...asking, transitionsOn: 'entry' } })],
  [
    'fields without what reads them',
    'missing-evaluator',
    flowWith(
      { ask: { collect: ['size'], nextStates: { collected: 'hello' } } },
      { fields: { size: { ask: { say: 'Which size?' }, from: 'text' } } },
    ),
  ],
  ['states that go on for ever', 'unbounded-cycle', flowWith({ a: { ...hello, advanceTo: 'b' }, b: { ...hello, advanceTo: 'a' } })],
]

describe('the check of a page built for production', () => {
  test.each(broken)('finds %s, as the whole check does', (_what, code, flow) => {
    expect(found(grossProblems, flow)).toContain(code)
    expect(found(allProblems, flow)).toContain(code)
  })

  test('finds nothing wrong with a sound flow', () => {
    expect(found(grossProblems, supportFlow)).toEqual([])
    const limited = flowWith({ a: { ...hello, advanceTo: 'b', maxLoops: 2 }, b: { ...hello, advanceTo: 'a' } })
    expect(found(grossProblems, limited)).toEqual(found(allProblems, limited))
    expect(found(grossProblems, flowWith({ ask: { prompt: 'known' } }), { prompts: { known: { say: 'Yes?' } } })).toEqual([])
  })
})
