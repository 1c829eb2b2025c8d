import { type ActionFunction, type AnyActorRef, emit, enqueueActions, raise } from 'xstate'
import type { ReportProblem } from '../conditions/evaluation.js'
import type { StateHookArguments } from '../definition/flow.js'
import { quote } from '../diagnostics/quote.js'
import { timeIn } from '../machine/clock.js'
import type { ConversationContext } from '../machine/context.js'
import type { EventInContext } from '../machine/event-facts.js'
import type { ConversationEmitted, MachineEvent } from '../machine/events.js'
import { callSafely } from '../machine/total-listener.js'

/** Holds what an action does: new context values, events for listeners, an event for the machine itself. */
export interface Change {
  readonly context?: Partial<ConversationContext>
  readonly emit?: readonly ConversationEmitted[]
  readonly raise?: MachineEvent
}

/** Holds what an action goes by. */
export interface UpdateInput extends EventInContext {
  /** Tells the time of the conversation, in milliseconds since the epoch. */
  readonly now: () => number
}

/** An action without XState: a pure function of context, event and time. */
export type Update<Params = undefined> = (input: UpdateInput, params: Params) => Change

/** Changes the context and tells of it; an action as `setup` takes it. */
export type RuntimeAction<Params> = ActionFunction<
  ConversationContext,
  MachineEvent,
  MachineEvent,
  Params,
  never,
  never,
  never,
  never,
  ConversationEmitted
>

/**
 * Makes an XState action of an update. XState lets one action change the context, emit and raise only by `enqueueActions`, which makes nine
 * closures and a whole snapshot for each `assign`. This one answers XState's own question to an action, `resolve`, with the changed snapshot and
 * what is left to do; see docs/decisions/machine.md.
 */
export function xstateAction<Params = undefined>(update: Update<Params>): RuntimeAction<Params> {
  const action: RuntimeAction<Params> = enqueueActions(() => undefined)
  const resolve = ({ system }: ActionScope, snapshot: Snapshot, { context, event }: EventInContext, params: Params) => {
    const change = update({ context, event, now: () => timeIn(system) }, params)
    const next = change.context === undefined ? snapshot : { ...snapshot, context: { ...snapshot.context, ...change.context } }
    if (change.emit === undefined && change.raise === undefined) return [next, undefined, undefined]
    const emitted = (change.emit ?? []).map((event) =>
      emit<ConversationContext, MachineEvent, Params, MachineEvent, ConversationEmitted>(event),
    )
    const raised = change.raise === undefined ? [] : [raise<ConversationContext, MachineEvent, MachineEvent, Params>(change.raise)]
    return [next, undefined, [...emitted, ...raised]]
  }
  return Object.assign(action, { resolve })
}

interface ActionScope {
  readonly system: AnyActorRef['system']
}

interface Snapshot {
  readonly context: ConversationContext
}

/** Makes an action of a flow's own `onEnter` or `onExit` function. One that throws would end the actor; it is reported instead. */
export function hookAction(name: string, hook: (input: StateHookArguments) => void, report: ReportProblem) {
  return ({ context }: { readonly context: ConversationContext }): void => {
    const { conversationId, state, data } = context
    const told = (error: unknown) => report({ type: 'custom', message: `The function ${quote(name)} failed.`, error })
    callSafely(() => hook({ conversationId, state, data, text: context.lastUserText }), told)
  }
}
