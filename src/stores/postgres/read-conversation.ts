import { DamagedRevision } from '../codec/damaged-revision.js'
import { MessageWindow } from '../codec/message-window.js'
import { decodeMessageRow, decodePendingInput, decodeRecord } from '../codec/record-codec.js'
import { wholeRecords } from '../codec/whole-records.js'
import type { ConversationRecord, LoadedConversation, LoadOptions, MessageRow, RecordsOptions } from '../contract/conversation-store.js'
import { InvalidRecordError } from '../contract/invalid-record-error.js'
import type { PendingInput } from '../contract/pending-input.js'
import { type PostgresClient, runQuery } from './postgres-client.js'
import { type LoadedRow, type RecordRow, readLoadedRows, readRecordRows, rowChecksum } from './rows.js'
import { loadStatement, recordsStatement } from './statements.js'

/**
 * Reads a conversation with as many of its messages as are asked for, in one round trip.
 *
 * @throws DamagedRevision when a row that is needed is missing or can not be used
 */
export async function readConversation(
  client: PostgresClient,
  schema: string,
  id: string,
  options: LoadOptions,
): Promise<LoadedConversation | undefined> {
  const { text, values } = loadStatement(schema, id, options.revision, options.messages?.last)
  const rows = readLoadedRows(await runQuery(client, text, values))
  const head = rows.find(({ position }) => position === null)
  if (head === undefined || !isWithin(head)) return undefined
  if (options.revision === undefined && head.highest !== null && head.highest > head.revision) {
    throw new DamagedRevision(head.highest, `table ${schema}.conversations`, `says that revision ${head.revision} is the newest`)
  }
  const record = recordOf(schema, id, head)
  const window = new MessageWindow(record.messageCount, options)
  for (const row of rows) if (row.position !== null) window.add([messageOf(schema, id, row.position, row)])
  if (!window.complete) throw new DamagedRevision(head.revision, `table ${schema}.messages`, 'lacks some of its messages')
  const messages = window.rows()
  if (options.revision !== undefined) return { record, messages }
  const lease = head.lease_owner === null ? null : { owner: head.lease_owner, expiresIn: head.lease_expires_in }
  const waiting = head.enqueued === null ? {} : { enqueued: enqueuedOf(head.enqueued) }
  return { record, messages, lease, ...waiting }
}

/** Checks what is enqueued, which anybody with a hand in the database may have changed. */
export function enqueuedOf(text: string | null): readonly PendingInput[] {
  const inputs: unknown = text === null ? [] : JSON.parse(text)
  return Array.isArray(inputs) ? inputs.map(decodePendingInput) : []
}

/** Checks a stored record, which anybody with a hand in the database may have changed. */
export function recordOf(schema: string, id: string, { revision, content, commit_id, checksum }: RecordRow): ConversationRecord {
  if (content === null || commit_id === null) throw missingRecord(schema, revision)
  const place = recordPlace(schema, revision)
  if (isAltered([id, revision, commit_id], content, checksum)) throw new DamagedRevision(revision, place, ALTERED)
  const record = decoding(revision, place, () => decodeRecord({ ...JSON.parse(content), commitId: JSON.parse(commit_id) }))
  if (record.id === id && record.revision === revision) return record
  throw new DamagedRevision(revision, place, `holds revision ${record.revision} of conversation ${JSON.stringify(record.id)}`)
}

/** Reads records from a revision back, in one round trip. */
export async function readRecords(
  client: PostgresClient,
  schema: string,
  id: string,
  options: RecordsOptions,
): Promise<ConversationRecord[]> {
  const { text, values } = recordsStatement(schema, id, options.through, options.limit)
  const rows = readRecordRows(await runQuery(client, text, values))
  return wholeRecords(rows, options.through, (row, revision) => {
    if (row.revision !== revision) throw missingRecord(schema, revision)
    return recordOf(schema, id, row)
  })
}

/** Reports that the record of a revision which has to be there is not. */
export function missingRecord(schema: string, revision: number): DamagedRevision {
  return new DamagedRevision(revision, recordPlace(schema, revision), 'is missing')
}

const recordPlace = (schema: string, revision: number): string => `table ${schema}.revisions, revision ${revision},`

/** Tells whether a revision is kept: it is not of the future, and not from before the oldest. */
function isWithin({ revision, newest, oldest }: LoadedRow): boolean {
  return revision >= 1 && revision <= (newest ?? 0) && (revision === newest || revision >= (oldest ?? 1))
}

function messageOf(schema: string, id: string, position: number, { revision, content, checksum }: LoadedRow): MessageRow {
  const place = `table ${schema}.messages, position ${position}, revision ${revision},`
  if (isAltered([id, position, revision], content, checksum)) throw new DamagedRevision(revision, place, ALTERED)
  return decoding(revision, place, () => decodeMessageRow({ position, message: JSON.parse(content ?? 'null') }))
}

const ALTERED = 'is altered: its checksum does not match its content'

/** Rows that were written before there were checksums have none. */
function isAltered(place: readonly (string | number)[], content: string | null, checksum: string | null): boolean {
  return checksum !== null && checksum !== rowChecksum(place, content ?? '')
}

function decoding<Decoded>(revision: number, place: string, decode: () => Decoded): Decoded {
  try {
    return decode()
  } catch (error) {
    if (error instanceof SyntaxError) throw new DamagedRevision(revision, place, `holds no JSON (${error.message})`, { cause: error })
    if (!InvalidRecordError.isInstance(error)) throw error
    throw new DamagedRevision(revision, place, `holds no record of talkchart (${error.problems.join('; ')})`, { cause: error })
  }
}
