// What the package's main entry offers of the stores. The file, IndexedDB and Postgres stores have entries of their own, since
// each of them runs in one place only.

export { decodeMessageRow, decodeRecord, RECORD_FORMAT } from './codec/record-codec.js'
export type {
  ClaimableStore,
  ClaimOptions,
  Commit,
  ConversationRecord,
  ConversationStore,
  DueClaim,
  DueKind,
  DueOptions,
  LeasableStore,
  LeaseAnswer,
  LeaseRequest,
  LeaseState,
  ListOptions,
  LoadedConversation,
  LoadOptions,
  MessageRow,
  PendingEvent,
  PendingInput,
  PendingMessage,
  PrunableStore,
  PruneOptions,
  PutOff,
  RecordsOptions,
  StoreChange,
  StoreClaims,
  StoredHead,
  StoredMessage,
  StoreLeases,
  WatchableStore,
} from './contract/conversation-store.js'
export { CorruptRecordError, type CorruptRecordFacts } from './contract/corrupt-record-error.js'
export { InvalidRecordError } from './contract/invalid-record-error.js'
export { LeaseLostError } from './contract/lease-lost-error.js'
export { type PruneStoreOptions, type PruneSummary, pruneStore } from './contract/prune-store.js'
export { RevisionConflictError } from './contract/revision-conflict-error.js'
export { StoreUnavailableError } from './contract/store-unavailable-error.js'
export { UnsupportedRecordError } from './contract/unsupported-record-error.js'
export { withLeases } from './leases/with-leases.js'
export { memoryStore } from './memory/memory-store.js'
