import { createInterface } from 'node:readline'
import type { Commit, ConversationStore } from '../contract/conversation-store.js'
import { requireLeasable } from './contract-case.js'

/** What a case asks of a process of its own. */
export type StoreCall =
  | { readonly method: 'lease'; readonly id: string; readonly owner: string; readonly milliseconds: number }
  | { readonly method: 'renew'; readonly id: string; readonly token: string; readonly milliseconds: number }
  | { readonly method: 'commit'; readonly id: string; readonly commit: Commit }

/** What it answers. */
export interface StoreReply {
  readonly result?: unknown
  /** The code of the error, where there was one. */
  readonly error?: string
}

/**
 * Lets the contract suite use a store from a process of its own, which it kills and stops: takes calls from the standard input, a line each, and
 * writes an answer for each. Ends when the input does.
 *
 * @example no-run: it waits for its input
 * // hold-leases.js, whose path is given to the suite as `program`
 * await serveStore(fileStore(process.argv[2] ?? ''))
 */
export async function serveStore(store: ConversationStore): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    process.stdout.write(`${JSON.stringify(await answer(store, JSON.parse(line)))}\n`)
  }
}

async function answer(store: ConversationStore, call: StoreCall): Promise<StoreReply> {
  try {
    return { result: (await perform(store, call)) ?? null }
  } catch (error) {
    return { error: String(Reflect.get(Object(error), 'code') ?? error) }
  }
}

function perform(store: ConversationStore, call: StoreCall): Promise<unknown> {
  const leasable = requireLeasable(store)
  if (call.method === 'lease') return leasable.lease(call.id, { owner: call.owner, milliseconds: call.milliseconds })
  if (call.method === 'renew') return leasable.renew(call.id, call.token, call.milliseconds)
  return leasable.commit(call.id, call.commit)
}
