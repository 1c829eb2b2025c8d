import * as v from 'valibot'
import { isRecord } from '../compile/event-facts.js'
import { formatPath } from '../diagnostics/format-path.js'
import type { ConversationRecord } from '../stores/conversation-store.js'
import { InvalidRecordError } from '../stores/invalid-record-error.js'

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const amount = v.pipe(v.number(), v.finite(), v.minValue(0))

// The library's own record would leave out a state or a field named "constructor".
const recordOf = <Value>(isValue: (value: unknown) => value is Value, expected: string) =>
  v.custom<Readonly<Record<string, Value>>>((input) => isRecord(input) && Object.values(input).every(isValue), expected)

const errorSchema = v.looseObject({
  name: v.string(),
  message: v.string(),
  code: v.string(),
  status: v.nullable(v.number()),
  during: v.picklist(['respond', 'understand', 'invoke']),
  about: v.exactOptional(v.picklist(['user', 'reply'])),
})

const contextSchema = v.looseObject({
  conversationId: v.string(),
  state: v.string(),
  data: recordOf((value): value is unknown => value !== undefined, 'an object'),
  messageCount: count,
  visits: recordOf((value) => v.is(count, value), 'an object of counts'),
  turn: count,
  noMatches: count,
  inbox: v.array(v.object({ text: v.string(), at: v.number(), id: v.exactOptional(v.string()) })),
  usage: v.object({ modelCalls: count, inputTokens: amount, outputTokens: amount }),
  error: v.nullable(errorSchema),
  lastUserText: v.optional(v.string(), ''),
  lastReplyText: v.optional(v.string(), ''),
  speaking: v.string(),
  startedAt: v.number(),
  branch: v.exactOptional(count),
})

const isString = (value: unknown): value is string => typeof value === 'string'
const place = v.pipe(
  recordOf(isString, 'an object of one state'),
  v.check((value) => Object.keys(value).length === 1, 'one state'),
)

// A snapshot's children and output are not taken over: the machine that runs tells what they have to be.
const snapshotSchema = v.variant('status', [
  v.object({ status: v.literal('active'), value: place, context: contextSchema }),
  v.object({ status: v.literal('done'), value: v.picklist(['$completed', '$limit', '$cancelled']), context: contextSchema }),
])

/** The parts of a stored snapshot that a conversation goes on from. */
export type StoredSnapshot = v.InferOutput<typeof snapshotSchema>

/**
 * Checks a record's snapshot, which XState would take as it is.
 *
 * @throws InvalidRecordError with everything that is wrong
 */
export function readSnapshot(record: ConversationRecord): StoredSnapshot {
  const result = v.safeParse(snapshotSchema, record.snapshot)
  if (!result.success) throw new InvalidRecordError(result.issues.map(describeIssue))
  const { context, value } = result.output
  const state = typeof value === 'string' ? context.state : Object.keys(value)[0]
  const problems = [
    ...differences('state', context.state, state, 'snapshot.value'),
    ...differences('conversationId', context.conversationId, record.id, 'record.id'),
    ...differences('messageCount', context.messageCount, record.messageCount),
    ...differences('turn', context.turn, record.turn),
  ]
  if (problems.length > 0) throw new InvalidRecordError(problems)
  return result.output
}

function differences(name: string, found: unknown, expected: unknown, place = `record.${name}`): readonly string[] {
  if (found === expected) return []
  return [`snapshot.context.${name}: expected ${JSON.stringify(expected)} as in ${place}, found ${JSON.stringify(found)}`]
}

function describeIssue(issue: v.BaseIssue<unknown>): string {
  const path = issue.path?.map((item) => (typeof item.key === 'number' ? item.key : String(item.key))) ?? []
  return `${formatPath(['snapshot', ...path])}: expected ${expectation(issue)}, found ${issue.received}`
}

/** A check of our own says in its message what it expects. */
function expectation({ expected, message }: v.BaseIssue<unknown>): string {
  return expected === null || expected === 'unknown' ? message : expected
}
