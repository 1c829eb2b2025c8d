import { compileFlow } from '../compile/index.js'
import type { ConversationData } from '../conditions/condition.js'
import type { Conversation } from '../conversation/api/conversation.js'
import { MissingImplementationError } from '../conversation/api/errors.js'
import type { OpenOptions } from '../conversation/api/open-options.js'
import { LiveConversation } from '../conversation/live/live-conversation.js'
import { prepareMachine } from '../conversation/live/prepare-machine.js'
import { loadSession } from '../conversation/live/session.js'
import { quote } from '../diagnostics/quote.js'
import { TalkchartError } from '../diagnostics/talkchart-error.js'
import { isRecord } from '../machine/event-facts.js'
import type { ConversationMachine } from '../machine/index.js'
import { reportToConsole } from '../machine/report-problem.js'
import type { ConversationStore } from '../stores/contract/conversation-store.js'
import { RevisionConflictError } from '../stores/contract/revision-conflict-error.js'
import { memoryStore } from '../stores/memory/memory-store.js'

interface OpenConversation {
  readonly machine: ConversationMachine
  readonly conversation: Promise<LiveConversation>
}

/** What is open in this process, by store and id: opening the same again shares one conversation. */
const openByStore = new WeakMap<ConversationStore, Map<string, OpenConversation>>()

/** Where conversations with an id of their own are kept when no store is given: this process's memory. */
const processMemory = memoryStore()

/**
 * Loads the conversation of that id and goes on where it stood, or begins it. Resolves when the flow listens, has failed or is
 * done: the opening has been spoken, messages that were left pending have had their turns.
 *
 * @throws {InvalidFlowError} when the flow can not be compiled
 * @throws {MissingImplementationError} when it needs a model, an actor or a guard that was not given
 * @throws {FlowDriftError} when the stored conversation does not fit the flow
 * @throws {InvalidRecordError} when what is stored is no conversation
 * @throws {RevisionConflictError} when another process opens it at the same time and was first
 * @example
 * const conversation = await openConversation({ flow, model, store, id: 'user123-support' })
 * const turn = await conversation.send('yes, please')
 * turn.state // 'help'
 */
export function openConversation<StateName extends string, PromptName extends string, Data extends ConversationData>(
  options: OpenOptions<StateName, PromptName, Data>,
): Promise<Conversation<StateName, Data>>
export async function openConversation(options: OpenOptions): Promise<Conversation> {
  checkOptions(options)
  const machine = options.machine ?? compileFlow(options.flow, options)
  const { id = crypto.randomUUID() } = options
  const store = options.store ?? (options.id === undefined ? memoryStore() : processMemory)
  const opened = openByStore.get(store) ?? new Map<string, OpenConversation>()
  openByStore.set(store, opened)
  const shared = opened.get(id)
  if (shared !== undefined) {
    const live = await shared.conversation
    if (live.closing === undefined) return shareConversation(live, shared.machine === machine)
    await live.closing
    return await openConversation(options)
  }
  const conversation = open(machine, store, id, options, () => opened.delete(id))
  opened.set(id, { machine, conversation })
  conversation.catch(() => opened.delete(id))
  return await conversation
}

/** What TypeScript did not check: a flow handed over bare, or nothing at all. */
function checkOptions(options: unknown): void {
  if (!isRecord(options) || (options.flow === undefined && options.machine === undefined)) {
    throw new TalkchartError(
      'invalid-options',
      'openConversation takes { flow } or { machine }, such as openConversation({ flow, model, store, id }).',
    )
  }
  if (options.id !== undefined && (typeof options.id !== 'string' || options.id === '')) {
    throw new TalkchartError('invalid-options', `A conversation's id is a text that is not empty; this is ${quote(options.id)}.`)
  }
  if (options.store !== undefined && !(isRecord(options.store) && typeof options.store.commit === 'function')) {
    throw new TalkchartError(
      'invalid-options',
      `A store has load, commit, remove and list, such as memoryStore(); this is ${quote(options.store)}.`,
    )
  }
  if (options.keepRevisions !== undefined) checkRetention(options.keepRevisions, options.store)
}

function checkRetention(keepRevisions: unknown, store: unknown): void {
  if (!Number.isSafeInteger(keepRevisions) || Number(keepRevisions) < 1) {
    throw new TalkchartError('invalid-options', `keepRevisions is a whole number from 1 on; this is ${quote(keepRevisions)}.`)
  }
  if (isRecord(store) && typeof store.prune !== 'function') {
    throw new TalkchartError(
      'invalid-options',
      'keepRevisions needs a store that can forget revisions, and this one has no method prune. Leave keepRevisions out, or write the method.',
    )
  }
}

function shareConversation(live: LiveConversation, isSameMachine: boolean): LiveConversation {
  if (isSameMachine) return live.share()
  throw new TalkchartError(
    'already-open',
    `Conversation ${quote(live.id)} is open with another flow, model or machine. Close it first, or make these once and pass the same ones.`,
  )
}

async function open(
  machine: ConversationMachine,
  store: ConversationStore,
  id: string,
  options: OpenOptions,
  onClose: () => void,
): Promise<LiveConversation> {
  const prepared = prepareMachine(machine, options.onProblem ?? reportToConsole)
  if (prepared.needs.length > 0) throw new MissingImplementationError(prepared.meta.flow.name, prepared.needs)
  const load = () => loadSession(prepared, store, id, options)
  const reloads = options.onConflict === 'reload'
  let isOpen = false
  const closed = () => {
    if (isOpen) onClose()
  }
  for (;;) {
    const conversation = new LiveConversation({ id, session: await load(), store, load, reloads, redact: options.redact, onClose: closed })
    try {
      await opened(conversation, options)
      isOpen = true
      return conversation
    } catch (error) {
      await conversation.close()
      if (!reloads || !(error instanceof RevisionConflictError)) throw error
    }
  }
}

async function opened(conversation: LiveConversation, { onDelta }: OpenOptions): Promise<void> {
  const stop = onDelta && conversation.on('reply.delta', ({ delta }) => onDelta(delta))
  try {
    await conversation.open()
  } finally {
    stop?.()
  }
}
