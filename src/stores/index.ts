// What the package's main entry offers of the stores. The file, IndexedDB and Postgres stores have entries of their own, since
// each of them runs in one place only.
export type {
  Commit,
  ConversationRecord,
  ConversationStore,
  ListOptions,
  LoadedConversation,
  LoadOptions,
  MessageRow,
  PendingMessage,
  PrunableStore,
  PruneOptions,
  StoreChange,
  StoredMessage,
  WatchableStore,
} from './conversation-store.js'
export { CorruptRecordError, type CorruptRecordFacts } from './corrupt-record-error.js'
export { InvalidRecordError } from './invalid-record-error.js'
export { memoryStore } from './memory/memory-store.js'
export { type PruneStoreOptions, type PruneSummary, pruneStore } from './prune-store.js'
export { decodeMessageRow, decodeRecord, RECORD_FORMAT } from './record-codec.js'
export { RevisionConflictError } from './revision-conflict-error.js'
export { StoreUnavailableError } from './store-unavailable-error.js'
export { UnsupportedRecordError } from './unsupported-record-error.js'
