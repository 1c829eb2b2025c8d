import { LONGEST_TEXT, type SuggestedMessage } from '../../model/message.js'
import type { ConversationRecord, MessageRow, StoredMessage } from '../contract/conversation-store.js'
import type { PendingEvent, PendingInput, PendingMessage } from '../contract/pending-input.js'
import { UnsupportedRecordError } from '../contract/unsupported-record-error.js'
import { arrayOf, countFrom, json, nullable, number, objectOf, oneOf, type Reader, readJson, textOf } from './read-json.js'

/** Numbers the newest record format that this version writes and reads. */
export const RECORD_FORMAT = 1

const LONGEST_ID = 100_000
const MOST_PENDING = 1000

const count = countFrom(0)
const name = textOf(LONGEST_ID)
const text = textOf(LONGEST_TEXT)
const commitId = textOf(LONGEST_ID, 1)

const MOST_SUGGESTIONS = 1000

const suggestions = arrayOf(objectOf<SuggestedMessage>({ label: text, text }), MOST_SUGGESTIONS)

const message = objectOf<StoredMessage>(
  {
    role: oneOf('user', 'assistant'),
    text,
    state: name,
    turn: count,
    at: number,
    id: name,
    interrupted: oneOf(true),
    suggestions,
    by: oneOf('operator'),
    name,
    transition: nullable(name),
  },
  ['id', 'interrupted', 'suggestions', 'by', 'name', 'transition'],
)

const messageRow = objectOf<MessageRow>({ position: count, message })

const pendingMessage = objectOf<PendingMessage>({ text, id: name, at: number, by: oneOf('operator'), name }, ['by', 'name'])
const pendingEvent = objectOf<PendingEvent>({ type: name, payload: json, id: name, at: number }, ['payload'])

const pendingInput: Reader<PendingInput> = (value, reading) =>
  isObject(value) && 'type' in value ? pendingEvent(value, reading) : pendingMessage(value, reading)

const record = objectOf<ConversationRecord>(
  {
    format: oneOf(RECORD_FORMAT),
    id: name,
    flow: objectOf<ConversationRecord['flow']>({ name, version: name, hash: name }),
    revision: countFrom(1),
    commitId,
    // Only the machine that wrote it knows more of its shape.
    snapshot: json,
    pending: arrayOf(pendingInput, MOST_PENDING),
    deadline: nullable(number),
    messageCount: count,
    turn: count,
    phase: oneOf('busy', 'listening', 'failed', 'done'),
    createdAt: number,
    updatedAt: number,
  },
  ['commitId'],
)

const storedCommit = objectOf<StoredCommit>({ commitId, record, messages: arrayOf(messageRow) })

const keptMessages = objectOf<KeptMessages>({ id: name, revision: countFrom(1), messages: arrayOf(messageRow) })

/** What a store keeps of one commit. */
export interface StoredCommit {
  readonly commitId: string
  readonly record: ConversationRecord
  readonly messages: readonly MessageRow[]
}

/** All messages of one revision, kept when the revisions that brought them are forgotten. */
export interface KeptMessages {
  readonly id: string
  readonly revision: number
  readonly messages: readonly MessageRow[]
}

/**
 * Checks a record that may come from anywhere, and returns a copy of it that shares nothing with the input.
 *
 * @throws UnsupportedRecordError when a newer talkchart wrote it
 * @throws InvalidRecordError when it is not of the documented shape, or holds a key that could reach a prototype
 * @example const readRecord = (text: string) => decodeRecord(JSON.parse(text))
 */
export function decodeRecord(input: unknown): ConversationRecord {
  refuseNewerFormat(input)
  return readJson(record, input, 'the record')
}

/**
 * Checks a message with its position, like `decodeRecord`.
 *
 * @throws InvalidRecordError when it is not of the documented shape
 * @example const row = decodeMessageRow({ position: 0, message: { role: 'user', text: 'hi', state: 'greeting', turn: 1, at: 0 } })
 */
export function decodeMessageRow(input: unknown): MessageRow {
  return readJson(messageRow, input, 'the record')
}

/** Checks one stored commit as a whole, like `decodeRecord`. Its record carries the commit's id, also one that was stored without. */
export function decodeStoredCommit(input: unknown): StoredCommit {
  if (isObject(input)) refuseNewerFormat(input.record)
  const { commitId, record, messages } = readJson(storedCommit, input, 'the record')
  // The copy is nobody else's yet. One by spreading would have a shape of its own, which V8 keeps for each conversation.
  return { commitId, record: Object.assign(record, { commitId }), messages }
}

/** Checks what came for a conversation, like `decodeRecord`. */
export function decodePendingInput(input: unknown): PendingInput {
  return readJson(pendingInput, input, 'what is enqueued')
}

/** Checks kept messages, like `decodeRecord`. */
export function decodeKeptMessages(input: unknown): KeptMessages {
  return readJson(keptMessages, input, 'the record')
}

/** Refuses a newer format. It may have any shape, so this comes before the shape is judged. */
function refuseNewerFormat(json: unknown): void {
  if (!isObject(json)) return
  const format = json.format
  if (typeof format === 'number' && format > RECORD_FORMAT) throw new UnsupportedRecordError(format, RECORD_FORMAT)
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
