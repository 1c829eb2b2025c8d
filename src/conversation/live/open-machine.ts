import type { ConversationData } from '../../conditions/condition.js'
import type { FlowNames } from '../../definition/flow-names.js'
import { NotJsonError, takeIn } from '../../diagnostics/copy-json.js'
import { isRecord } from '../../diagnostics/json.js'
import { quote } from '../../diagnostics/quote.js'
import { TalkchartError } from '../../diagnostics/talkchart-error.js'
import { DEFAULT_MESSAGE_LENGTH } from '../../machine/event-facts.js'
import { isSameMachine } from '../../machine/same-machine.js'
import { totalReport } from '../../machine/total-listener.js'
import type { ConversationStore } from '../../stores/contract/conversation-store.js'
import { RevisionConflictError } from '../../stores/contract/revision-conflict-error.js'
import { memoryStore } from '../../stores/memory/memory-store.js'
import type { Conversation } from '../api/conversation.js'
import { ConversationClosedError, ConversationRemovedError, MissingImplementationError } from '../api/errors.js'
import type { OpenMachineOptions } from '../api/open-options.js'
import { timeAndIds } from '../record/time-and-ids.js'
import type { HeardAnswers } from './call-gate.js'
import type { ConversationOpener } from './conversation-opener.js'
import { checkLease, leaseKeeper } from './lease-keeper.js'
import { LiveConversation } from './live-conversation.js'
import { Opening, type OpeningFollower, orAborted } from './opening.js'
import { prepareMachine } from './prepare-machine.js'
import { loadSession } from './session.js'

/** What is open in this process, by store and id: opening the same again shares one conversation. */
const openByStore = new WeakMap<ConversationStore, Map<string, Opening>>()

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
 * @throws {LeaseTooShortError} when the lease passed to other processes three times in a row before what was to be run was stored
 * @throws {RevisionConflictError} when another process opens it at the same time and was first; not with `onConflict: 'reload'`
 * @throws the reason of the `signal`, and what the store throws
 */
export function openMachine<StateName extends string, Data extends ConversationData, Names extends FlowNames>(
  options: OpenMachineOptions<StateName, Data, Names>,
): Promise<Conversation<StateName, Data, Names['transition']>>
export function openMachine(options: OpenMachineOptions): Promise<Conversation> {
  return openFor(options)
}

/** Returns where a conversation of these options is kept when no store is given: with an id of its own, in this process's memory. */
export function defaultStore({ id }: Pick<OpenMachineOptions, 'id'>): ConversationStore {
  return id === undefined ? memoryStore() : processMemory
}

/** Says that a conversation is gone on with, and not begun: what is not there any more was removed. */
export interface OnlyStored {
  readonly onlyStored?: boolean
}

/**
 * Opens a machine as `openMachine` does.
 *
 * @param follower is told of the opening while it goes on
 */
export async function openFor(options: OpenMachineOptions & OnlyStored, follower?: OpeningFollower): Promise<ConversationOpener> {
  checkOptions(options)
  const { machine, id = timeAndIds(options).newId(), signal } = options
  signal?.throwIfAborted()
  const store = options.store ?? defaultStore(options)
  const opened = openByStore.get(store) ?? new Map<string, Opening>()
  openByStore.set(store, opened)
  for (let shared = opened.get(id); shared !== undefined; shared = opened.get(id)) {
    const isSame = isSameMachine(shared.machine, machine)
    if (!isSame && (await orAborted(shared.isOpen(), signal))) throw alreadyOpen(id)
    const conversation = isSame ? await shared.join(options, follower) : undefined
    if (conversation !== undefined) return conversation
  }
  const forget = () => {
    if (opened.get(id) === opening) opened.delete(id)
  }
  const opening: Opening = new Opening(machine, (begun) => open(begun, options, { store, id, forget }), forget)
  opened.set(id, opening)
  return (await opening.join(options, follower)) ?? (await openFor({ ...options, id, store }, follower))
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
  if (options.data !== undefined) checkData(options.data)
  checkLease(options.lease)
  if (options.keepRevisions !== undefined) checkRetention(options.keepRevisions, options.store)
}

/** Checks data by what a record checks: it would be refused there when the conversation has begun. */
function checkData(data: unknown): void {
  if (!isRecord(data)) throw invalidOptions(`data is an object that is laid over the flow's initialContext; this is ${quote(data)}.`)
  try {
    takeIn(data, 'data')
  } catch (error) {
    const problem = NotJsonError.isInstance(error) ? error.problem : 'it can not be read'
    throw new TalkchartError('invalid-options', `data can not be stored with a conversation: ${problem}.`, { cause: error })
  }
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

function alreadyOpen(id: string): TalkchartError {
  return new TalkchartError(
    'already-open',
    `Conversation ${quote(id)} is open with another flow, model or machine. Close it first, or make these once and pass the same ones.`,
  )
}

function assertMayBegin({ onlyStored = false }: OnlyStored, id: string): void {
  if (onlyStored) throw new ConversationRemovedError(id)
}

interface Place {
  readonly store: ConversationStore
  readonly id: string
  /** Called when the conversation is no longer open. */
  readonly forget: () => void
}

async function open(opening: Opening, options: OpenMachineOptions & OnlyStored, { store, id, forget }: Place): Promise<LiveConversation> {
  const { machine, onConflict, redact } = options
  const lease = leaseKeeper(store, id, options.lease)
  const report = totalReport(options.onProblem)
  const prepared = prepareMachine(machine, report)
  const { maxMessageLength = DEFAULT_MESSAGE_LENGTH, events } = prepared.meta
  if (prepared.needs.length > 0) throw new MissingImplementationError(prepared.meta.flow.name, prepared.needs)
  const reloads = lease !== undefined || onConflict === 'reload'
  const answers: HeardAnswers | undefined = lease === undefined && reloads ? new Map() : undefined
  const load = () => loadSession(prepared, store, id, options, { isReloaded: true, answers, lease })
  let isOpen = false
  const closed = () => {
    if (isOpen) forget()
  }
  for (;;) {
    const session = await loadSession(prepared, store, id, options, { answers, lease })
    if (opening.isGivenUp) throw new ConversationClosedError(id)
    if (session.isNew) assertMayBegin(options, id)
    const conversation = new LiveConversation({
      id,
      session,
      store,
      load,
      reloads,
      redact,
      lease,
      report,
      maxMessageLength,
      events,
      onClosed: closed,
    })
    opening.watch(conversation)
    try {
      await conversation.life.open()
      isOpen = true
      return conversation
    } catch (error) {
      conversation.life.close()
      await conversation.life.written
      if (opening.isGivenUp || !reloads || !RevisionConflictError.isInstance(error)) throw error
    }
  }
}
