import { type ActionFunction, emit, enqueueActions, raise } from 'xstate'
import type { ReportProblem } from '../conditions/evaluation.js'
import type { StateHookArguments } from '../definition/flow.js'
import { quote } from '../diagnostics/quote.js'
import type { ConversationContext } from '../machine/context.js'
import type { UnknownEvent } from '../machine/event-facts.js'
import type { ConversationEmitted } from '../machine/events.js'
import type { Update } from './actions/change.js'

export type XStateAction<Params> = ActionFunction<
  ConversationContext,
  UnknownEvent,
  UnknownEvent,
  Params,
  never,
  never,
  never,
  never,
  ConversationEmitted
>

/** An update as an XState action. */
export function xstateAction<Params>(update: Update<Params>) {
  const action: XStateAction<Params> = enqueueActions(() => undefined)
  const resolve = (
    _scope: unknown,
    snapshot: { readonly context: ConversationContext },
    { context, event }: { readonly context: ConversationContext; readonly event: UnknownEvent },
    params: Params,
  ) => {
    const change = update({ context, event }, params)
    const next = change.context === undefined ? snapshot : { ...snapshot, context: { ...snapshot.context, ...change.context } }
    if (change.emit === undefined && change.raise === undefined) return [next, undefined, undefined]
    const actions: unknown[] = (change.emit ?? []).map((emitted) => emit(emitted as never))
    if (change.raise !== undefined) actions.push(raise(change.raise as never))
    return [next, undefined, actions]
  }
  Object.assign(action, { resolve })
  return action
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
