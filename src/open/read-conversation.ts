import { compileFlow } from '../compile/compile-flow.js'
import type { ForFlowOrMachine } from '../compile/flow-or-machine.js'
import type { ConversationData } from '../conditions/condition.js'
import type { ConversationView } from '../conversation/api/conversation-view.js'
import { type CommonReadOptions, readMachine } from '../conversation/handle/read-machine.js'
import type { AnyState, FlowNames } from '../definition/flow-names.js'
import { isRecord } from '../diagnostics/json.js'
import { TalkchartError } from '../diagnostics/talkchart-error.js'

/** Reads a conversation of a flow, or of a machine that was compiled already. */
export type ReadOptions<
  StateName extends string = string,
  PromptName extends string = string,
  Data extends ConversationData = ConversationData,
  Names extends FlowNames = FlowNames,
> = ForFlowOrMachine<CommonReadOptions, StateName, PromptName, Data, Names>

/**
 * Reads a conversation as it is stored: one load. Nothing runs and nothing is written, so that it needs no model. Undefined when there is none.
 *
 * @throws {InvalidFlowError} when the flow can not be compiled
 * @throws {FlowDriftError} when the stored conversation does not fit the flow
 * @throws {InvalidRecordError} when what is stored is no conversation
 * @throws what the store throws
 * @example
 * await openConversation({ flow, model, store, id: 'user123-support' })
 * const stored = await readConversation({ flow, store, id: 'user123-support' })
 * stored?.messages.length // 1
 */
export function readConversation<
  StateName extends string,
  PromptName extends string,
  Data extends ConversationData,
  Names extends FlowNames,
>(options: ReadOptions<StateName, PromptName, Data, Names>): Promise<ConversationView<AnyState<StateName, Names>, Data> | undefined>
export async function readConversation(options: ReadOptions): Promise<ConversationView | undefined> {
  if (isRecord(options) && options.machine !== undefined) return await readMachine(options)
  if (isRecord(options) && options.flow !== undefined) return await readMachine({ ...options, machine: compileFlow(options.flow, options) })
  throw new TalkchartError(
    'invalid-options',
    'readConversation takes { flow } or { machine }, such as readConversation({ flow, store, id }).',
  )
}
