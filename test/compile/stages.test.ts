import fc from 'fast-check'
import { expect, test } from 'vitest'
import { buildConfig } from '../../src/compile/config/build-config.js'
import { planFlow } from '../../src/compile/plan/flow-plan.js'
import { randomFlow } from '../reference/random-flow.js'
import { runsOr } from '../runs.js'

/** Every name of a `context` function that stands in a config. */
function testsNamedIn(config: object): readonly string[] {
  return [...JSON.stringify(config).matchAll(/"function":"((?:[^"\\]|\\.)*)"/g)].map(([, name]) => String(JSON.parse(`"${name}"`)))
}

test('writing the config of any flow leaves the plan as it is, and gives the same again', () => {
  fc.assert(
    fc.property(randomFlow, (flow) => {
      const plan = planFlow(flow, {})
      const known = structuredClone([...plan.functions.tests.keys(), ...plan.functions.hooks.keys(), ...plan.functions.tasks.keys()])
      const config = buildConfig(plan)
      expect(buildConfig(plan)).toEqual(config)
      expect([...plan.functions.tests.keys(), ...plan.functions.hooks.keys(), ...plan.functions.tasks.keys()]).toEqual(known)
      expect([...plan.functions.tests.keys()]).toEqual(expect.arrayContaining([...testsNamedIn(config)]))
    }),
    { numRuns: runsOr(60) },
  )
})
