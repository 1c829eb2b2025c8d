import type { MachineConfigJson } from '../../machine/config.js'
import { positionOf } from '../../machine/state-position.js'
import type { PathStep } from '../script/path-step.js'
import { type Goal, goalKey } from './goal.js'
import type { ObservedState } from './observed-state.js'

/** Returns what paths are to show of replies that are cut off or empty, and of messages after failed calls. */
export function mishapGoals({ states }: MachineConfigJson): readonly Goal[] {
  return Object.entries(states).flatMap(([state, { states: { responding, failed } = {} }]) => {
    const whats = [
      ...(responding === undefined ? [] : (['cutOff', 'empty'] as const)),
      ...(failed === undefined ? [] : (['message'] as const)),
    ]
    return whats.map((what) => ({ kind: 'mishap', state, what }) as const)
  })
}

/** Returns the keys of the mishaps that a step has shown. */
export function mishapsShown(step: PathStep, before: ObservedState | null): readonly string[] {
  if (before === null) return []
  const { state, substate } = positionOf(before.value)
  const what =
    substate === 'responding' && step.type === 'interrupt'
      ? 'cutOff'
      : substate === 'responding' && step.type === 'reply' && step.text.trim() === ''
        ? 'empty'
        : substate === 'failed' && step.type === 'message'
          ? 'message'
          : undefined
  return what === undefined ? [] : [goalKey({ kind: 'mishap', state, what })]
}
