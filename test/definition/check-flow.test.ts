import { expect, test } from 'vitest'
import { compileFlow } from '../../src/compile/compile-flow.js'
import type { Condition } from '../../src/conditions/index.js'
import { all, keyword, regex, sentiment } from '../../src/conditions/index.js'
import { type ConversationFlow, checkFlow, defineFlow, type Extract, extract } from '../../src/definition/index.js'
import { safeParseFlow } from '../../src/parse/parse-flow.js'

const flowWith = (condition: Condition, initialContext = {}) =>
  defineFlow({
    name: 'checked',
    initialState: 'a',
    states: { a: { prompt: { say: 'A' }, transitions: { on: condition }, nextStates: { on: 'b' } }, b: { prompt: { say: 'B' } } },
    initialContext,
  })
const codes = (condition: Condition, initialContext = {}) => checkFlow(flowWith(condition, initialContext)).map(({ code }) => code)

test('a sound flow has nothing to report', () => {
  expect(checkFlow(flowWith(all(keyword(['yes']), regex('[0-9]'), sentiment('positive'))))).toEqual([])
})

test('a regex and a sentiment without their evaluators can not be run', () => {
  expect(codes({ type: 'regex', pattern: 'a' })).toEqual(['missing-evaluator'])
  expect(codes({ type: 'sentiment', sentiment: 'positive' })).toEqual(['missing-evaluator'])
  expect(codes({ type: 'sentiment', sentiment: 'positive', by: 'model' })).toEqual([])
})

test('an extraction of fields without its validator can not be checked', () => {
  const states = (extraction: Extract): ConversationFlow['states'] => ({
    a: { prompt: { say: 'A' }, transitions: { on: keyword(['yes']) }, nextStates: { on: 'b' }, extract: extraction },
    b: { prompt: { say: 'B' } },
  })
  const flow = (extraction: Extract): ConversationFlow => ({ name: 'extracting', initialState: 'a', states: states(extraction) })
  const codesOf = (extraction: Extract) => checkFlow(flow(extraction)).map(({ code, path }) => `${code} ${path.join('.')}`)
  const fields = { name: { type: 'string' } }
  expect(codesOf({ type: 'extract', fields })).toEqual(['missing-evaluator states.a.extract'])
  expect(codesOf({ type: 'extract', run: () => ({}) })).toEqual([])
  expect(codesOf(extract({ fields }))).toEqual([])
  expect(codesOf({ ...extract({ fields }), from: 'user' })).toEqual([])
  expect(() => compileFlow(flow({ type: 'extract', fields }))).toThrow('Make it with extract(), or read the flow with parseFlow().')
  expect(safeParseFlow(JSON.parse(JSON.stringify(flow(extract({ fields }))))).success).toBe(true)
})

test('a regex made by its factory is judged by its engine', () => {
  expect(codes(regex('a(?!b)'))).toEqual(['invalid-regex'])
})

test('data that can not be stored is found where it stands', () => {
  const itself: Record<string, unknown> = {}
  itself.itself = itself
  const found = checkFlow(flowWith(keyword(['yes']), { when: new Date(0), list: [() => 1], itself }))
  expect(found.map(({ code, path }) => `${code} ${path.join('.')}`)).toEqual([
    'not-json initialContext.when',
    'not-json initialContext.list.0',
    'not-json initialContext.itself.itself',
  ])
})

test('a condition nested without measure is reported, not followed', () => {
  let condition: Condition = keyword(['yes'])
  for (let level = 0; level < 50_000; level += 1) condition = { type: 'not', condition }
  expect(codes(condition)).toEqual(['too-deep'])
})
