import type { ConversationData } from '../../conditions/condition.js'
import { reportToConsole } from '../../conditions/evaluation.js'
import { quote } from '../../diagnostics/quote.js'
import { TalkchartError } from '../../diagnostics/talkchart-error.js'
import { isRecord } from '../../machine/event-facts.js'
import type { ConversationMachine } from '../../machine/index.js'
import type { ConversationStore } from '../../stores/contract/conversation-store.js'
import { RevisionConflictError } from '../../stores/contract/revision-conflict-error.js'
import { memoryStore } from '../../stores/memory/memory-store.js'
import type { Conversation } from '../api/conversation.js'
import { MissingImplementationError } from '../api/errors.js'
import type { OpenMachineOptions } from '../api/open-options.js'
import { LiveConversation } from './live-conversation.js'
import { prepareMachine } from './prepare-machine.js'
import { loadSession } from './session.js'

interface OpenConversation {
  readonly machine: ConversationMachine
  readonly conversation: Promise<LiveConversation>
}

/** What is open in this process, by store and id: opening the same again shares one conversation. */
const openByStore = new WeakMap<ConversationStore, Map<string, OpenConversation>>()

/** Where conversations with an id of their own are kept when no store is given: this process's memory. */
const processMemory = memoryStore()

/**
 * Loads the conversation of that id and goes on where it stood, or begins it. Resolves when the machine listens, has failed or is done: the
 * opening has been spoken, and messages that were left pending have had their turns.
 *
 * `talkchart/runtime` exports it as `openConversation`. It brings no compiler, for pages that carry a generated machine.
 *
 * @throws {MissingImplementationError} when the machine needs a model, an actor or a guard that was not given
 * @throws {FlowDriftError} when the stored conversation does not fit the machine
 * @throws {InvalidRecordError} when what is stored is no conversation
 * @throws {RevisionConflictError} when another process opens it at the same time and was first
 */
export function openMachine<StateName extends string, Data extends ConversationData>(
  options: OpenMachineOptions<StateName, Data>,
): Promise<Conversation<StateName, Data>>
export async function openMachine(options: OpenMachineOptions): Promise<Conversation> {
  checkOptions(options)
  const { machine, id = crypto.randomUUID() } = options
  const store = options.store ?? (options.id === undefined ? memoryStore() : processMemory)
  const opened = openByStore.get(store) ?? new Map<string, OpenConversation>()
  openByStore.set(store, opened)
  for (let shared = opened.get(id); shared !== undefined; shared = opened.get(id)) {
    const live = await shared.conversation
    if (!live.isClosed) return shareConversation(live, shared.machine === machine)
    await live.written
  }
  const conversation = open(options, store, id, () => opened.delete(id))
  opened.set(id, { machine, conversation })
  conversation.catch(() => opened.delete(id))
  return await conversation
}

/** Checks what TypeScript did not: a machine handed over bare, or nothing at all. */
function checkOptions(options: unknown): void {
  if (!isRecord(options) || options.machine === undefined) {
    throw invalidOptions('openConversation takes { machine }, such as openConversation({ machine, store, id }).')
  }
  if (options.id !== undefined && (typeof options.id !== 'string' || options.id === '')) {
    throw invalidOptions(`A conversation's id is a text that is not empty; this is ${quote(options.id)}.`)
  }
  if (options.store !== undefined && !(isRecord(options.store) && typeof options.store.commit === 'function')) {
    throw invalidOptions(`A store has load, commit, remove and list, such as memoryStore(); this is ${quote(options.store)}.`)
  }
  if (options.keepRevisions !== undefined) checkRetention(options.keepRevisions, options.store)
}

function checkRetention(keepRevisions: unknown, store: unknown): void {
  if (!Number.isSafeInteger(keepRevisions) || Number(keepRevisions) < 1) {
    throw invalidOptions(`keepRevisions is a whole number from 1 on; this is ${quote(keepRevisions)}.`)
  }
  if (isRecord(store) && typeof store.prune !== 'function') {
    throw invalidOptions('keepRevisions needs a store that can forget revisions, and this one has no method prune.')
  }
}

function invalidOptions(message: string): TalkchartError {
  return new TalkchartError('invalid-options', message)
}

function shareConversation(live: LiveConversation, isSameMachine: boolean): LiveConversation {
  if (isSameMachine) return live.share()
  throw new TalkchartError(
    'already-open',
    `Conversation ${quote(live.id)} is open with another flow, model or machine. Close it first, or make these once and pass the same ones.`,
  )
}

async function open(options: OpenMachineOptions, store: ConversationStore, id: string, onClosed: () => void): Promise<LiveConversation> {
  const { machine, onProblem = reportToConsole, onConflict, redact } = options
  const prepared = prepareMachine(machine, onProblem)
  if (prepared.needs.length > 0) throw new MissingImplementationError(prepared.meta.flow.name, prepared.needs)
  const load = () => loadSession(prepared, store, id, options, true)
  const reloads = onConflict === 'reload'
  let isOpen = false
  const closed = () => {
    if (isOpen) onClosed()
  }
  for (;;) {
    const session = await loadSession(prepared, store, id, options)
    const conversation = new LiveConversation({ id, session, store, load, reloads, redact, onClosed: closed })
    try {
      await runOpening(conversation, options)
      isOpen = true
      return conversation
    } catch (error) {
      await conversation.close()
      if (!reloads || !RevisionConflictError.isInstance(error)) throw error
    }
  }
}

async function runOpening(conversation: LiveConversation, { onDelta }: OpenMachineOptions): Promise<void> {
  const stop = onDelta && conversation.on('reply.delta', ({ delta }) => onDelta(delta))
  try {
    await conversation.open()
  } finally {
    stop?.()
  }
}
