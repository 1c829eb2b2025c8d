import { decodePendingInput } from '../codec/record-codec.js'
import { allRecords } from '../contract/all-records.js'
import { checkClaimOptions, checkLeaseRequest, checkLeaseTime } from '../contract/check-options.js'
import type { ClaimOptions, PutOff } from '../contract/claims.js'
import type {
  ClaimableStore,
  Commit,
  ConversationRecord,
  ConversationStore,
  LoadedConversation,
  LoadOptions,
} from '../contract/conversation-store.js'
import { dueWork } from '../contract/due-work.js'
import { LeaseLostError } from '../contract/lease-lost-error.js'
import type { LeaseRequest, StoredHead } from '../contract/leases.js'
import type { PendingInput } from '../contract/pending-input.js'
import { candidateOf, claimByWalk, type DueCandidate, type StoredPutOff } from './claim-by-walk.js'
import { LocalLeases } from './local-leases.js'

/** The methods of a store that leases change or add. */
type LeasedMethods = Omit<ClaimableStore, 'list' | 'prune' | 'records' | 'watch'>

/** Adds leases and claims to a store, which are known in this process alone. */
export function leasedMethods(store: ConversationStore): LeasedMethods {
  const leases = new LocalLeases()
  return {
    async load(id: string, options?: LoadOptions) {
      const loaded = await store.load(id, options)
      return loaded === undefined || options?.revision !== undefined ? loaded : withLease(loaded, leases)
    },

    async commit(id: string, commit: Commit) {
      const { token, expectedRevision, release, taken = [] } = commit
      const rival = token === undefined ? null : leases.living(id, token)
      if (rival !== null && !(await isWritten(store, id, commit))) {
        throw new LeaseLostError(id, expectedRevision, (await headOf(store, id))?.revision ?? 0, rival.owner)
      }
      if (rival === null) await store.commit(id, commit)
      leases.takeIn(id, taken)
      if (release) leases.release(id, token)
    },

    async remove(id: string) {
      await store.remove(id)
      leases.remove(id)
    },

    async lease(id: string, request: LeaseRequest) {
      checkLeaseRequest(request)
      const taken = leases.take(id, request)
      const head = await headOf(store, id)
      if (typeof taken === 'string') return { granted: true, token: taken, head, enqueued: leases.enqueued(id) }
      return { granted: false, ...taken, head }
    },

    async renew(id: string, token: string, milliseconds: number) {
      checkLeaseTime(milliseconds)
      return leases.renew(id, token, milliseconds)
    },

    async release(id: string, token: string) {
      leases.release(id, token)
    },

    async enqueue(id: string, input: PendingInput) {
      leases.enqueue(id, decodePendingInput(input))
    },

    async claimDue(options: ClaimOptions) {
      checkClaimOptions(options)
      const book = {
        isLeased: async (id: string) => leases.living(id) !== null,
        read: async (id: string) => leases.putOffs.get(id),
        write: async (id: string, putOff: StoredPutOff) => void leases.putOffs.set(id, putOff),
      }
      return claimByWalk(candidates(store, leases), book, options)
    },

    async putOff(id: string, putOff: PutOff) {
      const record = await newestRecord(store, id)
      if (record?.revision !== putOff.revision) return
      const kind = dueWork(record, leases.enqueued(id).length > 0)?.kind
      leases.putOffs.set(id, { ...putOff, turn: record.turn, kind })
    },
  }
}

async function newestRecord(store: ConversationStore, id: string): Promise<ConversationRecord | undefined> {
  return (await store.load(id, { messages: { last: 0 } }))?.record
}

/** Tells the newest commit of a conversation. */
async function headOf(store: ConversationStore, id: string): Promise<StoredHead | null> {
  const record = await newestRecord(store, id)
  return record === undefined ? null : { revision: record.revision, commitId: record.commitId ?? null }
}

async function* candidates(store: ConversationStore, leases: LocalLeases): AsyncGenerator<DueCandidate> {
  for await (const record of allRecords(store)) {
    yield candidateOf(record, dueWork(record, leases.enqueued(record.id).length > 0))
  }
}

function withLease(loaded: LoadedConversation, leases: LocalLeases): LoadedConversation {
  const { id } = loaded.record
  const lease = leases.living(id)
  const enqueued = leases.enqueued(id)
  return enqueued.length === 0 ? { ...loaded, lease } : { ...loaded, lease, enqueued }
}

/** Tells whether this very commit was written before: then its repetition is no commit, and no lease is asked about. */
async function isWritten(store: ConversationStore, id: string, { commitId, record }: Commit): Promise<boolean> {
  return (await store.load(id, { revision: record.revision, messages: { last: 0 } }))?.record.commitId === commitId
}
