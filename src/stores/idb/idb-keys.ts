// Keys are arrays, which IndexedDB orders element by element, strings by their code units. An array is greater than any
// string or number, so [] closes a range from above.

/** Returns the number in a key that counts something: a revision, a position; undefined for a key that is not ours. */
export const numberInKey = (key: IDBValidKey | undefined, index: number): number | undefined => {
  const part = Array.isArray(key) ? key[index] : undefined
  return typeof part === 'number' ? part : undefined
}

/** Returns the key of the number of the newest revision of a conversation. */
export const newestKey = (id: string): IDBValidKey => ['newest', id]

/** Returns the key of the record of one revision. */
export const revisionKey = (id: string, revision: number): IDBValidKey => ['revision', id, revision]

/** Returns the key of the revision that a commit made. */
export const commitKey = (id: string, commitId: string): IDBValidKey => ['commit', id, commitId]

/** Returns the key of a message, as it stands from one revision on. */
export const messageKey = (id: string, position: number, revision: number): IDBValidKey => ['message', id, position, revision]

/** Returns the key of a conversation's place among those that have a deadline. */
export const dueKey = (deadline: number, id: string): IDBValidKey => ['due', deadline, id]

/** Returns the key of who holds the lease of a conversation. */
export const leaseKey = (id: string): IDBValidKey => ['lease', id]

/** Returns the key of what came for a conversation while another tab held its lease. */
export const enqueuedKey = (id: string, inputId: string): IDBValidKey => ['enqueued', id, inputId]

/** Returns the keys of all that came for a conversation and is not taken in. */
export const enqueuedRange = (id: string): IDBKeyRange => IDBKeyRange.bound(['enqueued', id], ['enqueued', id, []])

/** Returns the keys of the newest revisions of the conversations after an id. */
export const newestRange = (after: string | undefined): IDBKeyRange =>
  after === undefined ? IDBKeyRange.bound(['newest'], ['newest', []]) : IDBKeyRange.bound(['newest', after], ['newest', []], true)

/** Returns the keys of all versions of the messages from one position up to another, which is not included. */
export const messageRange = (id: string, first: number, end: number): IDBKeyRange =>
  IDBKeyRange.bound(['message', id, first], ['message', id, end], false, true)

/** Returns the revision from which on a message stands as this key's row has it. */
export const messageRevision = (key: IDBValidKey): number => numberInKey(key, 3) ?? Number.POSITIVE_INFINITY

/** Returns the position of the message in this key's row. */
export const messagePosition = (key: IDBValidKey): number => numberInKey(key, 2) ?? Number.POSITIVE_INFINITY

/** Returns the keys of the revisions of a conversation before one. */
export const revisionsBefore = (id: string, revision: number): IDBKeyRange =>
  IDBKeyRange.bound(['revision', id], ['revision', id, revision], false, true)

/** Returns the keys of the revisions of a conversation after one. */
export const revisionsAfter = (id: string, revision: number): IDBKeyRange =>
  IDBKeyRange.bound(['revision', id, revision], ['revision', id, []], true)

/** Returns the keys of so many revisions of a conversation, up to one. */
export const revisionsThrough = (id: string, revision: number, count: number): IDBKeyRange =>
  IDBKeyRange.bound(['revision', id, revision - count], ['revision', id, revision], true)

type HistoryKind = 'revision' | 'commit' | 'message'

/** Returns the keys of all rows of one kind that a conversation has. */
export const rowsOf = (kind: HistoryKind, id: string): IDBKeyRange => IDBKeyRange.bound([kind, id], [kind, id, []])

/** Returns the keys of everything that was ever committed to a conversation. */
export const historyRanges = (id: string): IDBKeyRange[] => (['revision', 'commit', 'message'] as const).map((kind) => rowsOf(kind, id))

/** Returns the keys of the places of the conversations that are due at or before a time. */
export const dueRange = (dueBefore: number): IDBKeyRange => IDBKeyRange.bound(['due'], ['due', dueBefore, []])

/** Returns the conversation that has this place among those with a deadline; undefined for a key that is not ours. */
export const conversationOfDueKey = (key: IDBValidKey): string | undefined => {
  const id = Array.isArray(key) ? key[2] : undefined
  return typeof id === 'string' ? id : undefined
}

/** Returns the conversation whose newest revision stands under this key; undefined for a key that is not ours. */
export const conversationOfNewestKey = (key: IDBValidKey): string | undefined => {
  const id = Array.isArray(key) ? key[1] : undefined
  return typeof id === 'string' ? id : undefined
}
