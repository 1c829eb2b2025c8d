import * as v from 'valibot'
import { formatPath } from '../diagnostics/format-path.js'
import type { JsonValue } from '../diagnostics/json.js'
import type { ConversationRecord, MessageRow } from './conversation-store.js'
import { copyJson } from './copy-json.js'
import { InvalidRecordError } from './invalid-record-error.js'
import { UnsupportedRecordError } from './unsupported-record-error.js'

/** The newest record format that this version writes and reads. */
export const RECORD_FORMAT = 1

const LONGEST_ID = 100_000
const LONGEST_TEXT = 16 * 1024 * 1024
const MOST_PENDING = 1000

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const name = v.pipe(v.string(), v.maxLength(LONGEST_ID))
const text = v.pipe(v.string(), v.maxLength(LONGEST_TEXT))

const messageSchema = v.object({
  role: v.picklist(['user', 'assistant']),
  text,
  state: name,
  turn: count,
  at: v.number(),
  id: v.exactOptional(name),
  interrupted: v.exactOptional(v.literal(true)),
})

const messageRowSchema = v.object({ position: count, message: messageSchema })

const recordSchema = v.object({
  format: v.literal(RECORD_FORMAT),
  id: name,
  flow: v.object({ name, version: name, hash: name }),
  revision: v.pipe(count, v.minValue(1)),
  // Whatever JSON holds: it has been through copyJson, and only the machine that wrote it knows more of its shape.
  snapshot: v.custom<JsonValue>((value) => value !== undefined, 'Invalid type: Expected JSON but received undefined'),
  pending: v.pipe(v.array(v.object({ text, id: name, at: v.number() })), v.maxLength(MOST_PENDING)),
  deadline: v.nullable(v.number()),
  messageCount: count,
  turn: count,
  phase: v.picklist(['busy', 'listening', 'failed', 'done']),
  createdAt: v.number(),
  updatedAt: v.number(),
})

const storedCommitSchema = v.object({
  commitId: v.pipe(name, v.minLength(1)),
  record: recordSchema,
  messages: v.array(messageRowSchema),
})

const keptMessagesSchema = v.object({ id: name, revision: v.pipe(count, v.minValue(1)), messages: v.array(messageRowSchema) })

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
  const json = copyJson(input)
  refuseNewerFormat(json)
  return parse(recordSchema, json)
}

/**
 * Checks a message with its position, like `decodeRecord`.
 *
 * @throws InvalidRecordError when it is not of the documented shape
 * @example const row = decodeMessageRow({ position: 0, message: { role: 'user', text: 'hi', state: 'greeting', turn: 1, at: 0 } })
 */
export function decodeMessageRow(input: unknown): MessageRow {
  return parse(messageRowSchema, copyJson(input))
}

/** Checks one stored commit as a whole, like `decodeRecord`. */
export function decodeStoredCommit(input: unknown): StoredCommit {
  const json = copyJson(input)
  if (isObject(json)) refuseNewerFormat(json.record)
  return parse(storedCommitSchema, json)
}

/** Checks kept messages, like `decodeRecord`. */
export function decodeKeptMessages(input: unknown): KeptMessages {
  return parse(keptMessagesSchema, copyJson(input))
}

/** A newer format may have any shape, so this comes before the shape is judged. */
function refuseNewerFormat(json: unknown): void {
  if (!isObject(json)) return
  const format = json.format
  if (typeof format === 'number' && format > RECORD_FORMAT) throw new UnsupportedRecordError(format, RECORD_FORMAT)
}

function parse<Schema extends v.GenericSchema>(schema: Schema, json: JsonValue): v.InferOutput<Schema> {
  const result = v.safeParse(schema, json)
  if (result.success) return result.output
  throw new InvalidRecordError(result.issues.map(describeIssue))
}

function describeIssue(issue: v.BaseIssue<unknown>): string {
  const path = issue.path?.map((item) => (typeof item.key === 'number' ? item.key : String(item.key))) ?? []
  const place = path.length === 0 ? 'the record' : formatPath(path)
  return `${place}: expected ${issue.expected ?? 'another value'}, found ${issue.received}`
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
