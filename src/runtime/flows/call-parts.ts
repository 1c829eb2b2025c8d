import type { CallAction, CallGuard } from '../../machine/implementation-names.js'
import { type RuntimeGuard, runtimeGuard } from '../guards/turn-guards.js'
import { type RuntimeAction, xstateAction } from '../xstate-action.js'
import { calledFrom, noneActive, push, resume, unwind } from './stack.js'

/**
 * Makes the actions and guards of flows within a flow, for a machine written with XState's `setup`.
 *
 * @example
 * const calls = callParts() // setup({ actions: { ...parts.actions, ...calls.actions } })
 */
export function callParts() {
  return {
    actions: {
      push: xstateAction(push),
      unwind: xstateAction(unwind),
      resume: xstateAction(resume),
    } satisfies Record<CallAction, RuntimeAction<never>>,
    guards: {
      calledFrom: runtimeGuard(calledFrom),
      noneActive: runtimeGuard(noneActive),
    } satisfies Record<CallGuard, RuntimeGuard<never>>,
  }
}
