import { quote } from '../../diagnostics/quote.js'
import { TalkchartError } from '../../diagnostics/talkchart-error.js'
import { allRecords } from './all-records.js'
import { keptRevisions } from './check-options.js'
import type { ConversationRecord, ConversationStore, PrunableStore } from './conversation-store.js'
import { CorruptRecordError } from './corrupt-record-error.js'

/** Says what is to go from a store. */
export interface PruneStoreOptions {
  /** How many of each conversation's newest revisions are kept, a whole number from 1 on; all by default. */
  readonly keepRevisions?: number
  /** Conversations that were last changed before this time are removed, in milliseconds since the epoch; none by default. */
  readonly removeBefore?: number
  /** Removes of them only those that have ended. */
  readonly onlyEnded?: boolean
  /** Changes nothing, and counts what would go. */
  readonly dryRun?: boolean
  /** Called after each conversation with how many were looked at. */
  readonly onProgress?: (conversations: number) => void
  /** Called for each damaged conversation, which is then left as it is. By default the error is thrown. */
  readonly onCorrupt?: (error: CorruptRecordError) => void
}

/** Tells what went. */
export interface PruneSummary {
  /** How many conversations were looked at. */
  readonly conversations: number
  /** How many of them were removed. */
  readonly removed: number
  /** How many revisions of the others were forgotten. */
  readonly forgottenRevisions: number
}

/**
 * Forgets old revisions, and removes old conversations, of a whole store. Conversations may go on meanwhile.
 *
 * @throws TalkchartError (`invalid-option`) when an option is no count or no time
 * @throws CorruptRecordError when a conversation is damaged and nobody listens with `onCorrupt`
 * @throws what else the store's methods throw
 * @example
 * const aYear = 365 * 24 * 60 * 60 * 1000
 * const summary = await pruneStore(memoryStore(), { keepRevisions: 50, removeBefore: Date.now() - aYear })
 * summary // { conversations: 0, removed: 0, forgottenRevisions: 0 }
 */
export async function pruneStore(store: PrunableStore, options: PruneStoreOptions): Promise<PruneSummary> {
  checkOptions(options)
  const summary = { conversations: 0, removed: 0, forgottenRevisions: 0 }
  for await (const record of allRecords(store)) {
    try {
      if (await removeOld(store, record, options)) summary.removed += 1
      else summary.forgottenRevisions += await forgetOld(store, record, options)
    } catch (error) {
      if (options.onCorrupt === undefined || !CorruptRecordError.isInstance(error)) throw error
      options.onCorrupt(error)
    }
    summary.conversations += 1
    options.onProgress?.(summary.conversations)
  }
  return summary
}

function checkOptions({ keepRevisions, removeBefore }: PruneStoreOptions): void {
  if (keepRevisions !== undefined) keptRevisions({ keepRevisions })
  if (removeBefore === undefined || Number.isFinite(removeBefore)) return
  throw new TalkchartError(
    'invalid-option',
    `The option removeBefore must be a time in milliseconds since the epoch; found ${quote(removeBefore)}.`,
  )
}

async function removeOld(store: ConversationStore, listed: ConversationRecord, options: PruneStoreOptions): Promise<boolean> {
  if (!isOld(listed, options)) return false
  // The list may be some time old: whoever has come back meanwhile keeps the conversation.
  const record = (await store.load(listed.id, { messages: { last: 0 } }))?.record
  if (record === undefined || !isOld(record, options)) return false
  if (!options.dryRun) await store.remove(listed.id)
  return true
}

function isOld({ updatedAt, phase }: ConversationRecord, { removeBefore, onlyEnded = false }: PruneStoreOptions): boolean {
  return removeBefore !== undefined && updatedAt < removeBefore && (phase === 'done' || !onlyEnded)
}

async function forgetOld(store: PrunableStore, record: ConversationRecord, { keepRevisions, dryRun }: PruneStoreOptions): Promise<number> {
  if (keepRevisions === undefined) return 0
  if (!dryRun) return await store.prune(record.id, { keepRevisions })
  return Math.max(0, record.revision - keepRevisions + 1 - (await oldestRevision(store, record)))
}

/** Finds the oldest revision that is kept, by halving: every revision after it is kept too. */
async function oldestRevision(store: ConversationStore, { id, revision }: ConversationRecord): Promise<number> {
  let forgotten = 0
  let kept = revision
  while (kept - forgotten > 1) {
    const middle = Math.floor((forgotten + kept) / 2)
    if ((await store.load(id, { revision: middle, messages: { last: 0 } })) === undefined) forgotten = middle
    else kept = middle
  }
  return kept
}
