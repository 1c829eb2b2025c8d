import type { LimitKind } from '../../machine/events.js'
import type { Update } from './change.js'

/** Counts a visit and makes the state the current one. */
export const enter: Update<{ readonly state: string; readonly transition: string | null }> = ({ context }, { state, transition }) => {
  const visits = (Object.hasOwn(context.visits, state) ? (context.visits[state] ?? 0) : 0) + 1
  const from = Object.keys(context.visits).length === 0 ? null : context.state
  return {
    context: { state, visits: { ...context.visits, [state]: visits }, noMatches: 0, error: null },
    emit: [{ type: 'state.entered', state, from, transition, visits }],
  }
}

export const reachLimit: Update<{ readonly limit: LimitKind; readonly to: string | null }> = ({ context }, { limit, to }) => ({
  context: { error: null },
  emit: [{ type: 'limit.reached', limit, state: context.state, to }],
})

export const clearError: Update = () => ({ context: { error: null } })

/** Hands the answers on to where they are judged with the data merged. */
export const raiseUnderstood: Update = ({ event }) => ({ raise: { type: 'flow.understood', output: event.output } })

/** Lets the machine judge what follows a verbatim prompt, on an event as everywhere. */
export const raiseSpoken: Update = () => ({ raise: { type: 'flow.spoken' } })
