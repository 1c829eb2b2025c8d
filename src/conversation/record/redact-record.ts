import type { JsonValue } from '../../diagnostics/json.js'
import { isRecord } from '../../diagnostics/json.js'
import { quote } from '../../diagnostics/quote.js'
import { TalkchartError } from '../../diagnostics/talkchart-error.js'
import type { ConversationRecord, MessageRow, PendingInput } from '../../stores/contract/conversation-store.js'
import type { Redact } from '../api/open-options.js'

/** Returns a message as it is stored. */
export function redactRow({ position, message }: MessageRow, redact: Redact): MessageRow {
  const { suggestions } = message
  const offered = suggestions?.map(({ label, text }) => ({ label: redactText(label, redact), text: redactText(text, redact) }))
  const text = redactText(message.text, redact)
  return { position, message: { ...message, text, ...(offered === undefined ? {} : { suggestions: offered }) } }
}

/** Returns a record as it is stored: every text that somebody said or wrote is redacted. Extracted data is kept as it is. */
export function redactRecord(record: ConversationRecord, redact: Redact): ConversationRecord {
  return {
    ...record,
    pending: record.pending.map((message) => redactPending(message, redact)),
    snapshot: redactSnapshot(record.snapshot, redact),
  }
}

/** Returns what waits, as it is stored. The payload of an event is kept as it is. */
export function redactPending(input: PendingInput, redact: Redact): PendingInput {
  return 'text' in input ? { ...input, text: redactText(input.text, redact) } : input
}

/** @throws {TalkchartError} `invalid-redaction` when what comes out is no text, as of a function that is async */
function redactText(text: string, redact: Redact): string {
  const redacted: unknown = redact(text)
  if (typeof redacted === 'string') return redacted
  if (redacted instanceof Promise) redacted.catch(() => undefined)
  throw new TalkchartError('invalid-redaction', `redact gives the text to store, at once; it gave ${quote(redacted)}.`)
}

/** Where a context keeps what somebody said; `speaking` stands in records of earlier versions. */
const TEXTS = new Set(['lastUserText', 'lastReplyText', 'partialReply', 'speaking'])

function redactSnapshot(snapshot: JsonValue, redact: Redact): JsonValue {
  if (!isRecord(snapshot) || !isRecord(snapshot.context)) return snapshot
  const { context } = snapshot
  const texts = Object.entries(context).map(([key, value]) => {
    if (typeof value === 'string' && TEXTS.has(key)) return [key, redactText(value, redact)]
    if (key === 'inbox' && Array.isArray(value))
      return [key, value.map((waiting) => ('text' in waiting ? { ...waiting, text: redactText(String(waiting.text), redact) } : waiting))]
    // A value that did not fit is what somebody said.
    if (key === 'refused' && isRecord(value)) return [key, { ...value, value: redactWithin(value.value, redact) }]
    return [key, value]
  })
  return JSON.parse(JSON.stringify({ ...snapshot, context: Object.fromEntries(texts) }))
}

/** Redacts every text of a value, however it is made up; a number is redacted as it is written. */
function redactWithin(value: JsonValue | undefined, redact: Redact): JsonValue {
  if (typeof value === 'string') return redactText(value, redact)
  if (typeof value === 'number') {
    const written = redactText(String(value), redact)
    return written === String(value) ? value : written
  }
  if (Array.isArray(value)) return value.map((each) => redactWithin(each, redact))
  if (!isRecord(value)) return value ?? null
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [redactText(key, redact), redactWithin(each, redact)]))
}
