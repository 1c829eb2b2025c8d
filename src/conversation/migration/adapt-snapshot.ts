import { flowNameOf, fullName, ownName } from '../../definition/flows/full-name.js'
import type { MachineConfigJson } from '../../machine/config.js'
import type { StackFrame } from '../../machine/context.js'
import type { ConversationMachine, StateVisits } from '../../machine/index.js'
import { takeBackData } from '../../machine/json-copy.js'
import { OPENING_ID, withSeenId } from '../../machine/message-ids.js'
import { readMeta } from '../../machine/meta.js'
import { readConfig } from '../../machine/read-config.js'
import { positionOf, type StatePosition, stateValueOf } from '../../machine/state-position.js'
import type { Message } from '../../model/message.js'
import { conversationOutput } from '../../runtime/mappers.js'
import type { ConversationRecord, LoadedConversation } from '../../stores/contract/conversation-store.js'
import { messageOf } from '../record/conversation-record.js'
import type { StoredSnapshot } from '../record/stored-snapshot.js'
import type { FittingDrift } from './find-drift.js'
import { askedAnew, asksAnew } from './questions.js'
import { isHeard } from './unheard.js'

const OUTCOMES = { $completed: 'completed', $limit: 'limit', $cancelled: 'cancelled' } as const

/** A snapshot that the machine which runs now can be started with. */
export type AdaptedSnapshot = ReturnType<typeof adaptSnapshot>

/**
 * The snapshot for the machine that runs now, at the position that was found for it: its messages are back in, renamed states have their new
 * names, and data that the flow has since begun to keep has its first value. Timers are made anew from the record; no other child of a
 * stored snapshot is ever started. Where the question that was asked is gone, it stands before the one that is asked now.
 */
export function adaptSnapshot(
  machine: ConversationMachine,
  snapshot: StoredSnapshot,
  { record, messages: rows }: LoadedConversation,
  { position: stored, stack }: Pick<FittingDrift, 'position' | 'stack'>,
) {
  const config = readConfig(machine.config)
  const messages = rows.map(messageOf)
  const isAskedAnew = asksAnew(config, stored, snapshot.context, record.flow.hash)
  const position = isAskedAnew ? { ...stored, substate: 'spoken' } : stored
  const context = {
    ...adaptContext(config, snapshot, position, record.flow.hash),
    ...(isAskedAnew ? askedAnew(snapshot.context) : {}),
    ...stackOf(config, snapshot, stack),
    ...idsOf(snapshot, messages),
    messages,
  }
  const outcome = snapshot.status === 'done' ? OUTCOMES[snapshot.value] : undefined
  return {
    status: snapshot.status,
    value: stateValueOf(position),
    context,
    historyValue: {},
    children: outcome === undefined ? timers(config, position, record, messages) : {},
    ...(outcome === undefined ? {} : { output: conversationOutput({ context, event: { output: { outcome } } }) }),
  }
}

function adaptContext(config: MachineConfigJson, { value, context }: StoredSnapshot, position: StatePosition, storedHash: string) {
  const { flow } = readMeta(config)
  const stored = positionOf(value)
  const isRenamed = stored.state !== position.state
  return {
    ...context,
    inbox: context.inbox.filter((waiting) => isHeard(flow, waiting)),
    // What this very flow has removed from the data stays removed.
    data: takeBackData({
      ...(storedHash === flow.flow.hash ? {} : flow.initialContext),
      ...context.data,
    }) as StoredSnapshot['context']['data'],
    state: isRenamed ? position.state : context.state,
    visits: isRenamed ? renameVisits(context.visits, stored.state, position.state) : context.visits,
    // A failed call that this version does not make, or whose question is gone, can not be repeated either.
    error: stored.substate === position.substate ? context.error : null,
  }
}

/** Only conversations of a flow with flows keep a stack. What was counted in a flow that is renamed is counted on. */
function stackOf(config: MachineConfigJson, { context }: StoredSnapshot, stack: readonly StackFrame[]) {
  if (readMeta(config).flow.flows !== true) return {}
  const flows = new Map((context.stack ?? []).map(({ flow }, position) => [flow, stack[position]?.flow ?? flow]))
  const loops = Object.entries(context.loops ?? {}).map(([state, count]) => {
    const home = flowNameOf(state) ?? ''
    return [fullName(flows.get(home) ?? home, ownName(state)), count]
  })
  return { stack, loops: Object.fromEntries(loops) }
}

/** Returns what new ids are made from. Records of before replies had ids tell it by their messages. */
function idsOf({ context: { lastUserId, replyCount, seenIds, turn } }: StoredSnapshot, messages: readonly Message[]) {
  if (lastUserId !== '') return { lastUserId, replyCount, seenIds }
  const last = messages.findLastIndex(({ role }) => role === 'user')
  return {
    lastUserId: messages[last]?.id ?? (turn === 0 ? OPENING_ID : `turn-${turn}`),
    replyCount: messages.length - 1 - last,
    seenIds: messages.reduce<readonly string[]>((ids, { role, id }) => (role === 'user' ? withSeenId(ids, id) : ids), []),
  }
}

function renameVisits(visits: StateVisits, from: string, to: string): StateVisits {
  const counts = new Map(Object.entries(visits))
  counts.set(to, (counts.get(to) ?? 0) + (counts.get(from) ?? 0))
  counts.delete(from)
  return Object.fromEntries(counts)
}

/** Returns a persisted child for the position's timer, as XState starts it again; a timer that is new in this version counts from the last reply. */
function timers(
  config: MachineConfigJson,
  { state, substate }: StatePosition,
  { deadline, updatedAt }: Pick<ConversationRecord, 'deadline' | 'updatedAt'>,
  messages: readonly Message[],
): object {
  const invoke = config.states[state]?.states?.[substate ?? '']?.invoke
  if (invoke?.src !== 'deadline') return {}
  const spokenAt = messages.findLast(({ role }) => role === 'assistant')?.at ?? updatedAt
  const due = deadline ?? spokenAt + (readMeta(config).stateOf(state).timeoutSeconds ?? 0) * 1000
  return { [invoke.id]: { snapshot: { status: 'active', input: { deadline: due } }, src: invoke.src, syncSnapshot: false } }
}
