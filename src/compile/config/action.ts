import type { StateHook } from '../../definition/flow.js'
import type { ActionConfig } from '../../machine/config.js'
import type { FailedStep } from '../../machine/context.js'
import type { LimitKind } from '../../machine/events.js'
import { userName } from '../../machine/implementation-names.js'
import { hookName } from '../plan/flow-plan.js'
import type { StatePlan } from '../plan/state-plan.js'

export const TAKE_UP: readonly ActionConfig[] = [{ type: 'takeUp' }]
export const CLEAR_ERROR: readonly ActionConfig[] = [{ type: 'clearError' }]

/** Writes the action that makes a flow state the current one. */
export function enter(state: string, transition: string | null): ActionConfig {
  return { type: 'enter', params: { state, transition } }
}

/** Writes the action that tells which limit was reached, and where it leads: null stands for the end. */
export function reachLimit(limit: LimitKind, to: string | null): ActionConfig {
  return { type: 'reachLimit', params: { limit, to } }
}

/** Writes the action that speaks a text without the model. */
export function speak(say: string): ActionConfig {
  return { type: 'speak', params: { say } }
}

/** Writes the action that keeps why a step failed; `code` is given where nothing is thrown. */
export function recordFailure(during: FailedStep, { about, code }: { about?: 'user' | 'reply'; code?: string } = {}): ActionConfig {
  return { type: 'recordFailure', params: { during, ...(about === undefined ? {} : { about }), ...(code === undefined ? {} : { code }) } }
}

/** Writes the actions of a state's `onEnter` or `onExit`. */
export function hookActions({ name, state }: StatePlan, key: 'onEnter' | 'onExit'): readonly ActionConfig[] {
  const hook: StateHook | undefined = state[key]
  if (hook === undefined) return []
  const names = typeof hook === 'function' ? [hookName(name, key)] : typeof hook === 'string' ? [hook] : hook
  return names.map((type) => ({ type: userName<'action'>(type) }))
}
