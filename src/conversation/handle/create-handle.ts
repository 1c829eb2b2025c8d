import type { ConversationData } from '../../conditions/condition.js'
import type { FlowNames } from '../../definition/flow-names.js'
import { isRecord } from '../../diagnostics/json.js'
import { randomId } from '../../machine/random-id.js'
import type { LocalConversationHandle } from '../api/conversation-handle.js'
import type { CommonOpenOptions, OpenMachineOptions } from '../api/open-options.js'
import { defaultStore } from '../live/open-machine.js'
import { timeAndIds } from '../record/time-and-ids.js'
import { LocalHandle } from './local-handle.js'

/** Makes a handle of options that nobody has checked yet: what is wrong with them is told when it is opened. */
export function createHandle<Options extends CommonOpenOptions<ConversationData>>(
  options: Options,
  prepare: (options: Options) => OpenMachineOptions,
): LocalConversationHandle {
  if (!isRecord(options)) return new LocalHandle({ id: randomId(), options: {}, prepare: () => prepare(options) })
  const { id = timeAndIds(options).newId(), store = defaultStore(options) } = options
  const { signal, onProblem, clock, newId } = options
  const parts = {
    ...(signal === undefined ? {} : { signal }),
    ...(onProblem === undefined ? {} : { onProblem }),
    ...(clock === undefined ? {} : { clock }),
    ...(newId === undefined ? {} : { newId }),
  }
  const place = { ...options, id, store }
  return new LocalHandle({ id: typeof id === 'string' ? id : randomId(), options: parts, prepare: () => prepare(place) })
}

/**
 * Makes a handle of the conversation of that id, at once: it opens when it is told to, and its `view` is all that a page shows.
 *
 * `talkchart/runtime` exports it as `createConversation`. It brings no compiler, for pages that carry a generated machine.
 */
export function createMachineConversation<StateName extends string, Data extends ConversationData, Names extends FlowNames>(
  options: OpenMachineOptions<StateName, Data, Names>,
): LocalConversationHandle<StateName, Data, Names['transition']>
export function createMachineConversation(options: OpenMachineOptions): LocalConversationHandle {
  return createHandle(options, (given) => given)
}
