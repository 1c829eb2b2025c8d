import { runsOr } from '../runs.js'
import { seedOfTest } from '../seed.js'

export { commit, record, row, talk, texts } from '../../src/stores/contract-suite/fixtures.js'

/** Runs an operation that must fail, and gives its error. */
export async function failure(operation: Promise<unknown>): Promise<unknown> {
  return operation.then(
    (value) => {
      throw new Error(`expected a failure, got ${JSON.stringify(value)}`)
    },
    (error: unknown) => error,
  )
}

/** Returns places in a file from its begin to its end, as many as random cases: each run draws others. */
export function somePlaces(length: number): readonly number[] {
  const step = Math.ceil(length / Math.min(length, runsOr(150)))
  const first = seedOfTest() % step
  return Array.from({ length: Math.ceil((length - first) / step) }, (_, index) => first + index * step)
}
