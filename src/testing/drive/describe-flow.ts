import type { ConversationFlow } from '../../definition/flow.js'
import { TalkchartError } from '../../diagnostics/talkchart-error.js'
import { type FlowPathsOptions, flowPaths } from '../paths/flow-paths.js'
import { runPath } from '../paths/run-path.js'
import { drivePath, type PathDriver, undrivable } from './path-driver.js'

/** Describes how a test runner takes suites and tests: Vitest, Jest, `node:test` and `bun:test` all do it so. */
export interface SuiteFunctions {
  readonly describe: (name: string, body: () => void) => unknown
  readonly test: (name: string, body: () => void | Promise<void>) => unknown
}

/** Says what paths are made, what they are walked on, and which test runner takes them. */
export interface DescribeFlowOptions extends FlowPathsOptions, Partial<SuiteFunctions> {
  /** Makes what each path is walked on; without it, the compiled machine itself. */
  readonly driver?: () => PathDriver
}

/**
 * Makes a test of every path of a flow, and one that all there is was covered.
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
  const { driver, describe: givenDescribe, test: givenTest, ...pathOptions } = options
  const { describe, test } = runnerOf({ describe: givenDescribe, test: givenTest })
  const { paths, covered, uncovered } = flowPaths(flow, pathOptions)
  describe(`the flow ${flow.name}`, () => {
    test(`is covered: ${covered.length} of ${covered.length + uncovered.length}`, () => {
      const states = uncovered.filter(({ goal }) => goal.kind === 'state').map(({ description, reason }) => `${description}: ${reason}`)
      if (states.length > 0) throw new TalkchartError('uncovered', `No path shows:\n  ${states.join('\n  ')}`)
    })
    for (const path of paths) {
      const walked = driver?.()
      if (walked === undefined) test(path.title, () => runPath(flow, path, pathOptions))
      else if (undrivable(path, walked) === undefined) test(path.title, () => drivePath(path, walked))
    }
  })
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
