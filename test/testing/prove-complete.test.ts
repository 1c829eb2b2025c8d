import fc from 'fast-check'
import { proveFlow } from 'talkchart/testing'
import { expect, test } from 'vitest'
import { unfold } from '../../src/definition/flows/unfold.js'
import { situationsOf } from './brute-force.js'
import { type Judged, judged } from './naive-property.js'
import { naiveSituations } from './naive-situations.js'
import { propertiesOf } from './prove-complete-properties.js'
import { smallFlow } from './small-flow.js'

const runs = Number(process.env['TALKCHART_RUNS'] ?? 8)
const seed = Number(process.env['TALKCHART_SEED'] ?? 5)

const MOST_SITUATIONS = 1500

/** Of an actor that gives what can not be kept, the rules say nothing: its state fails. */
function agrees(byRules: Judged, found: string): boolean {
  return byRules === found || (byRules === 'proved' && found === 'fail')
}

test('what is proved and broken of a small flow is what all its situations tell, those of the machine and those of the rules', async () => {
  let decided = 0
  for (const [position, flow] of fc.sample(smallFlow, { numRuns: runs, seed }).entries()) {
    const situations = situationsOf(flow, MOST_SITUATIONS)
    const ofRules = await naiveSituations(flow, MOST_SITUATIONS)
    if (situations === undefined || ofRules === undefined) continue
    const verdicts = proveFlow(flow, { properties: propertiesOf(unfold(flow)) })
    const differing = verdicts.flatMap(({ property, verdict, calls, because }) => {
      const found = calls ?? verdict
      const [known, byRules] = [judged(situations, property), judged(ofRules, property)]
      return found === known && agrees(byRules, found) ? [] : [{ property, known, byRules, found, because }]
    })
    decided += verdicts.length - differing.length
    expect({ position, flow, differing }).toEqual({ position, flow, differing: [] })
  }
  expect(decided).toBeGreaterThan(runs * 15)
}, 3_600_000)
