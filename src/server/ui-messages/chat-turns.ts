import type { ConversationView } from '../../conversation/api/conversation-view.js'
import { randomId } from '../../machine/random-id.js'
import type { ConversationHost, TurnRun } from '../host/conversation-host.js'
import { ProblemError } from '../protocol/problem.js'
import type { ChatRequest } from './read-chat.js'
import type { ToldTurn } from './turn-chunks.js'
import { clientIdOf, replacingId } from './ui-message.js'

/** How far back a message may be that is edited. */
const MOST_MESSAGES = 1_000

/** A turn that a page has asked for. */
export interface ChatTurn extends ToldTurn {
  readonly run: TurnRun
}

/**
 * Reads a conversation as far back as a page may go.
 *
 * @throws {ProblemError} `no-conversation`
 */
export async function readFar(host: ConversationHost, storeId: string): Promise<ConversationView> {
  const view = await host.read(storeId, { messages: { last: MOST_MESSAGES } })
  if (view === undefined) throw new ProblemError('no-conversation')
  return view
}

export function sendMessage(host: ConversationHost, storeId: string, message: NonNullable<ChatRequest['message']>): ChatTurn {
  return { run: host.send(storeId, message), messageId: message.id, stored: [] }
}

/** Repeats the call that failed, where that is what the page asks for; undefined where it is not. */
export function retryFailed(
  host: ConversationHost,
  storeId: string,
  view: ConversationView,
  { message }: ChatRequest,
): ChatTurn | undefined {
  const newest = view.messages.findLast(({ role }) => role === 'user')
  const isNewest = message === undefined ? newest === undefined : newest !== undefined && clientIdOf(newest.id) === message.id
  if (view.status !== 'failed' || !isNewest) return undefined
  return { run: host.retry(storeId, { revision: view.revision }), messageId: undefined, stored: view.messages }
}

/**
 * Puts a message in the place of the one that the page knows by the same id. A reply that is being made is cut off for it.
 *
 * @throws {ProblemError} `no-such-turn`, `invalid-message`
 */
export async function replaceMessage(
  host: ConversationHost,
  storeId: string,
  view: ConversationView,
  { message, trigger }: ChatRequest,
): Promise<ChatTurn> {
  if (message === undefined) throw new ProblemError('invalid-message')
  const found = view.messages.findLast(({ role, id }) => role === 'user' && clientIdOf(id) === message.id)
  if (found === undefined) {
    // It never came here. A message before the oldest that is looked at can not be told from that.
    if (view.messageCount > MOST_MESSAGES) throw new ProblemError('no-such-turn')
    return sendMessage(host, storeId, message)
  }
  const isBusy = view.running || view.status === 'busy'
  if (isBusy) await host.interrupt(storeId)
  const id = replacingId(message.id, randomId())
  const text = trigger === 'edit' ? message.text : found.text
  const seen = isBusy ? {} : { revision: view.revision }
  return { run: host.rewindAndSend(storeId, found.turn - 1, { id, text }, seen), messageId: id, stored: [] }
}
