import type { StateHook } from '../../definition/flow.js'
import type { ActionConfig } from '../../machine/config.js'
import type { FlowPlan } from '../plan/flow-plan.js'

/** The actions of an `onEnter` or `onExit`; a function is registered under the given name. */
export function hookActions(flow: FlowPlan, name: string, hook: StateHook | undefined): readonly ActionConfig[] {
  if (hook === undefined) return []
  if (typeof hook === 'function') {
    flow.functions.hooks.set(name, hook)
    return [{ type: name }]
  }
  return (typeof hook === 'string' ? [hook] : hook).map((type) => ({ type }))
}
