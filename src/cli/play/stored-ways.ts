import { randomUUID } from 'node:crypto'
import { readSnapshot } from '../../conversation/record/stored-snapshot.js'
import type { ConversationFlow } from '../../definition/flow.js'
import { stateOf } from '../../definition/state-facts.js'
import { positionId } from '../../machine/message-ids.js'
import { positionOf } from '../../machine/state-position.js'
import type { PlayWay } from '../../page/protocol.js'
import type { ConversationRecord, MessageRow } from '../../stores/contract/conversation-store.js'

/** What the ways of a conversation are read from. */
export interface StoredPast {
  /** One kept record after the other that led to where it stands, the newest first. */
  readonly records: readonly ConversationRecord[]
  readonly rows: readonly MessageRow[]
  /** Says which fields a state asks for; undefined where only a machine is at hand. */
  readonly flow: ConversationFlow | undefined
}

const LONGEST_VALUE = 40

/** Makes an id for an event, which tells its name later on. */
export function eventId(name: string): string {
  return `event:${name}:${randomUUID()}`
}

/** Lists the ways of a conversation, in order: those of its messages, and each that an event or a silence has led, for itself. */
export function storedWays(past: StoredPast): readonly PlayWay[] {
  const steps = past.records.map(stepOf).toReversed()
  const ofMessages = messageWays(past, steps)
  const later = steps.flatMap((step, position) => laterWays(past, steps.slice(0, position), step))
  return [...ofMessages, ...later].toSorted((one, other) => one.turn - other.turn)
}

/** Where a conversation stood at a revision, and what had come of it until then. */
interface Step {
  readonly record: ConversationRecord
  readonly turn: number
  readonly state: string
  readonly data: Readonly<Record<string, unknown>>
  readonly seenIds: readonly string[]
  /** What was told of a field and does not fit, in words. */
  readonly misfits: readonly string[]
  /** Whether it was at rest there, and had not failed. */
  readonly isOver: boolean
  /** Whether a person went back to it: then nothing has led there. */
  readonly isRewound: boolean
}

function stepOf(record: ConversationRecord): Step {
  const { value, context } = readSnapshot(record)
  const { turn, state, data, seenIds, branch, refused } = context
  const { substate } = positionOf(value)
  return {
    record,
    turn,
    state,
    data,
    seenIds,
    misfits: refused ? [`${refused.field} does not fit`] : [],
    isOver: substate === null || substate === 'listening',
    isRewound: branch === record.revision,
  }
}

function messageWays({ rows, flow }: StoredPast, steps: readonly Step[]): readonly PlayWay[] {
  const users = rows.filter(({ message }) => message.role === 'user')
  return users.flatMap(({ position, message: { id, turn, state: from, transition } }, index): readonly PlayWay[] => {
    const end = steps.find((step) => step.turn === turn && step.isOver)
    const state = end?.state ?? users[index + 1]?.message.state ?? steps.at(-1)?.state ?? from
    const isOpen = end === undefined && transition === null && index === users.length - 1
    if (transition === undefined || isOpen) return []
    const before = steps.findLast((step) => step.turn < turn)?.data ?? {}
    const fields = end === undefined ? [] : changedFields(flow, from, before, end.data)
    return [{ turn, from, state, transition, ...cameOf(transition, fields, end?.misfits ?? []), after: id ?? positionId(position) }]
  })
}

/** What came of a message: it fired, it was read for fields, or it did neither. */
function cameOf(transition: string | null, fields: readonly string[], misfits: readonly string[]): Pick<PlayWay, 'kind' | 'what' | 'read'> {
  const read = [...fields, ...misfits].join(', ')
  if (transition !== null) return { kind: 'fired', what: transition, read }
  if (fields.length > 0) return { kind: 'read', what: '', read }
  return { kind: 'missed', what: misfits[0] ?? 'nothing held', read: '' }
}

/** What a state asks for, or hears corrections of, and knows otherwise now. */
function changedFields(flow: StoredPast['flow'], name: string, before: Step['data'], after: Step['data']): readonly string[] {
  const { collect = [], correct = [] } = (flow && stateOf(flow, name)) ?? {}
  return [...new Set([...collect, ...correct])].flatMap((field) => {
    const value = JSON.stringify(after[field])
    if (value === undefined || value === JSON.stringify(before[field])) return []
    return [`${field} ${value.length > LONGEST_VALUE ? `${value.slice(0, LONGEST_VALUE)}…` : value}`]
  })
}

/** What a step that follows the end of its turn came of: an event, or a silence. */
function laterWays({ rows }: StoredPast, earlier: readonly Step[], step: Step): readonly PlayWay[] {
  const before = earlier.at(-1)
  const isLater = before !== undefined && earlier.some(({ turn, isOver }) => turn === step.turn && isOver)
  if (!isLater || step.isRewound) return []
  const { messageCount, deadline } = before.record
  const added = rows.filter(({ position }) => position >= messageCount && position < step.record.messageCount)
  const said = new Set(added.map(({ message }) => message.id))
  const events = step.seenIds.filter((id) => !before.seenIds.includes(id) && !said.has(id))
  const isSpoken = added.some(({ message }) => message.by === undefined)
  if (events.length === 0 && step.state === before.state && !isSpoken) return []
  const isSilence = events.length === 0 && deadline !== null && step.record.updatedAt >= deadline
  const { turn, state } = step
  const after = rows.find(({ position }) => position === messageCount - 1)?.message.id ?? positionId(messageCount - 1)
  const kind = isSilence ? 'silence' : 'event'
  return [{ turn, from: before.state, state, transition: null, kind, what: events.flatMap(nameIn).join(', '), read: '', after }]
}

/** The name of an event that the playground has told; whoever else tells one gives it an id of their own. */
function nameIn(id: string): readonly string[] {
  return /^event:(.+):/.exec(id)?.slice(1) ?? []
}
