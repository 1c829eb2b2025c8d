import { compileFlow } from '../../compile/compile-flow.js'
import type { ForFlowOrMachine } from '../../compile/flow-or-machine.js'
import type { ConversationData } from '../../conditions/condition.js'
import type { CommonOpenOptions, OpenMachineOptions } from '../../conversation/api/open-options.js'
import { checkLease } from '../../conversation/live/lease-keeper.js'
import type { FlowNames } from '../../definition/flow-names.js'
import { isRecord } from '../../diagnostics/json.js'
import { TalkchartError } from '../../diagnostics/talkchart-error.js'
import type { ConversationStore } from '../../stores/contract/conversation-store.js'
import type { ReplyRelay } from '../relay/reply-relay.js'
import type { KeepOpen } from './kept-conversations.js'

/** Holds what every host is made of, besides its flow or machine. */
export interface CommonHostOptions<Data extends object = ConversationData>
  extends Omit<CommonOpenOptions<Data>, 'id' | 'data' | 'onDelta' | 'signal' | 'store' | 'onConflict' | 'clock' | 'newId'> {
  /** Make it once, and give the same one to everything in this process. */
  readonly store: ConversationStore
  /** Tells other processes of the turns that run here, and this one of theirs. Without it they see a turn when it is over. */
  readonly relay?: ReplyRelay
  /** How many conversations stay open that nobody uses, 1,000 by default, and for how long, a minute by default. `false` where a process may be stopped at any time. */
  readonly keepOpen?: Partial<KeepOpen> | false
}

/** Makes a host of a flow (with what it is compiled with), or of a machine that was compiled already. */
export type HostOptions<
  StateName extends string = string,
  PromptName extends string = string,
  Data extends ConversationData = ConversationData,
  Names extends FlowNames = FlowNames,
> = ForFlowOrMachine<CommonHostOptions<Data>, StateName, PromptName, Data, Names>

/** Returns what each conversation is opened with. */
export function openOptionsOf(options: HostOptions): OpenMachineOptions & { readonly store: ConversationStore } {
  if (!isRecord(options) || (options.machine === undefined && options.flow === undefined)) {
    throw new TalkchartError('invalid-options', 'conversationHost takes { flow, store } or { machine, store }.')
  }
  if (!isRecord(options.store) || typeof options.store.load !== 'function') {
    throw new TalkchartError('invalid-options', 'conversationHost needs a store, such as fileStore("./conversations").')
  }
  checkLease(options.lease)
  const { relay: _relay, keepOpen: _keepOpen, ...open } = options
  const machine = open.machine ?? compileFlow(open.flow, open)
  const { flow: _flow, ...rest } = open
  return { ...rest, machine, onConflict: 'reload' }
}

/** Returns how long conversations stay open. */
export function keepOpenOf({ keepOpen = {} }: Pick<CommonHostOptions, 'keepOpen'>): KeepOpen | false {
  return keepOpen === false ? false : { conversations: keepOpen.conversations ?? 1_000, milliseconds: keepOpen.milliseconds ?? 60_000 }
}
