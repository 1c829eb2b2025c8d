// The package's entry `talkchart/stores/contract`, for authors of stores.

import { defineClaiming } from './claiming.js'
import { defineCommitting } from './committing.js'
import { type ContractCase, casesOf, type DefineCase, type MakeStore } from './contract-case.js'
import { defineDyingHolders } from './dying-holders.js'
import { defineEnqueuing } from './enqueuing.js'
import { defineIsolation } from './isolation.js'
import { defineExpiry, defineLeasing } from './leasing.js'
import { defineListing } from './listing.js'
import { defineLoading } from './loading.js'
import { definePruning } from './pruning.js'
import { defineRemoving } from './removing.js'

export type { ContractCase, MakeStore, StoreUnderTest } from './contract-case.js'
export { serveStore } from './serve-store.js'

/** Says which of the optional parts of the contract a store has. Cases of a part that it has not are left out; none passes because it is missing. */
export interface ContractOptions {
  /** Whether it forgets old revisions: `prune`. True by default. */
  readonly prune?: boolean
  /** Whether it has `lease`, `renew`, `release` and `enqueue`. True by default. */
  readonly leases?: boolean
  /** Whether it gives conversations in which something is due to workers: `claimDue` and `putOff`. True by default, where it has leases. */
  readonly claims?: boolean
  /** Whether a lease ends by itself when it is not renewed; one that lasts as long as its holder lives does not. True by default. */
  readonly expiry?: boolean
  /** Whether each `StoreUnderTest` has a `program`, so that holders of leases can be killed and stopped. False by default. */
  readonly program?: boolean
}

/**
 * Returns everything that a `ConversationStore` promises, as cases for any test runner. Each case makes a store of its own.
 *
 * @param makeStore makes an empty store
 * @example
 * import { test } from 'node:test'
 *
 * const makeStore = async () => ({ store: withLeases(memoryStore()) })
 * for (const { name, run } of storeContract(makeStore)) test(name, run)
 */
export function storeContract(makeStore: MakeStore, options: ContractOptions = {}): readonly ContractCase[] {
  const { prune = true, leases = true, claims = leases, expiry = true, program = false } = options
  const groups: ((test: DefineCase) => void)[] = [defineCommitting, defineLoading, defineListing, defineRemoving, defineIsolation]
  if (prune) groups.push(definePruning)
  if (leases) groups.push(defineLeasing, defineEnqueuing)
  if (claims) groups.push(defineClaiming)
  if (leases && expiry) groups.push(defineExpiry)
  if (leases && program) groups.push(defineDyingHolders)
  return groups.flatMap((define) => casesOf(makeStore, define))
}
