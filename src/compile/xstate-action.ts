import { enqueueActions } from 'xstate'
import type { ReportProblem } from '../conditions/evaluation.js'
import type { StateHookArguments } from '../definition/flow.js'
import { quote } from '../diagnostics/quote.js'
import type { Update } from './actions/change.js'
import type { ConversationContext } from './conversation-context.js'
import type { ConversationEmitted } from './conversation-events.js'
import type { UnknownEvent } from './event-facts.js'

type Enqueue = Parameters<
  typeof enqueueActions<ConversationContext, UnknownEvent, never, UnknownEvent, never, never, never, never, ConversationEmitted>
>[0]

/** An update as an XState action. */
export function xstateAction<Params>(update: Update<Params>) {
  const collect: Enqueue = ({ context, event, enqueue }, params) => {
    const change = update({ context, event }, params)
    if (change.context !== undefined) enqueue.assign(change.context)
    for (const emitted of change.emit ?? []) enqueue.emit(emitted)
    if (change.raise !== undefined) enqueue.raise(change.raise)
  }
  return enqueueActions(collect)
}

/** A flow's own `onEnter` or `onExit` function as an action. One that throws would end the actor; it is reported instead. */
export function hookAction(name: string, hook: (input: StateHookArguments) => void, report: ReportProblem) {
  return ({ context }: { readonly context: ConversationContext }): void => {
    const { conversationId, state, data } = context
    try {
      hook({ conversationId, state, data, text: context.lastUserText })
    } catch (error) {
      report({ type: 'custom', message: `The function ${quote(name)} failed.`, error })
    }
  }
}
