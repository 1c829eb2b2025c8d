import { type Conversation, MissingImplementationError } from '../../conversation/index.js'
import { type OpenOptions, openConversation } from '../../open/open-conversation.js'
import type { ConversationStore } from '../../stores/contract/conversation-store.js'
import type { LoadedFlow } from '../load-flow/load-flow.js'
import { explainOpening } from './chat-errors.js'
import type { ChatHeader } from './chat-view.js'
import { type Running, runOptions } from './run-options.js'

/** What a chat is run with. */
export type RunningChat = Running & Pick<OpenOptions, 'onDelta' | 'inspect'>

/**
 * Opens the conversation of a chat: with the flow, so that a model can be given, or with the machine where only that has all it needs.
 *
 * @throws {TalkchartError} in the words of the command line
 */
export async function openChat(
  loaded: LoadedFlow,
  store: ConversationStore,
  header: ChatHeader,
  running: RunningChat,
): Promise<Conversation> {
  const { onDelta, inspect, onNotice } = running
  // Who types has seen where the conversation stood; when another process went on with it, the message is refused and not judged elsewhere.
  const common = { store, lease: false as const, id: header.id, ...(onDelta && { onDelta }), ...(inspect && { inspect }) }
  try {
    if (loaded.flow === undefined) return await openConversation({ ...common, machine: loaded.machine })
    return await openConversation({ ...common, ...runOptions(loaded.flow, loaded.options, running) })
  } catch (error) {
    const { flow, machine } = loaded
    const isFlowShort = MissingImplementationError.isInstance(error) && flow !== undefined
    if (!isFlowShort || machine === undefined) throw await explainOpening(error, loaded, header)
    onNotice('The flow alone lacks what the machine of its module has, so the machine runs, as it is.')
    return await openChat({ ...loaded, flow: undefined, machine }, store, header, running)
  }
}
