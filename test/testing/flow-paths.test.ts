import { compileFlow } from 'talkchart'
import { flowPaths, runPath } from 'talkchart/testing'
import { describe, expect, test } from 'vitest'
import { readyFlows } from './ready-flows.js'
import { readyPaths } from './ready-paths.js'

describe.each(readyFlows)('the paths of %s', (name, flow) => {
  const { paths, uncovered } = readyPaths(name)

  test('cover every state, every alternative of every condition and every failure', () => {
    expect(uncovered.filter(({ goal }) => goal.kind !== 'limit' && goal.kind !== 'transition')).toEqual([])
  })

  test('cover every way, but for global transitions whose words are taken, with the reason', () => {
    const ways = uncovered.filter(({ goal }) => goal.kind === 'transition')
    expect(ways.filter(({ goal }) => goal.kind === 'transition' && goal.way !== 'global')).toEqual([])
    expect(ways.filter(({ reason }) => !/fires "\w+", which is tried before\.$/.test(reason))).toEqual([])
  })

  test('meet every limit that can be met, and say why the others can not', () => {
    const limits = uncovered.flatMap(({ goal, reason }) => (goal.kind === 'limit' && reason !== '' ? [goal.state] : []))
    expect(limits).toEqual(UNMET_LIMITS[name] ?? [])
  })

  test('replay to where they say', () => {
    const machine = compileFlow(flow)
    for (const path of paths) runPath(machine, path)
    expect(paths.length).toBeGreaterThan(0)
  })

  test('have a title for each', () => {
    expect(new Set(paths.map(({ title }) => title)).size).toBe(paths.length)
  })
})

test('the paths of a flow are the same each time', () => {
  const flow = Object.fromEntries(readyFlows)['dynamic_routing']
  if (flow === undefined) throw new Error('there is no such flow')
  expect(flowPaths({ ...flow }).paths).toEqual(readyPaths('dynamic_routing').paths)
})

/**
 * Where `maxLoops` stands in the chart and can not be met: whoever leads into these states was entered as often as they were, and
 * meets the limit first, or is entered only once. Each is named for every state whose limit it is.
 */
const UNMET_LIMITS: Readonly<Record<string, readonly string[]>> = {
  customer_support: ['refund_details'],
  dynamic_routing: ['greeting', 'greeting', 'greeting'],
  interview: ['question_1'],
  save_and_resume: ['ask_order'],
}
