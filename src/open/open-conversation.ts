import { compileFlow } from '../compile/compile-flow.js'
import type { ForFlowOrMachine } from '../compile/flow-or-machine.js'
import type { ConversationData } from '../conditions/condition.js'
import type { Conversation } from '../conversation/api/conversation.js'
import type { CommonOpenOptions, OpenMachineOptions } from '../conversation/api/open-options.js'
import { openMachine } from '../conversation/live/open-machine.js'
import type { AnyState, FlowNames } from '../definition/flow-names.js'
import { isRecord } from '../diagnostics/json.js'
import { TalkchartError } from '../diagnostics/talkchart-error.js'

/** Opens a flow (with what it is compiled with), or a machine that was compiled already. */
export type OpenOptions<
  StateName extends string = string,
  PromptName extends string = string,
  Data extends ConversationData = ConversationData,
  Names extends FlowNames = FlowNames,
> = ForFlowOrMachine<CommonOpenOptions<Data>, StateName, PromptName, Data, Names>

/**
 * Loads the conversation of that id and goes on where it stood, or begins it. Resolves when the flow listens, has failed or is
 * done: the opening has been spoken, messages that were left pending have had their turns.
 *
 * @throws {InvalidFlowError} when the flow can not be compiled
 * @throws {MissingImplementationError} when it needs a model, an actor or a guard that was not given
 * @throws {FlowDriftError} when the stored conversation does not fit the flow
 * @throws {InvalidRecordError} when what is stored is no conversation
 * @throws {RevisionConflictError} when another process opens it at the same time and was first; not with `onConflict: 'reload'`
 * @throws the reason of the `signal`, and what the store throws
 * @example
 * const conversation = await openConversation({ flow, model, store, id: 'user123-support' })
 * const turn = await conversation.send('yes, please')
 * turn.state // 'help'
 */
export function openConversation<
  StateName extends string,
  PromptName extends string,
  Data extends ConversationData,
  Names extends FlowNames,
>(options: OpenOptions<StateName, PromptName, Data, Names>): Promise<Conversation<AnyState<StateName, Names>, Data, Names['transition']>>
export async function openConversation(options: OpenOptions): Promise<Conversation> {
  return await openMachine(machineOptions(options))
}

/**
 * Returns the same options with a compiled machine.
 *
 * @throws {InvalidFlowError} when the flow can not be compiled
 */
export function machineOptions(options: OpenOptions): OpenMachineOptions {
  if (isRecord(options) && options.machine !== undefined) return options
  if (isRecord(options) && options.flow !== undefined) return { ...options, machine: compileFlow(options.flow, options) }
  throw new TalkchartError(
    'invalid-options',
    'openConversation takes { flow } or { machine }, such as openConversation({ flow, model, store, id }).',
  )
}
