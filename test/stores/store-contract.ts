import fc from 'fast-check'
import { type ContractOptions, type StoreUnderTest, storeContract } from 'talkchart/stores/contract'
import { describe, expect, it } from 'vitest'
import type { PrunableStore } from '../../src/stores/contract/conversation-store.js'
import { runsOr } from '../runs.js'
import { commit, failure } from './fixtures.js'
import { storeCommands } from './store-commands.js'

/** A store of ours, which can forget. */
export interface OurStoreUnderTest extends StoreUnderTest {
  readonly store: PrunableStore
  readonly reopen?: () => Promise<PrunableStore>
  readonly cleanup: () => Promise<void>
}

export interface OurContractOptions extends ContractOptions {
  /** How many random histories the property test tries; 15 by default. */
  readonly runs?: number
}

/** The public contract, and what our own stores promise beyond it. */
export function describeStoreContract(
  name: string,
  makeStore: () => Promise<OurStoreUnderTest>,
  { runs = runsOr(15), ...options }: OurContractOptions = {},
): void {
  describe(`${name}: the store contract`, () => {
    for (const { name, run } of storeContract(makeStore, options)) it(name, run)

    it('does what a naive model does, for any history', async () => {
      await fc.assert(
        fc.asyncProperty(storeCommands(), async (commands) => {
          const { store, reopen, cleanup } = await makeStore()
          try {
            await fc.asyncModelRun(() => ({ model: { conversations: new Map() }, real: { store, reopen } }), commands)
          } finally {
            await cleanup()
          }
        }),
        { numRuns: runs },
      )
    }, 60_000)

    it.each([
      ['a time that is no number', { createdAt: Number.NaN }, /createdAt is NaN/],
      ['a function in the snapshot', { snapshot: JSON.parse('{}', () => () => 1) }, /snapshot/],
    ])('says what is wrong with a commit with %s', async (_, changes, problem) => {
      const { store, cleanup } = await makeStore()
      expect(String(await failure(store.commit('a', commit('a', 1, [], changes))))).toMatch(problem)
      await cleanup()
    })
  })
}
