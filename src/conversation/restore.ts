import { isRecord } from '../compile/event-facts.js'
import type { ConversationMachine } from '../compile/index.js'
import { readConfig } from '../compile/read-config.js'
import { readMeta } from '../compile/read-meta.js'
import type { JsonValue } from '../diagnostics/json.js'
import { quote } from '../diagnostics/quote.js'
import type { LoadedConversation } from '../stores/conversation-store.js'
import { snapshotOf } from './conversation-record.js'
import { FlowDriftError } from './errors.js'

/**
 * The snapshot to go on from. XState takes a snapshot that does not fit its machine without a word and then destroys it, so it is
 * held against the machine first.
 *
 * @throws {FlowDriftError} when the flow no longer has what the conversation stands in
 */
export function restorableSnapshot(machine: ConversationMachine, { record, messages }: LoadedConversation): JsonValue {
  const config = readConfig(machine.config)
  const running = readMeta(config).flow.flow
  const snapshot = snapshotOf(record, messages)
  const { value, context } = isRecord(snapshot) ? snapshot : {}
  const state = isRecord(context) && typeof context.state === 'string' ? context.state : '(none)'
  const drift = (reason: string) => new FlowDriftError(record.id, { stored: record.flow, running, state }, reason)
  if (record.flow.name !== running.name) {
    throw drift(`it was opened with flow ${quote(running.name)}. Open it with the flow that it was begun with, or use another id.`)
  }
  const [place, substate] = isRecord(value) ? (Object.entries(value)[0] ?? []) : [value]
  const node = typeof place === 'string' && Object.hasOwn(config.states, place) ? config.states[place] : undefined
  const fits = node !== undefined && (substate === undefined || Object.hasOwn(node.states ?? {}, String(substate)))
  if (!fits) {
    throw drift(
      `version ${quote(running.version)} has no ${quote(substate === undefined ? place : `${place}.${String(substate)}`)} any more.`,
    )
  }
  return snapshot
}
