import { isFilled } from '../../conditions/fields/field-source.js'
import type { ConversationFlow } from '../../definition/flow.js'
import { fieldOf } from '../../definition/state-facts.js'
import { type Goal, goalKey } from './goal.js'
import type { ObservedState } from './observed-state.js'

/** Returns what paths are to show of the fields of a flow: each question, each field filled, and each value that does not fit where one can be said. */
export function fieldGoals(flow: ConversationFlow): readonly Goal[] {
  return Object.entries(flow.states).flatMap(([state, { collect = [] }]) =>
    collect.flatMap((field): readonly Goal[] => {
      const { optional, invalid, schema } = fieldOf(flow, field) ?? {}
      return [
        ...(optional === true ? [] : [{ kind: 'field', state, field, what: 'asked' } as const]),
        { kind: 'field', state, field, what: 'filled' },
        ...(invalid === undefined || schema === undefined ? [] : [{ kind: 'field', state, field, what: 'refused' } as const]),
      ]
    }),
  )
}

/** Returns the keys of the goals of fields that a step has shown. */
export function shownOfFields(flow: ConversationFlow, before: ObservedState | null, after: ObservedState): readonly string[] {
  const { asking = null, refused = null, data, state } = after.context
  const asked = asking === null || after.happened.length === 0 ? [] : [{ kind: 'field', state, field: asking, what: 'asked' } as const]
  const unfit = refused === null ? [] : [{ kind: 'field', state, field: refused.field, what: 'refused' } as const]
  const from = before?.context
  const filled = (from === undefined ? [] : (flow.states[from.state]?.collect ?? []))
    .filter((field) => from !== undefined && !isFilled(from.data, field) && isFilled(data, field))
    .map((field) => ({ kind: 'field', state: from?.state ?? state, field, what: 'filled' }) as const)
  return [...asked, ...unfit, ...filled].map(goalKey)
}
