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
