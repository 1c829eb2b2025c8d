import { promisifyRequest } from 'idb-keyval'
import { DamagedRevision } from '../codec/damaged-revision.js'
import { MessageWindow } from '../codec/message-window.js'
import { decodeMessageRow, decodeRecord } from '../codec/record-codec.js'
import { wholeRecords } from '../codec/whole-records.js'
import type {
  ConversationRecord,
  ListOptions,
  LoadedConversation,
  LoadOptions,
  MessageRow,
  RecordsOptions,
} from '../contract/conversation-store.js'
import { InvalidRecordError } from '../contract/invalid-record-error.js'
import {
  conversationOfDueKey,
  conversationOfNewestKey,
  dueRange,
  messageRange,
  messageRevision,
  newestKey,
  newestRange,
  numberInKey,
  revisionKey,
  revisionsAfter,
  revisionsBefore,
  revisionsThrough,
  rowsOf,
} from './idb-keys.js'

/** Returns the newest revision of a conversation; 0 when there is none. */
export async function readNewestRevision(rows: IDBObjectStore, id: string): Promise<number> {
  const value = await promisifyRequest<unknown>(rows.get(newestKey(id)))
  return typeof value === 'number' ? value : 0
}

/** Returns the oldest revision of a conversation that is kept. */
export async function readOldestRevision(rows: IDBObjectStore, id: string): Promise<number> {
  const [key] = await promisifyRequest(rows.getAllKeys(rowsOf('revision', id), 1))
  return numberInKey(key, 2) ?? 1
}

/** Returns the newest revision of a conversation that has a row and is older than the given one. */
export async function readRevisionBefore(rows: IDBObjectStore, id: string, revision: number): Promise<number | undefined> {
  const keys = await promisifyRequest(rows.getAllKeys(revisionsBefore(id, revision)))
  return numberInKey(keys.at(-1), 2)
}

/** Returns the newest record of a conversation that may not exist. */
export async function readNewestRecord(rows: IDBObjectStore, id: string): Promise<ConversationRecord | undefined> {
  const revision = await readNewestRevision(rows, id)
  return revision === 0 ? undefined : readRecord(rows, id, revision)
}

/**
 * Reads a conversation with as many of its messages as are asked for.
 *
 * @throws DamagedRevision when a row that is needed can not be used
 */
export async function readConversation(rows: IDBObjectStore, id: string, options: LoadOptions): Promise<LoadedConversation | undefined> {
  const newest = await readNewestRevision(rows, id)
  const revision = options.revision ?? newest
  if (revision < 1 || revision > newest) return undefined
  if (revision < newest && revision < (await readOldestRevision(rows, id))) return undefined
  if (options.revision === undefined) await refuseLaterRevisions(rows, id, newest)
  const record = await readRecord(rows, id, revision)
  const window = new MessageWindow(record.messageCount, options)
  if (!window.complete) window.add(await readMessages(rows, record, window.first))
  if (!window.complete) throw new DamagedRevision(revision, place(rows, revisionKey(id, revision)), 'lacks some of its messages')
  return { record, messages: window.rows() }
}

/** A count that is lower than the revisions there are would silently take a conversation back. */
async function refuseLaterRevisions(rows: IDBObjectStore, id: string, newest: number): Promise<void> {
  const [later] = await promisifyRequest(rows.getAllKeys(revisionsAfter(id, newest), 1))
  const revision = numberInKey(later, 2)
  if (revision !== undefined) throw new DamagedRevision(revision, place(rows, newestKey(id)), `says that revision ${newest} is the newest`)
}

/** Returns the ids of a page, read from keys alone. */
export async function readPage(rows: IDBObjectStore, limit: number, { after, dueBefore }: ListOptions): Promise<string[]> {
  // For IndexedDB a limit of 0 is no limit at all.
  if (limit === 0) return []
  return dueBefore === undefined ? pageOfAll(rows, limit, after) : pageOfDue(rows, limit, after, dueBefore)
}

async function pageOfAll(rows: IDBObjectStore, limit: number, after: string | undefined): Promise<string[]> {
  const keys = await promisifyRequest(rows.getAllKeys(newestRange(after), limit))
  return keys.map(conversationOfNewestKey).filter((id) => id !== undefined)
}

async function pageOfDue(rows: IDBObjectStore, limit: number, after: string | undefined, dueBefore: number): Promise<string[]> {
  const keys = await promisifyRequest(rows.getAllKeys(dueRange(dueBefore)))
  const ids = keys.map(conversationOfDueKey).filter((id) => id !== undefined)
  const later = after === undefined ? ids : ids.filter((id) => id > after)
  return later.sort().slice(0, limit)
}

/** Returns the record of a revision that has to be there. */
export async function readRecord(rows: IDBObjectStore, id: string, revision: number): Promise<ConversationRecord> {
  const key = revisionKey(id, revision)
  return recordIn(rows, key, await promisifyRequest<unknown>(rows.get(key)), id, revision)
}

function recordIn(rows: IDBObjectStore, key: IDBValidKey, value: unknown, id: string, revision: number): ConversationRecord {
  if (value === undefined) throw new DamagedRevision(revision, place(rows, key), 'is missing')
  const record = decoding(rows, key, revision, () => decodeRecord(value))
  if (record.id === id && record.revision === revision) return record
  throw new DamagedRevision(revision, place(rows, key), `holds revision ${record.revision} of conversation ${JSON.stringify(record.id)}`)
}

/** Returns the records of revisions from one back. */
export async function readRecords(rows: IDBObjectStore, id: string, { through, limit }: RecordsOptions): Promise<ConversationRecord[]> {
  if (limit === 0) return []
  const range = revisionsThrough(id, through, limit)
  const [keys, values] = await Promise.all([promisifyRequest(rows.getAllKeys(range)), promisifyRequest<unknown[]>(rows.getAll(range))])
  const found = keys.map((key, index) => ({ key, value: values[index] })).reverse()
  return wholeRecords(found, through, ({ key, value }, revision) => {
    const isHere = numberInKey(key, 2) === revision
    return recordIn(rows, revisionKey(id, revision), isHere ? value : undefined, id, revision)
  })
}

/** Returns the messages of a revision from a position on; of each position, the newest version comes first. */
async function readMessages(
  rows: IDBObjectStore,
  { id, revision, messageCount }: ConversationRecord,
  first: number,
): Promise<MessageRow[]> {
  const range = messageRange(id, first, messageCount)
  const [keys, values] = await Promise.all([promisifyRequest(rows.getAllKeys(range)), promisifyRequest<unknown[]>(rows.getAll(range))])
  const messages: MessageRow[] = []
  for (const [index, key] of keys.entries()) {
    const since = messageRevision(key)
    if (since <= revision) messages.push(decoding(rows, key, since, () => decodeMessageRow(values[index])))
  }
  return messages.reverse()
}

function decoding<Decoded>(rows: IDBObjectStore, key: IDBValidKey, revision: number, decode: () => Decoded): Decoded {
  try {
    return decode()
  } catch (error) {
    if (!InvalidRecordError.isInstance(error)) throw error
    throw new DamagedRevision(revision, place(rows, key), `holds no record of talkchart (${error.problems.join('; ')})`, { cause: error })
  }
}

function place(rows: IDBObjectStore, key: IDBValidKey): string {
  return `row ${JSON.stringify(key)} of the IndexedDB database "${rows.transaction.db.name}"`
}
