import { compileFlow, keyword, regex } from 'talkchart'
import { analyzeFlow } from 'talkchart/analysis'
import { expect, test } from 'vitest'

/** What a caller without types may pass. */
const unchecked = (value: unknown): never => value as never

test.each([
  [undefined, 'error wrong-type at (the flow)\n  This is not a flow.\n  found: nothing'],
  [{ name: 'x' }, 'error wrong-type at states\n  This is not an object of states.\n  found: nothing'],
  [{ name: 'x', initialState: 'a', states: { a: null } }, 'error wrong-type at states.a\n  This is not a state.\n  found: null'],
  [
    { name: 'x', initialState: 'a', states: { a: { prompt: 5 } } },
    'error wrong-type at states.a.prompt\n  This is not a prompt.\n  found: 5',
  ],
  [
    { name: 'x', initialState: 'a', states: { a: { prompt: 'p', transitions: { go: undefined }, nextStates: { go: 'a' } } } },
    'error wrong-type at states.a.transitions.go\n  This is not a condition.\n  found: nothing',
  ],
  [
    {
      name: 'x',
      initialState: 'a',
      states: { a: { prompt: { say: 'p' }, transitions: { go: { type: 'keywrd', words: ['yes'] } }, nextStates: { go: 'a' } } },
    },
    'error unknown-type at states.a.transitions.go.type\n  There is no condition of type "keywrd".',
  ],
])('compileFlow(%j) says what is wrong', (flow, message) => {
  expect(() => compileFlow(unchecked(flow))).toThrow(message)
})

test('factories say what they take', () => {
  expect(() => keyword(unchecked('yes'))).toThrow('keyword takes a list of words: keyword(["yes"]).')
  expect(() => regex(unchecked(/x/i))).toThrow('this is /x/i')
})

test.each([
  { type: 'keyword' },
  { type: 'keyword', words: 'yes' },
  { type: 'keyword', words: [5] },
  { type: 'context', path: 'a', exists: true },
  { type: 'all' },
  { type: 'any', conditions: [null] },
  { type: 'not' },
])('analyzeFlow says what is wrong with %j, as compileFlow does', (condition) => {
  const flow = {
    name: 'x',
    initialState: 'a',
    states: { a: { prompt: { say: 'p' }, transitions: { go: condition }, nextStates: { go: 'a' } } },
  }
  expect(() => compileFlow(unchecked(flow))).toThrow('states.a.transitions.go')
  const { diagnostics } = analyzeFlow(unchecked(flow))
  expect(diagnostics.map(({ severity }) => severity)).toContain('error')
  expect(diagnostics[0]?.path.slice(0, 4)).toEqual(['states', 'a', 'transitions', 'go'])
})

test('analyzeFlow says of what is no flow that it is none', () => {
  expect(analyzeFlow(unchecked(undefined)).diagnostics).toMatchObject([{ code: 'wrong-type', severity: 'error' }])
})
