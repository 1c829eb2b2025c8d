import { type ActorRefFrom, createActor } from 'xstate'
import type { ConversationMachine } from '../compile/index.js'
import { readConfig } from '../compile/read-config.js'
import { readMeta } from '../compile/read-meta.js'
import { reportToConsole } from '../compile/report-problem.js'
import type { ConversationStore, PendingMessage } from '../stores/conversation-store.js'
import { Committer } from './committer.js'
import { Gate } from './gate.js'
import type { OpenOptions } from './open-options.js'
import { prepareMachine } from './prepare-machine.js'
import { restoreConversation } from './restore.js'
import { Retention } from './retention.js'

/** A conversation as it was loaded: an actor that has not started, and what writes its commits. A reload makes a new one. */
export interface Session {
  readonly actor: ActorRefFrom<ConversationMachine>
  readonly committer: Committer
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
  machine: ConversationMachine,
  store: ConversationStore,
  id: string,
  options: SessionOptions,
): Promise<Session> {
  const { flow, maxMessages } = readMeta(readConfig(machine.config)).flow
  const loaded = await store.load(id, { messages: { last: maxMessages } })
  const restored = loaded && (await restoreConversation(machine, loaded, options))
  const { data, inspect, redact, keepRevisions, onProblem = reportToConsole } = options
  const gate = new Gate()
  const running = prepareMachine(machine, gate, onProblem)
  const inspection = inspect === undefined ? {} : { inspect }
  const actor =
    restored === undefined
      ? createActor(running, { ...inspection, input: { conversationId: id, ...(data === undefined ? {} : { data }) } })
      : createActor(running, { ...inspection, snapshot: restored.snapshot as never })
  const retention = keepRevisions === undefined ? undefined : new Retention(keepRevisions, onProblem)
  const committer = new Committer(store, id, { flow, last: loaded?.record, redact, retention })
  actor.on('message.added', ({ message, position }) => committer.add({ message, position }))
  return { actor, committer, gate, pending: restored?.pending ?? [], isNew: restored === undefined }
}
