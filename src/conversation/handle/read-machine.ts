import type { ConversationData } from '../../conditions/condition.js'
import type { FlowNames } from '../../definition/flow-names.js'
import type { ConversationMachine } from '../../machine/index.js'
import { readMeta } from '../../machine/meta.js'
import { readConfig } from '../../machine/read-config.js'
import { positionOf } from '../../machine/state-position.js'
import type { ConversationStore, LoadedConversation, PendingMessage } from '../../stores/contract/conversation-store.js'
import type { ConversationView } from '../api/conversation-view.js'
import type { DriftOptions } from '../api/open-options.js'
import { restoreConversation } from '../migration/restore.js'
import { ViewMessages, ViewTransitions } from './view-messages.js'

/** Says which stored conversation is read, and how much of it. */
export interface CommonReadOptions extends DriftOptions {
  readonly store: ConversationStore
  readonly id: string
  /** Only so many of the newest messages; as many as the flow's `history.maxMessages` by default. */
  readonly messages?: { readonly last: number }
}

/** Reads a conversation of a machine that was compiled already. */
export interface ReadMachineOptions<
  StateName extends string = string,
  Data extends ConversationData = ConversationData,
  Names extends FlowNames = FlowNames,
> extends CommonReadOptions {
  readonly machine: ConversationMachine<StateName, Data, Names>
}

/**
 * Reads a conversation as it is stored: one load. Nothing runs and nothing is written, so that it needs no model. Undefined when there is none.
 *
 * `talkchart/runtime` exports it as `readConversation`.
 *
 * @throws {FlowDriftError} when the stored conversation does not fit the machine
 * @throws {InvalidRecordError} when what is stored is no conversation
 */
export function readMachine<StateName extends string, Data extends ConversationData, Names extends FlowNames>(
  options: ReadMachineOptions<StateName, Data, Names>,
): Promise<ConversationView<StateName, Data> | undefined>
export async function readMachine({ machine, store, id, messages, ...drift }: ReadMachineOptions): Promise<ConversationView | undefined> {
  const last = messages?.last ?? readMeta(readConfig(machine.config)).flow.maxMessages
  const loaded = await store.load(id, { messages: { last } })
  return loaded && (await storedView(machine, loaded, drift))
}

async function storedView(machine: ConversationMachine, loaded: LoadedConversation, drift: DriftOptions): Promise<ConversationView> {
  const { record } = loaded
  // What could not be opened is not shown either: its names would mean something else.
  const { snapshot, pending } = await restoreConversation(machine, loaded, drift)
  const { context, value } = snapshot
  const { state, turn, data, usage, messages: told } = context
  const { substate } = positionOf(value)
  const resting = substate === null ? 'done' : substate === 'failed' ? 'failed' : 'listening'
  const status = pending.length > 0 ? 'busy' : resting
  const waiting = pending.filter((input): input is PendingMessage => 'text' in input)
  const fired = new Map(loaded.messages.flatMap(({ message: { role, turn, transition } }) => (role === 'user' ? [[turn, transition]] : [])))
  return {
    id: record.id,
    status,
    state,
    messages: new ViewMessages().of(told, waiting, { state, turn }),
    messageCount: record.messageCount,
    reply: undefined,
    suggestions: (status === 'listening' && told.at(-1)?.suggestions) || [],
    error: (resting === 'failed' && context.error) || undefined,
    outcome: snapshot.output?.outcome ?? null,
    data,
    turn,
    usage,
    revision: record.revision,
    deadline: record.deadline,
    // Who holds the lease runs something.
    running: loaded.lease !== undefined && loaded.lease !== null,
    transitions: new ViewTransitions().of({ told, state, isInTurn: resting === 'failed', firedBy: (of) => fired.get(of) }),
    actor: undefined,
  }
}
