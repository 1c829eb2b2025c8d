import type { ConversationData } from '../conditions/condition.js'
import type { ConversationFlow } from '../definition/flow.js'
import type { FlowNames } from '../definition/flow-names.js'
import type { ConversationMachine } from '../machine/conversation-machine.js'
import type { CompileOptions } from './compile-options.js'

/** Adds to options what they are for: a flow (with what it is compiled with), or a machine that was compiled already. */
export type ForFlowOrMachine<
  Common,
  StateName extends string,
  PromptName extends string,
  Data extends ConversationData,
  Names extends FlowNames,
> =
  | (Common &
      CompileOptions<NoInfer<Names>['actor']> & {
        readonly flow: ConversationFlow<StateName, PromptName, Data, Names>
        readonly machine?: never
      })
  | (Common & { readonly machine: ConversationMachine<StateName, Data, Names>; readonly flow?: never })
