import { expect, test } from 'vitest'
import { custom, keyword, regex } from '../../src/conditions/index.js'
import { type ConversationFlow, defineFlow, flowHash } from '../../src/definition/index.js'
import { parseFlow } from '../../src/parse/parse-flow.js'

const flow: ConversationFlow = defineFlow({
  name: 'hashed',
  initialState: 'a',
  states: {
    a: { prompt: { say: 'A' }, transitions: { one: keyword(['one']), two: regex('2') }, nextStates: { one: 'b', two: 'b' } },
    b: { prompt: { say: 'B' } },
  },
  maxLoops: 3,
})
const { a, b } = flow.states
const withA = (changes: Partial<ConversationFlow['states'][string]>): ConversationFlow => ({
  ...flow,
  states: { a: { prompt: { say: 'A' }, ...a, ...changes }, ...(b && { b }) },
})

test('is 32 hexadecimal characters that never change', () => {
  expect(flowHash(flow)).toMatchInlineSnapshot(`"d1ab246cc04f580f5296a4956c22deea"`)
})

test('does not depend on the order of keys, on comments, nor on the way through JSON', () => {
  const { states, ...rest } = JSON.parse(JSON.stringify(flow))
  expect(flowHash(parseFlow({ states: { b: states.b, a: states.a }, ...rest }))).toBe(flowHash(flow))
  expect(flowHash({ ...flow, description: 'A note', metadata: { owner: 'us' } })).toBe(flowHash(flow))
  expect(flowHash(withA({ nextStates: { two: 'b', one: 'b' } }))).toBe(flowHash(flow))
})

test('depends on the order of transitions and on whatever a conversation meets', () => {
  const changed: ConversationFlow[] = [
    withA({ transitions: { two: regex('2'), one: keyword(['one']) } }),
    withA({ transitions: { one: keyword(['eins']), two: regex('2') } }),
    withA({ prompt: { say: 'Ah' } }),
    withA({ maxLoops: 2 }),
    { ...flow, maxLoops: 4 },
    { ...flow, initialState: 'b' },
    { ...flow, initialContext: { a: 1 } },
  ]
  const hashes = [flow, ...changed].map(flowHash)
  expect(new Set(hashes).size).toBe(hashes.length)
})

test('a function counts as being there, whatever it does', () => {
  const custom1 = withA({ transitions: { one: custom(() => true), two: regex('2') } })
  const custom2 = withA({ transitions: { one: custom(() => false), two: regex('2') } })
  expect(flowHash(custom1)).toBe(flowHash(custom2))
  expect(flowHash(custom1)).not.toBe(flowHash(flow))
})
