import type { ConversationData } from '../../conditions/condition.js'
import type { FlowNames } from '../../definition/flow-names.js'
import type { ConversationHost } from './conversation-host.js'
import { Host } from './host.js'
import type { HostOptions } from './host-options.js'

/**
 * Makes a host: what stands between a server's requests and its conversations. `conversationHandler` serves it.
 *
 * @throws {InvalidFlowError} when the flow can not be compiled
 * @example
 * import { conversationHost } from 'talkchart/server'
 * const host = conversationHost({ flow, model, store })
 * await host.begin('user123-support').outcome
 * const { turn } = await host.send('user123-support', { id: 'm-1', text: 'yes, please' }).outcome
 * turn.state // 'help'
 */
export function conversationHost<
  StateName extends string,
  PromptName extends string,
  Data extends ConversationData,
  Names extends FlowNames,
>(options: HostOptions<StateName, PromptName, Data, Names>): ConversationHost
export function conversationHost(options: HostOptions): ConversationHost {
  return new Host(options)
}
