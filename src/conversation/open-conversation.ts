import { createActor } from 'xstate'
import { totalGuard } from '../compile/guards/built-in-guards.js'
import { type ConversationMachine, compileFlow } from '../compile/index.js'
import { ownActorNames, ownGuardNames } from '../compile/placeholders.js'
import { readConfig } from '../compile/read-config.js'
import { readMeta } from '../compile/read-meta.js'
import { reportToConsole } from '../compile/report-problem.js'
import type { ConversationData } from '../conditions/condition.js'
import { quote } from '../diagnostics/quote.js'
import { TalkchartError } from '../diagnostics/talkchart-error.js'
import type { ConversationStore } from '../stores/conversation-store.js'
import { memoryStore } from '../stores/memory/memory-store.js'
import { Committer } from './committer.js'
import type { Conversation } from './conversation.js'
import { MissingImplementationError } from './errors.js'
import { Gate } from './gate.js'
import { LiveConversation } from './live-conversation.js'
import { missingImplementations } from './missing-implementations.js'
import type { OpenOptions } from './open-options.js'
import { restoreConversation } from './restore.js'

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
 * @example
 * const conversation = await openConversation({ flow, model, store, id: 'user123-support' })
 * const turn = await conversation.send('my app keeps crashing')
 * turn.state // 'technical_support'
 */
export function openConversation<StateName extends string, PromptName extends string, Data extends ConversationData>(
  options: OpenOptions<StateName, PromptName, Data>,
): Promise<Conversation<StateName, Data>>
export async function openConversation(options: OpenOptions): Promise<Conversation> {
  const machine = options.machine ?? compileFlow(options.flow, options)
  const { id = crypto.randomUUID() } = options
  const store = options.store ?? (options.id === undefined ? memoryStore() : processMemory)
  const opened = openByStore.get(store) ?? new Map<string, OpenConversation>()
  openByStore.set(store, opened)
  const shared = opened.get(id)
  if (shared !== undefined) return await sharedConversation(shared, machine, id)
  const conversation = open(machine, store, id, options, () => opened.delete(id))
  opened.set(id, { machine, conversation })
  conversation.catch(() => opened.delete(id))
  return await conversation
}

async function sharedConversation(
  { machine, conversation }: OpenConversation,
  asked: ConversationMachine,
  id: string,
): Promise<Conversation> {
  if (machine === asked) return await conversation
  throw new TalkchartError('already-open', `Conversation ${quote(id)} is open with another flow, model or machine. Close it first.`)
}

async function open(
  machine: ConversationMachine,
  store: ConversationStore,
  id: string,
  options: OpenOptions,
  onClose: () => void,
): Promise<LiveConversation> {
  const meta = readMeta(readConfig(machine.config)).flow
  const needs = missingImplementations(machine)
  if (needs.length > 0) throw new MissingImplementationError(meta.flow.name, needs)
  const loaded = await store.load(id, { messages: { last: meta.maxMessages } })
  const restored = loaded && (await restoreConversation(machine, loaded, options))
  const gate = new Gate()
  const running = prepare(machine, gate)
  const inspection = options.inspect === undefined ? {} : { inspect: options.inspect }
  const actor =
    restored === undefined
      ? createActor(running, {
          ...inspection,
          input: { conversationId: id, ...(options.data === undefined ? {} : { data: options.data }) },
        })
      : createActor(running, { ...inspection, snapshot: restored.snapshot as never })
  const committer = new Committer(store, id, meta.flow, loaded?.record)
  const conversation = new LiveConversation({ id, actor, store, committer, gate, onClose })
  const { onDelta } = options
  const streaming = onDelta === undefined ? undefined : actor.on('reply.delta', ({ delta }) => onDelta(delta))
  try {
    await conversation.open(restored?.pending ?? [], restored === undefined)
  } catch (error) {
    await conversation.close()
    throw error
  }
  streaming?.unsubscribe()
  return conversation
}

/** Calls wait for the gate, and the user's own guards are made total. */
function prepare(machine: ConversationMachine, gate: Gate): ConversationMachine {
  const config = readConfig(machine.config)
  const { actors, guards } = machine.implementations
  const calls = ['respond', 'understand', ...ownActorNames(config)]
  const held = calls.flatMap((name) => {
    const logic = actors[name]
    return logic !== undefined && 'transition' in logic ? [[name, gate.guard(logic)]] : []
  })
  const total = ownGuardNames(config).flatMap((name) => {
    const guard: unknown = guards[name]
    return typeof guard === 'function' && !('check' in guard) ? [[name, totalGuard(name, guard as never, reportToConsole)]] : []
  })
  return machine.provide({ actors: Object.fromEntries(held), guards: Object.fromEntries(total) })
}
