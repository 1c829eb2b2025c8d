import fc from 'fast-check'
import { expect, test } from 'vitest'
import { randomFlow } from '../reference/random-flow.js'
import { randomFlowOfFlows } from '../reference/random-flows.js'
import { runsOr } from '../runs.js'
import { brokenProofs, withTwins } from './prove-soundness.js'

/** The same flows each time, so that a change of the model is judged by what the one before was judged by. */
const SEED = 3
const runs = runsOr(6)

test.each([
  ['a flow', randomFlow.map(withTwins), runs],
  ['a flow of flows', randomFlowOfFlows, Math.ceil(runs / 4)],
])(
  'no talk of the rules’ own interpreter breaks what is proved: %s',
  async (_, flows, count) => {
    let proved = 0
    for (const [seed, flow] of fc.sample(flows, { numRuns: count, seed: SEED }).entries()) {
      const found = await brokenProofs(flow, seed)
      proved += found.proved
      expect(found.broken).toEqual([])
    }
    expect(proved).toBeGreaterThan(0)
  },
  600_000,
)
