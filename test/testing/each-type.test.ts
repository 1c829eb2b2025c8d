import fc from 'fast-check'
import { all, compileFlow, keyword, not } from 'talkchart'
import { analyzeFlow } from 'talkchart/analysis'
import { flowPaths, runPath, type Uncovered } from 'talkchart/testing'
import { describe, expect, test } from 'vitest'
import type { LeafCondition } from '../../src/conditions/condition.js'
import { deciderOf } from '../../src/conditions/leaves.js'
import { situationWhere } from '../../src/conditions/witness/index.js'
import { leaves } from '../reference/random-condition.js'
import { flowWith } from '../reference/random-flow.js'
import { runsOr } from '../runs.js'

/** What holds for a flow with a condition of any type, a new one included: `leaves` is complete by type. */
describe.each(Object.entries(leaves))('a flow with a %s condition', (_type, { arbitrary }) => {
  const flows = fc.sample<LeafCondition>(arbitrary, { numRuns: runsOr(5), seed: 2 }).map((condition) => ({
    condition,
    flow: flowWith([condition], situationWhere(condition, true)?.data),
  }))

  test('is not said to have a transition that never fires', () => {
    for (const { flow } of flows) {
      const codes = analyzeFlow(flow).diagnostics.map(({ code }) => code)
      expect(codes).not.toContain('never-satisfied')
      expect(codes).not.toContain('shadowed-transition')
      expect(codes).not.toContain('potentially-shadowed')
    }
  })

  test('has paths that show all of it and lead where they should', () => {
    for (const { condition, flow } of flows) {
      const { paths, uncovered } = flowPaths(flow)
      // The data of this flow stays as it is, and some keywords have no near miss ("not", where negation is heeded).
      const isOptional = ({ goal }: Uncovered) =>
        goal.kind === 'alternative' && (deciderOf(condition) === 'data' || !goal.alternative.holds)
      const missing = uncovered.filter((each) => !isOptional(each))
      expect(missing.map(({ description, reason }) => `${description}: ${reason}`)).toEqual([])
      const machine = compileFlow(flow, { onProblem: () => undefined })
      for (const path of paths) runPath(machine, path)
    }
  })

  test('leaves a path to the transition that is tried after it, where there is something to say for that', () => {
    const later = keyword(['budget'])
    for (const { condition } of flows) {
      const besides = situationWhere(all(later, not(condition)), true)
      if (besides === undefined) continue
      const { covered } = flowPaths(flowWith([condition, later], besides.data), { coverage: 'transitions' })
      expect(covered).toContainEqual({ kind: 'transition', state: 'start', name: 'way_2', way: 'transition', to: 'end' })
    }
  })
})
