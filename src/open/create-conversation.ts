import type { ConversationData } from '../conditions/condition.js'
import type { LocalConversationHandle } from '../conversation/api/conversation-handle.js'
import { createHandle } from '../conversation/handle/create-handle.js'
import type { AnyState, FlowNames } from '../definition/flow-names.js'
import { machineOptions, type OpenOptions } from './open-conversation.js'

/**
 * Makes a handle of the conversation of that id, at once: it opens when it is told to, and its `view` is all that a page shows. It takes what
 * `openConversation` takes, and never throws: what `openConversation` would reject with stands in the view.
 *
 * @example
 * const chat = createConversation({ flow, model, store, id: 'user123-chat' })
 * chat.subscribe(() => console.log(chat.view.status, chat.view.messages))
 * await chat.send('yes, please')
 */
export function createConversation<
  StateName extends string,
  PromptName extends string,
  Data extends ConversationData,
  Names extends FlowNames,
>(options: OpenOptions<StateName, PromptName, Data, Names>): LocalConversationHandle<AnyState<StateName, Names>, Data, Names['transition']>
export function createConversation(options: OpenOptions): LocalConversationHandle {
  return createHandle(options, machineOptions)
}
