import type { ReportProblem } from '../conditions/evaluation.js'
import type { PayloadEvaluator } from '../definition/flow.js'
import { takeIn } from '../diagnostics/copy-json.js'
import { quote } from '../diagnostics/quote.js'
import { idOf, isMalformedEvent } from '../machine/event-facts.js'
import type { EventAction, EventGuard } from '../machine/implementation-names.js'
import { isSeen } from '../machine/message-ids.js'
import { takeUp } from './conversation-actions.js'
import { addOperatorMessage, enqueueEvent, holdEvent, ignoreEvent, refuseEvent, takeEvent } from './event-actions.js'
import { totalGuard } from './guards/condition-guards.js'
import { type GuardFunction, inboxFull, type RuntimeGuard, runtimeGuard } from './guards/turn-guards.js'
import { type RuntimeAction, type Update, xstateAction } from './xstate-action.js'

/** What the guards of events need besides their params. */
export interface EventSupport {
  /** The checks of the payloads, by the events' names. */
  readonly payloads: ReadonlyMap<string, PayloadEvaluator>
  readonly report: ReportProblem
}

/** Makes the actions of a flow that hears events. */
export function eventActions(maxMessages: number) {
  return {
    takeEvent: xstateAction(takeEvent),
    holdEvent: xstateAction(holdEvent),
    ignoreEvent: xstateAction(ignoreEvent),
    refuseEvent: xstateAction(refuseEvent),
    enqueueEvent: xstateAction(enqueueEvent),
    addOperatorMessage: xstateAction(addOperatorMessage(maxMessages)),
    takeUpUnjudged: xstateAction(takeUpUnjudged(maxMessages)),
  } satisfies Record<EventAction, RuntimeAction<never>>
}

/** Makes the guards of a flow that hears events. */
export function eventGuards(support: EventSupport) {
  return {
    eventNotNew: runtimeGuard(eventNotNew),
    awaitedOnStack: runtimeGuard(awaitedOnStack),
    payloadUnfit: totalGuard('payloadUnfit', runtimeGuard(payloadUnfit(support)), support.report),
  } satisfies Record<EventGuard, RuntimeGuard<never>>
}

/** Takes up a message that nothing judges. */
const takeUpUnjudged =
  (maxMessages: number): Update =>
  (input, params) => {
    const change = takeUp(maxMessages)(input, params)
    return { ...change, context: { ...change.context, unjudgedTurns: (input.context.unjudgedTurns ?? 0) + 1 } }
  }

/** What a conversation can not keep, or an id that was seen before. */
const eventNotNew: GuardFunction = ({ context, event }) => {
  if (isMalformedEvent(event)) return true
  const id = idOf(event)
  return id !== undefined && (isSeen(context, id) || context.inbox.some((waiting) => waiting.id === id))
}

/** A state that waits for a called flow handles the event, and there is room to keep it. */
const awaitedOnStack: GuardFunction<{ readonly states: readonly string[] }> = (input, { states }) =>
  (input.context.stack ?? []).some(({ from }) => states.includes(from)) && !inboxFull(input, undefined)

/** A payload that can not be checked is not taken. */
const payloadUnfit =
  ({ payloads, report }: EventSupport): GuardFunction<{ readonly event: string }> =>
  ({ event }, params) => {
    const evaluator = payloads.get(params.event)
    const refused = (problem: string) => {
      report({ type: 'guard', message: `The payload of the event ${quote(params.event)} ${problem}, so it is refused.` })
      return true
    }
    if (evaluator === undefined) return refused('has no evaluator')
    try {
      return evaluator.problem(takeIn(event.payload ?? null)) !== undefined
    } catch {
      return refused('can not be checked')
    }
  }
