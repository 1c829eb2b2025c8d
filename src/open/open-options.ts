import type { CompileOptions } from '../compile/index.js'
import type { ConversationData } from '../conditions/condition.js'
import type { CommonOpenOptions, OpenMachineOptions } from '../conversation/api/open-options.js'
import type { ConversationFlow } from '../definition/flow.js'

/** Opens a flow (with what it is compiled with), or a machine that was compiled already. */
export type OpenOptions<
  StateName extends string = string,
  PromptName extends string = string,
  Data extends ConversationData = ConversationData,
> =
  | (CommonOpenOptions<Data> & CompileOptions & { readonly flow: ConversationFlow<StateName, PromptName, Data>; readonly machine?: never })
  | (OpenMachineOptions<StateName, Data> & { readonly flow?: never })
