import fc from 'fast-check'
import { proveFlow } from 'talkchart/testing'
import { expect, test } from 'vitest'
import { unfold } from '../../src/definition/flows/unfold.js'
import { type Situations, situationsOf } from './brute-force.js'
import { judged } from './naive-property.js'
import { propertiesOf } from './prove-complete-properties.js'
import { smallFlow } from './small-flow.js'

const runs = Number(process.env['TALKCHART_RUNS'] ?? 8)
const seed = Number(process.env['TALKCHART_SEED'] ?? 5)

const MOST_SITUATIONS = 1500

/** Whether all that leaves a property undecided are ways out of states that nothing takes: another one is always taken before. */
function isOfDeadWays(situations: Situations, because: readonly string[]): boolean {
  return because.every((reason) => {
    const [, from = '', name = ''] = /takes (\S+) → \S+ \((\w+)\)/.exec(reason) ?? []
    return name !== '' && judged(situations, { never: { transition: `${from}.${name}` } }) === 'proved'
  })
}

test('what brute force finds of a small flow is what is proved and broken, and nothing is left undecided but for dead ways', () => {
  let decided = 0
  let open = 0
  for (const [position, flow] of fc.sample(smallFlow, { numRuns: runs, seed }).entries()) {
    const situations = situationsOf(flow, MOST_SITUATIONS)
    if (situations === undefined) continue
    const verdicts = proveFlow(flow, { properties: propertiesOf(unfold(flow)) })
    const differing = verdicts.flatMap(({ property, verdict, calls, because }) => {
      const known = judged(situations, property)
      const found = calls ?? verdict
      if (found === known) decided += 1
      else if (verdict === 'undecided' && isOfDeadWays(situations, because)) open += 1
      else return [{ property, known, found, because }]
      return []
    })
    expect({ position, flow, differing }).toEqual({ position, flow, differing: [] })
  }
  expect(decided).toBeGreaterThan(runs * 15)
  expect(open).toBeLessThan(decided / 50)
}, 3_600_000)
