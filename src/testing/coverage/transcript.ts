import { quote } from '../../diagnostics/quote.js'
import { TalkchartError } from '../../diagnostics/talkchart-error.js'
import type { Message } from '../../model/message.js'
import { allRecords } from '../../stores/contract/all-records.js'
import type { ConversationStore } from '../../stores/contract/conversation-store.js'

/** Holds what of a message counts for coverage. A stored message, or one written down by hand. */
export type TranscriptMessage = Pick<Message, 'role' | 'text' | 'state' | 'by'>

/** Holds a recorded conversation, from its beginning. */
export interface Transcript {
  /** The conversation's id, for people. */
  readonly id: string
  readonly messages: readonly TranscriptMessage[]
}

/**
 * Yields the conversations of a store that belong to a flow, one after the other, in the order of their ids.
 *
 * @param flowName the flow's name; every conversation without it
 * @example
 * for await (const { id, messages } of storedTranscripts(store, flow.name)) console.log(id, messages.length)
 */
export async function* storedTranscripts(store: ConversationStore, flowName?: string): AsyncGenerator<Transcript> {
  for await (const { id, flow } of allRecords(store)) {
    if (flowName !== undefined && flow.name !== flowName) continue
    const loaded = await store.load(id)
    if (loaded !== undefined) yield { id, messages: loaded.messages.map(({ message }) => message) }
  }
}

/**
 * Reads a transcript from JSON: a list of messages (`role`, `text`, `state`), or an object that holds them under `messages`.
 *
 * @param id what the transcript is called, for people
 * @throws {TalkchartError} `invalid-transcript`, with what stands where
 * @example readTranscript('monday', [{ role: 'assistant', text: 'Hi!', state: 'greeting' }]).messages.length // 1
 */
export function readTranscript(id: string, value: unknown): Transcript {
  const messages: unknown = isObject(value) && 'messages' in value ? value.messages : value
  if (!Array.isArray(messages)) throw invalid(id, 'messages', messages, 'a list of messages')
  return { id, messages: messages.map((message: unknown, position) => readMessage(id, position, message)) }
}

function readMessage(id: string, position: number, value: unknown): TranscriptMessage {
  const place = `messages[${position}]`
  if (!isObject(value)) throw invalid(id, place, value, 'a message: { role, text, state }')
  const role = Reflect.get(value, 'role')
  const text = Reflect.get(value, 'text')
  const state = Reflect.get(value, 'state')
  if (role !== 'user' && role !== 'assistant') throw invalid(id, `${place}.role`, role, '"user" or "assistant"')
  if (typeof text !== 'string') throw invalid(id, `${place}.text`, text, 'a string')
  if (typeof state !== 'string') throw invalid(id, `${place}.state`, state, "the state's name")
  return { role, text, state, ...(Reflect.get(value, 'by') === 'operator' ? { by: 'operator' } : {}) }
}

function invalid(id: string, place: string, found: unknown, expected: string): TalkchartError {
  return new TalkchartError(
    'invalid-transcript',
    `The transcript ${quote(id)} can not be read: at ${place} it has ${quote(found)}, expected ${expected}.`,
  )
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
