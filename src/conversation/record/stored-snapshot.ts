import type { ConversationContext } from '../../machine/context.js'
import { isRecord } from '../../machine/event-facts.js'
import type { ConversationRecord } from '../../stores/contract/conversation-store.js'
import { InvalidRecordError } from '../../stores/contract/invalid-record-error.js'

const OUTCOMES = ['$completed', '$limit', '$cancelled'] as const

type StoredContext = Omit<ConversationContext, 'messages'>

/** The parts of a stored snapshot that a conversation goes on from. */
export type StoredSnapshot =
  | { readonly status: 'active'; readonly value: Readonly<Record<string, string>>; readonly context: StoredContext }
  | { readonly status: 'done'; readonly value: (typeof OUTCOMES)[number]; readonly context: StoredContext }

type Check = (value: unknown) => boolean

const isString: Check = (value) => typeof value === 'string'
const isNumber: Check = (value) => typeof value === 'number'
const isCount: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0
const isAmount: Check = (value) => Number.isFinite(value) && Number(value) >= 0
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value)
const isOneOf =
  (...values: readonly unknown[]): Check =>
  (value) =>
    values.includes(value)
const isRecordOf =
  (check: Check): Check =>
  (value) => {
    if (!isRecord(value)) return false
    for (const key of Object.keys(value)) if (!check(value[key])) return false
    return true
  }
const hasShape =
  (shape: Shape): Check =>
  (value) => {
    if (!isRecord(value)) return false
    for (const [name, [check]] of Object.entries(shape)) if (!check(value[name])) return false
    return true
  }

type Shape = Readonly<Record<string, readonly [check: Check, expected: string]>>

const USAGE: Shape = { modelCalls: [isCount, 'a count'], inputTokens: [isAmount, 'an amount'], outputTokens: [isAmount, 'an amount'] }
const ERROR: Shape = {
  name: [isString, 'string'],
  message: [isString, 'string'],
  code: [isString, 'string'],
  status: [(value) => value === null || isNumber(value), 'number'],
  during: [isOneOf('respond', 'understand', 'invoke'), 'a step'],
  about: [optional(isOneOf('user', 'reply')), '"user" or "reply"'],
}
const WAITING: Shape = { text: [isString, 'string'], at: [isNumber, 'number'], id: [optional(isString), 'string'] }
const isWaiting = hasShape(WAITING)
const isError = hasShape(ERROR)

const CONTEXT: Shape = {
  conversationId: [isString, 'string'],
  state: [isString, 'string'],
  data: [isRecordOf((value) => value !== undefined), 'an object'],
  messageCount: [isCount, 'a count'],
  visits: [isRecordOf(isCount), 'an object of counts'],
  turn: [isCount, 'a count'],
  noMatches: [isCount, 'a count'],
  inbox: [(value) => Array.isArray(value) && value.every(isWaiting), 'a list of messages'],
  usage: [hasShape(USAGE), 'a usage'],
  error: [(value) => value === null || isError(value), 'an error or null'],
  lastUserText: [optional(isString), 'string'],
  lastReplyText: [optional(isString), 'string'],
  partialReply: [isString, 'string'],
  startedAt: [isNumber, 'number'],
  branch: [optional(isCount), 'a count'],
}
const CONTEXT_PARTS = Object.entries(CONTEXT)
const isPlace = (value: unknown) => isRecordOf(isString)(value) && Object.keys(Object(value)).length === 1

/**
 * Checks a record's snapshot, which XState would take as it is.
 *
 * @throws InvalidRecordError with everything that is wrong
 */
export function readSnapshot(record: ConversationRecord): StoredSnapshot {
  if (!isRecord(record.snapshot)) throw new InvalidRecordError([`snapshot: expected Object, found ${String(record.snapshot)}`])
  const snapshot = inPresentNames(record.snapshot)
  const problems = shapeProblems(snapshot)
  if (problems.length > 0) throw new InvalidRecordError(problems)
  const stored = snapshot as unknown as StoredSnapshot
  const state = typeof stored.value === 'string' ? stored.context.state : Object.keys(stored.value)[0]
  const differing = [
    ...differences('state', stored.context.state, state, 'snapshot.value'),
    ...differences('conversationId', stored.context.conversationId, record.id, 'record.id'),
    ...differences('messageCount', stored.context.messageCount, record.messageCount),
    ...differences('turn', stored.context.turn, record.turn),
  ]
  if (differing.length > 0) throw new InvalidRecordError(differing)
  const { lastUserText = '', lastReplyText = '' } = stored.context
  return { ...stored, context: { ...stored.context, lastUserText, lastReplyText } } as StoredSnapshot
}

/** Reads what earlier versions named otherwise: the substate `working` is now `invoking`, the context's `speaking` is `partialReply`. */
function inPresentNames(snapshot: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { value, context } = snapshot
  const named = { ...snapshot }
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

function shapeProblems({ status, value, context }: Readonly<Record<string, unknown>>): readonly string[] {
  const problems: string[] = []
  const refuse = (place: string, expected: string, found: unknown) =>
    problems.push(`snapshot.${place}: expected ${expected}, found ${JSON.stringify(found)?.slice(0, 200)}`)
  if (status !== 'active' && status !== 'done') refuse('status', '("active" | "done")', status)
  else if (status === 'active' ? !isPlace(value) : !isOneOf(...OUTCOMES)(value)) refuse('value', 'one state', value)
  if (!isRecord(context)) refuse('context', 'Object', context)
  else for (const [name, [check, expected]] of CONTEXT_PARTS) if (!check(context[name])) refuse(`context.${name}`, expected, context[name])
  return problems
}

function differences(name: string, found: unknown, expected: unknown, place = `record.${name}`): readonly string[] {
  if (found === expected) return []
  return [`snapshot.context.${name}: expected ${JSON.stringify(expected)} as in ${place}, found ${JSON.stringify(found)}`]
}
