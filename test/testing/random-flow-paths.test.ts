import fc from 'fast-check'
import { compileFlow } from 'talkchart'
import { flowPaths, PathBudgetError, runPath } from 'talkchart/testing'
import { expect, test } from 'vitest'
import { randomFlow } from '../reference/random-flow.js'
import { runsOr } from '../runs.js'

const RUNS = runsOr(6)

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
    { numRuns: RUNS, seed: 4 },
  )
  // Some have more steps than that.
  expect(walked.length).toBeGreaterThan(RUNS / 2)
})
