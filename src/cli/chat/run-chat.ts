import type { Conversation } from '../../conversation/index.js'
import { versionOf } from '../../definition/state-facts.js'
import { readMeta } from '../../machine/meta.js'
import { readConfig } from '../../machine/read-config.js'
import type { OpenOptions } from '../../open/open-conversation.js'
import type { ConversationStore, LoadedConversation } from '../../stores/contract/conversation-store.js'
import type { Environment } from '../environment.js'
import { type ExitCode, exitCodes } from '../exit-codes.js'
import { renderAt } from '../flow-errors.js'
import { type FlowOptions, flowOptions } from '../load-flow/flow-options.js'
import { type LoadedFlow, loadFlow } from '../load-flow/load-flow.js'
import { type OpenedStore, openStore } from '../open-store.js'
import { ownCommand } from '../own-command.js'
import { explainTurn } from './chat-errors.js'
import type { ChatHeader, ChatView, ModelAnswer } from './chat-view.js'
import { freshId } from './fresh-id.js'
import { startInspection } from './inspection.js'
import { jsonView } from './json-view.js'
import { keylessModel, namedModel } from './model.js'
import { observedModel } from './observed-model.js'
import { openChat } from './open-chat.js'
import { Opening } from './opening.js'
import { Presence } from './presence.js'
import { ChatSession } from './session.js'
import { TextView, YOU } from './text-view.js'

export interface ChatOptions extends FlowOptions {
  readonly id?: string
  readonly store?: string
  readonly json?: boolean
  readonly model?: string
  readonly inspect?: boolean
  readonly inspectTexts?: boolean
}

/** How much of an earlier conversation is shown. */
const SHOWN_MESSAGES = 4

/** A conversation that is about to be opened. */
interface Chat {
  readonly loaded: LoadedFlow
  readonly store: ConversationStore
  readonly earlier: LoadedConversation | undefined
  readonly header: ChatHeader
  readonly view: ChatView
  readonly presence: Presence
}

/**
 * Talks with a flow until its end, or until the person leaves. Resolves with the exit code.
 *
 * @throws {TalkchartError} with whatever the person can mend
 */
export async function runChat(reference: string, options: ChatOptions, environment: Environment): Promise<ExitCode> {
  const read = await loadFlow(reference, environment)
  const loaded = { ...read, options: await flowOptions(options, read.options, environment) }
  const opened = await openStore(options.store, environment)
  try {
    return await chatIn(opened, loaded, reference, options, environment)
  } finally {
    await opened.close()
  }
}

async function chatIn(
  { store, shown, isKept }: OpenedStore,
  loaded: LoadedFlow,
  reference: string,
  options: ChatOptions,
  environment: Environment,
): Promise<ExitCode> {
  const flow = flowFacts(loaded)
  const id = options.id ?? (await freshId(flow.name, store))
  const earlier = await store.load(id, { messages: { last: SHOWN_MESSAGES } })
  const isInteractive = options.json !== true && environment.input.isTTY === true && environment.output.isTTY === true
  const resume = isKept ? ownCommand(environment, ['chat', reference, '--id', id, ...repeated(options)]) : undefined
  const restart = ownCommand(environment, ['chat', reference, ...repeated(options)])
  const header = { flow, id, store: shown, resume, restart, earlier: earlierWords(earlier) }
  const view = options.json === true ? jsonView(environment) : new TextView(environment, flow.name, isInteractive)
  const presence = new Presence(environment, isInteractive)
  try {
    return await talk({ loaded, store, earlier, header, view, presence }, options, environment)
  } finally {
    presence.end()
  }
}

async function talk(chat: Chat, options: ChatOptions, environment: Environment): Promise<ExitCode> {
  const { loaded, header, view, presence } = chat
  if (loaded.warnings.length > 0) view.notice(renderAt(loaded.file.shown, loaded.warnings, await loaded.positions?.()))
  const answers: ModelAnswer[] = []
  const opening = new Opening(view, header)
  const onNotice = (notice: string) => {
    opening.begin()
    presence.print(() => view.notice(notice))
  }
  const { model: name } = options
  const model =
    name === undefined
      ? keylessModel({ ask: presence.questioner(onNotice), onNotice })
      : observedModel(await namedModel(name, environment, onNotice), opening, answers)
  const inspection = await inspectionFor(options, onNotice)
  const running = { model, onNotice, ...inspection, onDelta: (delta: string) => opening.delta(delta) }
  const conversation = await presence.unlessLeft(openChat(loaded, chat.store, header, running))
  if (conversation === undefined) {
    view.notice(`Left before it was open.${header.resume === undefined ? '' : ` To come back: ${header.resume}`}`)
    return exitCodes.left
  }
  opening.end(conversation, newMessages(conversation, chat.earlier))
  const { reader, leaving } = presence
  const session = new ChatSession({ conversation, flow: loaded.flow, model: name, view, reader, prompt: YOU, header, leaving, answers })
  return await session.run().catch((error: unknown) => {
    throw explainTurn(error, header)
  })
}

async function inspectionFor(
  { inspect = false, inspectTexts = false }: ChatOptions,
  onNotice: (notice: string) => void,
): Promise<Pick<OpenOptions, 'inspect'>> {
  return inspect || inspectTexts ? { inspect: await startInspection(inspectTexts, onNotice) } : {}
}

/** Returns the name and the version of a flow. */
export function flowFacts({ flow, machine }: LoadedFlow): ChatHeader['flow'] {
  if (flow !== undefined) return { name: flow.name, version: versionOf(flow) }
  return readMeta(readConfig(machine.config)).flow.flow
}

/** Returns the options that have to be given again to come back to the same conversation. */
function repeated({ store, model, prompts, stemmers }: ChatOptions): readonly string[] {
  const given = Object.entries({ store, model, prompts }).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value]))
  return [...given, ...(stemmers === true ? ['--stemmers'] : [])]
}

function earlierWords(earlier: LoadedConversation | undefined): ChatHeader['earlier'] {
  if (earlier === undefined) return undefined
  const { record, messages } = earlier
  const words = messages.map(({ message }) => message)
  return { messages: words, count: record.messageCount, turn: record.turn, state: words.at(-1)?.state ?? '', pending: record.pending }
}

/** Returns what was said while the conversation opened. */
function newMessages({ actor, messages }: Conversation, earlier: LoadedConversation | undefined) {
  const count = actor.getSnapshot().context.messageCount - (earlier?.record.messageCount ?? 0)
  return count === 0 ? [] : messages.slice(-count)
}
