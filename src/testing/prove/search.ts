import { type Automaton, readAll } from './automaton.js'
import type { FlowModel, ModelEdge } from './model.js'

/** What a search of the model has found. */
export interface ModelSearch {
  /** Whether a way breaks the property; undefined when there were more moments than allowed. */
  readonly breaks: boolean | undefined
  readonly moments: number
}

/** Looks for a way of the model that breaks a property. */
export function searchModel(model: FlowModel, automaton: Automaton, withFailures: boolean, maxMoments: number): ModelSearch {
  const seen = new Map<string, { readonly place: string; readonly state: number }>()
  let isBroken = false
  const take = ({ to, happenings }: ModelEdge, before: number): void => {
    const state = readAll(automaton, before, happenings)
    if (state === undefined) isBroken = true
    else seen.set(`${state} ${to}`, { place: to, state })
  }
  take(model.start, automaton.initial)
  // A map that grows while it is gone through hands out what was added, too.
  for (const { place, state } of seen.values()) {
    for (const edge of model.edges.get(place) ?? []) if (withFailures || !edge.fails) take(edge, state)
    if (isBroken) break
    if (seen.size > maxMoments) return { breaks: undefined, moments: seen.size }
  }
  return { breaks: isBroken, moments: seen.size }
}
