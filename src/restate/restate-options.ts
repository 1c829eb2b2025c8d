import { compileFlow } from '../compile/compile-flow.js'
import type { ForFlowOrMachine } from '../compile/flow-or-machine.js'
import type { ConversationData } from '../conditions/condition.js'
import type { CommonOpenOptions } from '../conversation/api/open-options.js'
import type { FlowNames } from '../definition/flow-names.js'
import { isRecord } from '../diagnostics/json.js'
import { TalkchartError } from '../diagnostics/talkchart-error.js'
import type { ConversationMachine } from '../machine/index.js'
import type { ReplyRelay } from '../server/relay/reply-relay.js'
import type { RestateSdk } from './restate-sdk.js'

/** Holds what every object of conversations is made of, besides its flow or machine. */
export interface CommonRestateOptions<Data extends object = ConversationData>
  extends Pick<CommonOpenOptions<Data>, 'renamedStates' | 'migrate' | 'redact' | 'onProblem' | 'inspect'> {
  /** The SDK: `import * as restate from '@restatedev/restate-sdk'`. */
  readonly restate: RestateSdk
  /** The name of the object in Restate; `conversation` by default. */
  readonly name?: string
  /** Tells servers in front of the turns that run here. Without it they see a turn when it is over. */
  readonly relay?: ReplyRelay
  /** To how many earlier turns at least a conversation can be rewound; 50 by default. */
  readonly keepTurns?: number
}

/** Makes an object of a flow (with what it is compiled with), or of a machine that was compiled already. */
export type RestateConversationOptions<
  StateName extends string = string,
  PromptName extends string = string,
  Data extends ConversationData = ConversationData,
  Names extends FlowNames = FlowNames,
> = ForFlowOrMachine<CommonRestateOptions<Data>, StateName, PromptName, Data, Names>

/**
 * Returns the machine of which an object is made.
 *
 * @throws {InvalidFlowError} when the flow can not be compiled
 */
export function machineOf(options: RestateConversationOptions): ConversationMachine {
  if (!isRecord(options) || (options.machine === undefined && options.flow === undefined)) {
    throw invalid('restateConversation takes { restate, flow } or { restate, machine }.')
  }
  if (!isRecord(options.restate) || typeof options.restate.object !== 'function') {
    throw invalid('restateConversation needs the SDK: import * as restate from "@restatedev/restate-sdk", and give it as { restate }.')
  }
  return options.machine ?? compileFlow(options.flow, options)
}

function invalid(message: string): TalkchartError {
  return new TalkchartError('invalid-options', message)
}
