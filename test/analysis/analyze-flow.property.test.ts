import fc from 'fast-check'
import { checkFlow } from 'talkchart'
import { analysisCodes, analyzeFlow } from 'talkchart/analysis'
import { expect, test } from 'vitest'
import { randomFlow } from '../reference/random-flow.js'
import { runsOr } from '../runs.js'

const RUNS = runsOr(20)

test('any well-formed flow is analysed, the same each time, into plain JSON with known codes', { timeout: 20_000 + RUNS * 500 }, () => {
  fc.assert(
    fc.property(randomFlow, (flow) => {
      fc.pre(checkFlow(flow).every(({ severity }) => severity !== 'error'))
      const analysis = analyzeFlow(flow)
      expect(JSON.parse(JSON.stringify(analysis))).toEqual(analysis)
      expect(analyzeFlow(copyOf(flow))).toEqual(analysis)
      expect(analysis.diagnostics.filter(({ code }) => !analysisCodes.includes(code))).toEqual([])
    }),
    { numRuns: RUNS },
  )
})

/** Another object with the same parts, so that nothing is known of it. */
function copyOf<Flow extends object>(flow: Flow): Flow {
  return { ...flow }
}
