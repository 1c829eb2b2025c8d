import type { JsonObject } from '../../diagnostics/json.js'
import type { ConversationContext } from '../../machine/index.js'
import { positionId } from '../../machine/message-ids.js'
import type { FlowMeta } from '../../machine/meta.js'
import { positionOf, stateValueOf } from '../../machine/state-position.js'
import type { Message } from '../../model/message.js'
import type { ConversationRecord, MessageRow, PendingInput } from '../../stores/contract/conversation-store.js'
import { deadlineOf, type MachineSnapshot, phaseOf } from './snapshot-facts.js'

/** What a record is made of besides the snapshot. */
export interface RecordFacts {
  readonly id: string
  readonly flow: FlowMeta['flow']
  readonly revision: number
  readonly createdAt: number
  readonly pending: readonly PendingInput[]
  readonly updatedAt: number
}

/** Makes the record of a settled conversation. Its messages are rows of their own, so that its size does not grow with them. */
export function recordOf(facts: RecordFacts, snapshot: MachineSnapshot): ConversationRecord {
  const { context, status, value } = snapshot
  return {
    format: 1,
    ...facts,
    snapshot: { status, value: stateValueOf(positionOf(value)), context: storedContext(context) },
    deadline: deadlineOf(snapshot),
    messageCount: context.messageCount,
    turn: context.turn,
    phase: facts.pending.length > 0 ? 'busy' : phaseOf(snapshot),
  }
}

/** Makes the next record, in which messages wait for their turns on top of where the conversation stood. */
export function withPending(record: ConversationRecord, pending: readonly PendingInput[], updatedAt: number): ConversationRecord {
  return { ...record, pending, phase: 'busy', revision: record.revision + 1, updatedAt }
}

/** Returns the context as JSON, without the messages. */
function storedContext({ messages: _messages, ...context }: ConversationContext): JsonObject {
  const { data, inbox, usage, error, visits, stack, loops, refused, startData, ...rest } = context
  return {
    ...rest,
    ...(startData === undefined ? {} : { startData: plainData(startData) }),
    data: plainData(data),
    // A state that was not entered is absent; none is undefined.
    visits: visits as Readonly<Record<string, number>>,
    inbox: inbox.map((waiting) => ({ ...waiting })),
    usage: { ...usage },
    error: error && { ...error },
    ...(stack === undefined ? {} : { stack: stack.map(({ by, ...frame }) => ({ ...frame, by: by && { ...by } })) }),
    ...(loops === undefined ? {} : { loops: loops as Readonly<Record<string, number>> }),
    ...(refused === undefined ? {} : { refused: refused && { ...refused } }),
  }
}

const knownData = new WeakMap<object, JsonObject>()

/** Returns the data as JSON has it: what a conversation was begun with may hold dates. Data that no turn changes is converted once. */
function plainData(data: object): JsonObject {
  const known: JsonObject = knownData.get(data) ?? JSON.parse(JSON.stringify(data))
  knownData.set(data, known)
  return known
}

/** Returns a stored message as it is shown: one that was stored without an id has that of its place. */
export function messageOf({ position, message }: MessageRow): Message {
  const { transition: _transition, ...shown } = message
  return { ...shown, id: message.id ?? positionId(position) }
}
