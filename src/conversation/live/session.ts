import { type ActorRefFrom, createActor } from 'xstate'
import type { ConversationMachine } from '../../machine/index.js'
import { reportToConsole } from '../../machine/report-problem.js'
import type { ConversationStore, PendingMessage } from '../../stores/contract/conversation-store.js'
import type { OpenOptions } from '../api/open-options.js'
import { Committer } from '../record/committer.js'
import { restoreConversation } from '../record/restore.js'
import { Retention } from '../record/retention.js'
import { Gate } from './gate.js'
import type { PreparedMachine } from './prepare-machine.js'
import type { TurnRecorder } from './turn-recorder.js'

/** A conversation as it was loaded: an actor that has not started, and what writes its commits. A reload makes a new one. */
export interface Session {
  readonly actor: ActorRefFrom<ConversationMachine>
  readonly committer: Committer
  /** Who writes down what the machine emits now. */
  readonly heard: { recorder: TurnRecorder | undefined }
  readonly gate: Gate
  /** Messages that were stored and have had no turn. */
  readonly pending: readonly PendingMessage[]
  readonly isNew: boolean
}

export type SessionOptions = Pick<OpenOptions, 'data' | 'inspect' | 'renamedStates' | 'migrate' | 'redact' | 'keepRevisions' | 'onProblem'>

/**
 * Loads the conversation of that id, or prepares a new one.
 *
 * @throws {FlowDriftError} when the stored conversation does not fit the flow
 * @throws {InvalidRecordError} when what is stored is no conversation
 */
export async function loadSession(
  prepared: PreparedMachine,
  store: ConversationStore,
  id: string,
  options: SessionOptions,
): Promise<Session> {
  const { flow, maxMessages } = prepared.meta
  const { machine } = prepared
  const loaded = await store.load(id, { messages: { last: maxMessages } })
  const restored = loaded && (await restoreConversation(machine, loaded, options))
  const { data, inspect, redact, keepRevisions, onProblem = reportToConsole } = options
  const inspection = inspect === undefined ? {} : { inspect }
  const actor =
    restored === undefined
      ? createActor(machine, { ...inspection, input: { conversationId: id, ...(data === undefined ? {} : { data }) } })
      : createActor(machine, { ...inspection, snapshot: restored.snapshot as never })
  const gate = new Gate(actor.system)
  const retention = keepRevisions === undefined ? undefined : new Retention(keepRevisions, onProblem)
  const committer = new Committer(store, id, { flow, last: loaded?.record, redact, retention })
  const heard: Session['heard'] = { recorder: undefined }
  // One listener for the conversation's whole life, and none for each turn.
  actor.on('*', (event) => {
    if (event.type === 'message.added') committer.add({ message: event.message, position: event.position })
    else heard.recorder?.hear(event)
  })
  return { actor, heard, committer, gate, pending: restored?.pending ?? [], isNew: restored === undefined }
}
