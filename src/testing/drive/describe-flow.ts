import type { ConversationFlow } from '../../definition/flow.js'
import { TalkchartError } from '../../diagnostics/talkchart-error.js'
import type { FlowPath } from '../paths/flow-path.js'
import { type FlowPaths, type FlowPathsOptions, flowPaths } from '../paths/flow-paths.js'
import { runPath } from '../paths/run-path.js'
import { drivePath, type PathDriver, undrivable } from './path-driver.js'
import { propertyTests } from './prove-test.js'

/** Describes how a test runner takes suites and tests: Vitest, Jest, `node:test` and `bun:test` all do it so. */
export interface SuiteFunctions {
  readonly describe: (name: string, body: () => void) => unknown
  readonly test: (name: string, body: () => void | Promise<void>) => unknown
}

/** Says what paths are made, what they are walked on, and which test runner takes them. */
export interface DescribeFlowOptions extends FlowPathsOptions, Partial<SuiteFunctions> {
  /** Paths that were kept, as `flowPaths` gave them for the flow that is right; new ones by default, which show whatever the flow does now. */
  readonly paths?: readonly FlowPath[]
  /** Makes what each path is walked on; without it, the compiled machine itself. */
  readonly driver?: () => PathDriver
  /** Makes a test of each of the flow's properties too; false by default. */
  readonly prove?: boolean
}

/**
 * Makes a test of every path of a flow, and, of paths that are made anew, one that all there is was covered. Only paths that were kept show that a
 * conversation now goes elsewhere. With `prove`, each of the flow's properties is a test, whose error shows the talk that breaks it, and has it as its `path`.
 *
 * `describe` and `test` are given, so that this library needs no test runner; with Vitest's `globals` they may be left out.
 *
 * @param options the test runner, what the paths are to cover, and what they are walked on
 * @throws {TalkchartError} `no-test-runner` when there is no `describe` and `test`
 * @example no-run: it needs a test runner
 * import { describe, test } from 'vitest'
 * import { describeFlow } from 'talkchart/testing'
 *
 * describeFlow(flow, { describe, test })
 */
export function describeFlow(flow: ConversationFlow, options: DescribeFlowOptions = {}): void {
  const { driver, paths: kept, prove = false, describe: givenDescribe, test: givenTest, ...pathOptions } = options
  const { describe, test } = runnerOf({ describe: givenDescribe, test: givenTest })
  const made = kept === undefined ? flowPaths(flow, pathOptions) : undefined
  const paths = kept ?? made?.paths ?? []
  describe(`the flow ${flow.name}`, () => {
    if (made !== undefined)
      test(`is covered: ${made.covered.length} of ${made.covered.length + made.uncovered.length}`, () => refuseUncovered(made))
    for (const path of paths) {
      const walked = driver?.()
      if (walked === undefined) test(path.title, () => runPath(flow, path, pathOptions))
      else if (undrivable(path, walked) === undefined) test(path.title, () => drivePath(path, walked))
    }
    if (prove) for (const [name, holds] of propertyTests(flow, pathOptions)) test(`holds: ${name}`, holds)
  })
}

function refuseUncovered({ uncovered }: FlowPaths): void {
  const states = uncovered.filter(({ goal }) => goal.kind === 'state').map(({ description, reason }) => `${description}: ${reason}`)
  if (states.length > 0) throw new TalkchartError('uncovered', `No path shows:\n  ${states.join('\n  ')}`)
}

function runnerOf(given: { readonly [Key in keyof SuiteFunctions]: SuiteFunctions[Key] | undefined }): SuiteFunctions {
  const describe = given.describe ?? globalFunction('describe')
  const test = given.test ?? globalFunction('test')
  if (describe !== undefined && test !== undefined) return { describe, test }
  throw new TalkchartError(
    'no-test-runner',
    "There is no test runner: pass it, describeFlow(flow, { describe, test }), with import { describe, test } from 'vitest'.",
  )
}

function globalFunction(name: 'describe' | 'test'): SuiteFunctions['describe'] | undefined {
  const found: unknown = Reflect.get(globalThis, name)
  return typeof found === 'function' ? (...parameters) => Reflect.apply(found, undefined, parameters) : undefined
}
