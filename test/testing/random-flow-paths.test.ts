import fc from 'fast-check'
import { compileFlow } from 'talkchart'
import { flowPaths, PathBudgetError, runPath } from 'talkchart/testing'
import { expect, test } from 'vitest'
import { randomFlow } from '../reference/random-flow.js'

test('every path of a random flow replays to the state it claims', () => {
  const walked: number[] = []
  fc.assert(
    fc.property(randomFlow, (flow) => {
      try {
        const { paths } = flowPaths(flow, { maxSteps: 800 })
        const machine = compileFlow(flow, { onProblem: () => undefined })
        for (const path of paths) runPath(machine, path)
        walked.push(paths.length)
      } catch (error) {
        if (!(error instanceof PathBudgetError)) throw error
      }
    }),
    { numRuns: 12, seed: 4 },
  )
  expect(walked.length).toBeGreaterThan(7)
}, 120_000)
