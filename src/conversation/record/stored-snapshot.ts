import { isRecord } from '../../diagnostics/json.js'
import type {
  ConversationContext,
  ConversationError,
  RefusedField,
  StackFrame,
  WaitingEvent,
  WaitingMessage,
} from '../../machine/context.js'
import { MOST_SEEN_IDS } from '../../machine/message-ids.js'
import { positionOf } from '../../machine/state-position.js'
import type { Usage } from '../../model/usage.js'
import {
  amount,
  arrayOf,
  countFrom,
  json,
  nullable,
  number,
  objectOf,
  oneOf,
  type Reader,
  readJson,
  recordOf,
  refuse,
  text,
} from '../../stores/codec/read-json.js'
import type { ConversationRecord } from '../../stores/contract/conversation-store.js'
import { InvalidRecordError } from '../../stores/contract/invalid-record-error.js'

const OUTCOMES = ['$completed', '$limit', '$cancelled'] as const

type StoredContext = Omit<ConversationContext, 'messages'>

/** The parts of a stored snapshot that a conversation goes on from. */
export type StoredSnapshot =
  | { readonly status: 'active'; readonly value: Readonly<Record<string, string>>; readonly context: StoredContext }
  | { readonly status: 'done'; readonly value: (typeof OUTCOMES)[number]; readonly context: StoredContext }

const count = countFrom(0)
const boolean = oneOf(true, false)

/** What early records do not have. An id that is empty is found in the messages. */
const EARLY_CONTEXT = { lastUserText: '', lastReplyText: '', lastUserId: '', replyCount: 0, seenIds: [] } as const

/** Reads a state and its substate. */
const stateValue: Reader<Readonly<Record<string, string>>> = (value, reading) => {
  const states = recordOf(text)(value, reading)
  if (reading.problems.length === 0 && Object.keys(states).length !== 1) refuse(reading, 'one state', value)
  return states
}

const waitingMessage = objectOf<WaitingMessage>({ text, at: number, id: text, by: oneOf('operator'), name: text }, ['id', 'by', 'name'])
const waitingEvent = objectOf<WaitingEvent>({ type: text, payload: json, at: number, id: text, held: oneOf(true) }, [
  'payload',
  'id',
  'held',
])

const waiting: Reader<WaitingMessage | WaitingEvent> = (value, reading) =>
  isRecord(value) && 'type' in value ? waitingEvent(value, reading) : waitingMessage(value, reading)

const context = objectOf<StoredContext>(
  {
    conversationId: text,
    state: text,
    data: recordOf(json),
    messageCount: count,
    visits: recordOf(count),
    turn: count,
    noMatches: count,
    inbox: arrayOf(waiting),
    usage: objectOf<Usage>({ modelCalls: count, inputTokens: amount, outputTokens: amount }),
    error: nullable(
      objectOf<ConversationError>(
        {
          name: text,
          message: text,
          code: text,
          status: nullable(number),
          retryAfter: number,
          during: oneOf('respond', 'understand', 'invoke'),
          about: oneOf('user', 'reply'),
        },
        ['about', 'retryAfter'],
      ),
    ),
    lastUserText: text,
    lastReplyText: text,
    lastUserId: text,
    replyCount: count,
    seenIds: arrayOf(text, MOST_SEEN_IDS),
    partialReply: text,
    startedAt: number,
    branch: count,
    reason: text,
    stack: arrayOf(
      objectOf<StackFrame>({
        flow: text,
        from: text,
        by: nullable(objectOf<NonNullable<StackFrame['by']>>({ scope: oneOf('own', 'global', 'event'), name: text })),
      }),
    ),
    loops: recordOf(count),
    asking: nullable(text),
    readsMessage: boolean,
    refused: nullable(objectOf<RefusedField>({ field: text, value: json, reason: text })),
    repeats: count,
    silences: count,
    startData: recordOf(json),
    unjudgedTurns: count,
  },
  [
    'unjudgedTurns',
    'stack',
    'loops',
    'repeats',
    'silences',
    'startData',
    'lastUserText',
    'lastReplyText',
    'lastUserId',
    'replyCount',
    'seenIds',
    'branch',
    'reason',
    'asking',
    'readsMessage',
    'refused',
  ],
)

const activeSnapshot = objectOf<Extract<StoredSnapshot, { status: 'active' }>>({ status: oneOf('active'), value: stateValue, context })
const doneSnapshot = objectOf<Extract<StoredSnapshot, { status: 'done' }>>({ status: oneOf('done'), value: oneOf(...OUTCOMES), context })

const snapshot: Reader<StoredSnapshot> = (value, reading) => {
  if (!isRecord(value)) return refuse(reading, 'Object', value)
  return value.status === 'done' ? doneSnapshot(value, reading) : activeSnapshot(value, reading)
}

/**
 * Reads a record's snapshot. XState would take any snapshot as it is, so nothing reaches it unchecked.
 *
 * @throws {InvalidRecordError} with everything that is wrong
 */
export function readSnapshot(record: ConversationRecord): StoredSnapshot {
  const stored = readJson(snapshot, inPresentNames(record.snapshot), 'the snapshot', ['snapshot'])
  const { state, conversationId, messageCount, turn } = stored.context
  const problems = [
    ...(stored.status === 'active' ? difference('state', state, positionOf(stored.value).state, 'snapshot.value') : []),
    ...difference('conversationId', conversationId, record.id, 'record.id'),
    ...difference('messageCount', messageCount, record.messageCount),
    ...difference('turn', turn, record.turn),
  ]
  if (problems.length > 0) throw new InvalidRecordError(problems)
  return { ...stored, context: { ...EARLY_CONTEXT, ...stored.context } }
}

/** Reads what earlier versions named otherwise: the substate `working` is now `invoking`, the context's `speaking` is `partialReply`. */
function inPresentNames(snapshot: unknown): unknown {
  if (!isRecord(snapshot)) return snapshot
  const { value, context } = snapshot
  const named: Record<string, unknown> = { ...snapshot }
  if (isRecord(value) && Object.values(value).includes('working')) {
    named.value = Object.fromEntries(
      Object.entries(value).map(([state, substate]) => [state, substate === 'working' ? 'invoking' : substate]),
    )
  }
  if (isRecord(context) && Object.hasOwn(context, 'speaking')) {
    const { speaking, ...rest } = context
    named.context = { partialReply: speaking, ...rest }
  }
  return named
}

function difference(name: string, found: unknown, expected: unknown, place = `record.${name}`): readonly string[] {
  if (found === expected) return []
  return [`snapshot.context.${name}: expected ${JSON.stringify(expected)} as in ${place}, found ${JSON.stringify(found)}`]
}
