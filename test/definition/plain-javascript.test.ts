import { checkFlow, compileFlow, llmClassifier, sentiment } from 'talkchart'
import { expect, test } from 'vitest'
import { diagnosticsOf } from './diagnostics-of.js'

/** What plain JavaScript lets people write: no type stands in the way. */
function called(make: (...parameters: never) => unknown, ...given: readonly unknown[]): () => unknown {
  return () => Reflect.apply(make, undefined, given)
}

test('a flow without a name is refused', () => {
  expect(diagnosticsOf({ name: '' })).toContain('The flow name "" is empty.')
  const flow = { name: '', initialState: 'a', states: { a: { prompt: { say: 'Hi' } } } }
  expect(checkFlow(flow)).toMatchObject([{ code: 'illegal-name', severity: 'error', path: ['name'] }])
  expect(() => compileFlow(flow)).toThrow('The flow name "" is empty.')
})

test('properties that are a list, and a list of questions that is none, are refused', () => {
  const flow = { name: 'f', initialState: 'a', states: { a: { prompt: { say: 'Hi' } } } }
  const stated = { ...flow, properties: [{ never: 'a' }], prove: 'must-finish' }
  const found = called(compileFlow, stated)
  expect(found).toThrow('This is not an object of properties.')
  expect(found).toThrow('This is not a list of properties.')
})

test('a sentiment that there is not is refused, with those that there are', () => {
  expect(called(sentiment, 'angry')).toThrow('sentiment takes "positive", "negative" or "neutral"; this is "angry".')
})

test('a classifier of two texts is refused, with what it takes', () => {
  expect(called(llmClassifier, 'a', 'yes')).toThrow(/^llmClassifier takes an object: llmClassifier\(\{ prompt: .* This is "a"\.$/)
})
