import { compileFlow, keyword, regex } from 'talkchart'
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
