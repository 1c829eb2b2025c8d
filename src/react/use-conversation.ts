import { useState } from 'react'
import type { ConversationData } from '../conditions/condition.js'
import type { ConversationHandle, LocalConversationHandle } from '../conversation/api/conversation-handle.js'
import type { AnyState, FlowNames } from '../definition/flow-names.js'
import { isRecord } from '../diagnostics/json.js'
import { TalkchartError } from '../diagnostics/talkchart-error.js'
import type { OpenOptions } from '../open/open-conversation.js'
import type { RemoteOptions } from '../remote/remote-options.js'
import type { Chat, LocalChat } from './chat.js'
import { type GivenLocal, keptLocal, type OwnPlace, ownPlace, storeOf } from './find-local.js'
import { keptHandle, keptRemote } from './find-remote.js'
import { isHandle, isRemote, type UseRemoteConversationOptions, type WithInitialView } from './given.js'
import type { KeptConversation } from './kept-conversation.js'
import { LateHandle } from './late-handle.js'
import { useKept } from './use-kept.js'
import { useSteady } from './use-steady.js'

/** Says which conversation of this page a component shows. All of it may be written where it is used. */
export type UseConversationOptions<
  StateName extends string = string,
  PromptName extends string = string,
  Data extends ConversationData = ConversationData,
  Names extends FlowNames = FlowNames,
> = OpenOptions<StateName, PromptName, Data, Names> & WithInitialView

/**
 * Shows a conversation in a component: one of this page, one that runs on a server, or a handle that was made elsewhere. It opens with the first
 * component that shows it, and closes soon after the last one has gone. A render opens nothing, and nothing rejects.
 *
 * @throws {TalkchartError} `invalid-options` for what is no conversation, and for a store or a flow that is a new one at each render
 * @example no-run: hooks stand in components
 * const chat = useConversation({ flow, model: httpModel('/api/model'), store: idbStore(), id: 'support' })
 * chat.messages
 * chat.send('yes')
 */
export function useConversation<StateName extends string, Data extends object, TransitionName extends string>(
  handle: LocalConversationHandle<StateName, Data, TransitionName>,
): LocalChat<StateName, Data, TransitionName>
export function useConversation<StateName extends string, Data extends object, TransitionName extends string>(
  handle: ConversationHandle<StateName, Data, TransitionName>,
): Chat<StateName, Data, TransitionName>
export function useConversation<StateName extends string = string, Data extends object = ConversationData>(
  options: UseRemoteConversationOptions,
): Chat<StateName, Data>
export function useConversation<
  StateName extends string,
  PromptName extends string,
  Data extends ConversationData,
  Names extends FlowNames,
>(options: UseConversationOptions<StateName, PromptName, Data, Names>): LocalChat<AnyState<StateName, Names>, Data, Names['transition']>
export function useConversation(given: GivenLocal | UseRemoteConversationOptions | ConversationHandle): Chat {
  const [own] = useState(ownPlace)
  const kept = find(given, own)
  useSteady(isHandle(given) ? { flow: given } : isRemote(given) ? {} : { flow: given.flow ?? given.machine, store: storeOf(given) })
  return useKept(kept, given)
}

/** Returns what is kept of the conversation that is meant. It opens nothing. */
function find(given: GivenLocal | UseRemoteConversationOptions | ConversationHandle, own: OwnPlace): KeptConversation {
  if (isHandle(given)) return keptHandle(given)
  if (isRemote(given)) return keptRemote(given, (options) => new LateHandle(options.id, () => loadRemote(options)))
  if (isRecord(given) && (given.flow ?? given.machine) !== undefined) return keptLocal(given, own)
  throw new TalkchartError(
    'invalid-options',
    'useConversation takes { flow }, { machine }, { url, id } or a handle, such as useConversation({ flow, model, store, id }).',
  )
}

/** A page whose conversations are its own loads nothing of it. */
async function loadRemote(options: RemoteOptions): Promise<ConversationHandle> {
  const { remoteConversation } = await import('../remote/remote-conversation.js')
  return remoteConversation(options)
}
