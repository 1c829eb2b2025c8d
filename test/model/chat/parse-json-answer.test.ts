import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseJsonAnswer } from '../../../src/model/chat/parse-json-answer.js'

it.each([
  ['alone', ' {"a": 1}\n'],
  ['in a fenced block', 'Here you are:\n```json\n{"a": 1}\n```\nAnything else?'],
  ['in a fenced block without a language', '```\n{"a": 1}\n```'],
  ['after thoughts', '<think>Is it 2? No.</think>\n{"a": 1}'],
  ['between words', 'The answer is {"a": 1}, I think.'],
])('finds the object that stands %s', (_place, text) => {
  expect(parseJsonAnswer(text)).toEqual({ a: 1 })
})

it('takes any JSON, with any text in it', () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
      const text = JSON.stringify(value)
      expect(parseJsonAnswer(text)).toEqual(JSON.parse(text))
    }),
  )
})

it.each(['', 'yes', '{"a": 1', '} {', '```json\n{a}\n```'])('fails with off-schema for %j', (text) => {
  expect(() => parseJsonAnswer(text)).toThrow(expect.objectContaining({ code: 'off-schema' }))
})
