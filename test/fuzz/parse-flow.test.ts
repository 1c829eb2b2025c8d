import fc from 'fast-check'
import { compileFlow, parseFlow, templateModel } from 'talkchart'
import { expect, test } from 'vitest'
import { readyFlows } from '../testing/ready-flows.js'
import { anything, expectCleanPrototypes, expectOurs, mutated, runs, survives, TIME_LIMIT } from './hostile.js'

const model = templateModel()
const models = { careful: model }

/** What is read compiles, or is refused once more, with the reason. */
function readAndCompile(input: unknown): void {
  const flow = survives(() => parseFlow(input))
  if (flow !== undefined) survives(() => compileFlow(flow, { model, models }))
  expectCleanPrototypes()
}

test(
  'parseFlow reads anything or says what is wrong',
  () => {
    fc.assert(fc.property(anything, readAndCompile), runs(250))
  },
  TIME_LIMIT,
)

test(
  'parseFlow reads a ready flow with anything in any place, or says what is wrong',
  () => {
    // The larger flows take a hundred times longer, and have no part that these have not.
    const small = readyFlows.filter(([, flow]) => Object.keys(flow.states).length <= 8)
    expect(small.length).toBeGreaterThan(3)
    const input = fc.oneof(...small.map(([, flow]) => mutated(JSON.parse(JSON.stringify(flow)))))
    fc.assert(fc.property(input, readAndCompile), runs(150))
  },
  TIME_LIMIT,
)

test('an error of parseFlow is ours also where the fault is a text of a megabyte', () => {
  const name = 'x'.repeat(1024 * 1024)
  const input = { name, initialState: name, states: { [name]: { prompt: name, advanceTo: name } } }
  expect(() => parseFlow(input)).toThrow()
  try {
    parseFlow(input)
  } catch (error) {
    expectOurs(error)
  }
})
