import { deepStrictEqual } from 'node:assert/strict'
import type { ClaimableStore, ConversationStore, LeasableStore, LoadedConversation, PrunableStore } from '../contract/conversation-store.js'

/** Holds a store to test, and how to see it with new eyes. */
export interface StoreUnderTest {
  readonly store: ConversationStore
  /** Gives the same stored conversations through a new instance; left out by a store that keeps nothing outside itself. */
  readonly reopen?: () => Promise<ConversationStore>
  /**
   * A program that opens the same stored conversations in a process of its own and hands the store to `serveStore`: its file and arguments, as for
   * `spawn`. It is killed and stopped. Left out by a store that only one process can have.
   */
  readonly program?: { readonly file: string; readonly arguments: readonly string[] }
  /** Called when the case is over. */
  readonly cleanup?: () => Promise<void>
}

/** Holds one promise of the contract, for any test runner: `for (const { name, run } of storeContract(makeStore)) test(name, run)`. */
export interface ContractCase {
  readonly name: string
  /** Rejects when the store does not keep the promise. */
  readonly run: () => Promise<void>
}

/** Makes a store for one case. */
export type MakeStore = () => Promise<StoreUnderTest>

/** Holds what a case may ask for. */
export interface Stage {
  readonly open: () => Promise<ConversationStore>
  readonly openPrunable: () => Promise<PrunableStore>
  readonly openLeasable: () => Promise<LeasableStore>
  readonly openClaimable: () => Promise<ClaimableStore>
  readonly openUnderTest: () => Promise<StoreUnderTest>
}

/** Defines one case. */
export type DefineCase = (name: string, body: (stage: Stage) => Promise<void>) => void

/** Returns the cases that a group defines. */
export function casesOf(makeStore: MakeStore, define: (test: DefineCase) => void): readonly ContractCase[] {
  const cases: ContractCase[] = []
  define((name, body) => cases.push({ name, run: () => runCase(makeStore, body) }))
  return cases
}

async function runCase(makeStore: MakeStore, body: (stage: Stage) => Promise<void>): Promise<void> {
  const opened: StoreUnderTest[] = []
  const openUnderTest = async () => {
    const underTest = await makeStore()
    opened.push(underTest)
    return underTest
  }
  const open = async () => (await openUnderTest()).store
  try {
    await body({
      open,
      openUnderTest,
      openPrunable: async () => requirePrunable(await open()),
      openLeasable: async () => requireLeasable(await open()),
      openClaimable: async () => requireClaimable(await open()),
    })
  } finally {
    for (const { cleanup } of opened) await cleanup?.()
  }
}

function requirePrunable(store: ConversationStore): PrunableStore {
  if (isPrunable(store)) return store
  throw new Error('The store has no method prune. Leave these cases out with storeContract(makeStore, { prune: false }).')
}

/** Returns the store when it has leases; throws when it lacks one of their methods. */
export function requireLeasable(store: ConversationStore): LeasableStore {
  if (isLeasable(store)) return store
  throw new Error(
    'The store has not all of lease, renew, release and enqueue. Leave these cases out with storeContract(makeStore, { leases: false }).',
  )
}

/** Returns the store when it gives out what is due; throws when it lacks a method for it. */
export function requireClaimable(store: ConversationStore): ClaimableStore {
  if (isClaimable(store)) return store
  throw new Error(
    'The store has not all of claimDue and putOff, and leases. Leave these cases out with storeContract(makeStore, { claims: false }).',
  )
}

const isClaimable = (store: ConversationStore): store is ClaimableStore =>
  isLeasable(store) && store.claimDue !== undefined && store.putOff !== undefined

const isPrunable = (store: ConversationStore): store is PrunableStore => store.prune !== undefined

function isLeasable(store: ConversationStore): store is LeasableStore {
  const { lease, renew, release, enqueue } = store
  return [lease, renew, release, enqueue].every((method) => method !== undefined)
}

/** Checks that a value is deeply equal to what is expected. */
export function same(found: unknown, expected: unknown): void {
  deepStrictEqual(found, expected)
}

type Content = Pick<LoadedConversation, 'record' | 'messages'>

/** Checks that what was loaded holds this, whoever holds its lease. */
export function holds(loaded: Content | undefined, expected: Content | undefined): void {
  deepStrictEqual(contentOf(loaded), contentOf(expected))
}

const contentOf = (loaded: Content | undefined) => loaded && { record: loaded.record, messages: loaded.messages }

/** Checks that an operation fails with an error that has these properties. */
export async function fails(
  operation: Promise<unknown>,
  expected: { readonly code: string } & Readonly<Record<string, unknown>>,
): Promise<unknown> {
  const outcome = await operation.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  )
  if (!('error' in outcome))
    throw new Error(`expected an error ${JSON.stringify(expected)}; it succeeded with ${JSON.stringify(outcome.value)}`)
  const { error } = outcome
  const found = Object.fromEntries(Object.keys(expected).map((key) => [key, Reflect.get(Object(error), key)]))
  // An error of the store's own tells more than a difference of its properties.
  if (found.code !== expected.code) throw error
  deepStrictEqual(found, { ...expected })
  return error
}
