import type { CallBack, Change, EventWay, NextState, OnEvent, Place, Select } from './flow.js'

/** Returns the place that a next state leads to; undefined for a call, which leads into a flow. */
export function placeOf(next: NextState): Place | undefined {
  if (typeof next === 'string' || isSelect(next)) return next
  return 'to' in next ? next.to : undefined
}

/** Returns the call that a next state makes; undefined where it leads to a place. */
export function callOf(next: NextState): CallBack | undefined {
  return typeof next === 'object' && 'call' in next ? next : undefined
}

/** Returns how a next state changes the data; an empty change where it does not. */
export function changeOf(next: NextState): Change {
  return typeof next === 'string' || isSelect(next) ? NO_CHANGE : next
}

const NO_CHANGE: Change = {}

/** Returns the choice that a next state leads to; undefined where it is fixed. */
export function selectOf(next: NextState): Select | undefined {
  const place = placeOf(next)
  return typeof place === 'object' ? place : undefined
}

/** Returns the states that a next state may lead to: one, or a select's candidates. Those that a call comes back to are not among them. */
export function targetsOf(next: NextState): readonly string[] {
  const place = placeOf(next)
  if (place === undefined) return []
  return typeof place === 'string' ? [place] : place.candidates
}

/** Yields each state that a next state names, with the way to it inside the next state; for a call, those that its outcomes lead to. */
export function* placedTargets(next: NextState): Generator<readonly [target: string, path: readonly (string | number)[]]> {
  for (const [outcome, back] of Object.entries(callOf(next)?.nextStates ?? {})) {
    for (const [target, path] of placedTargets(back)) yield [target, ['nextStates', outcome, ...path]]
  }
  const place = placeOf(next)
  const path = place === next ? [] : ['to']
  if (typeof place === 'string') yield [place, path]
  else for (const [position, target] of (place?.candidates ?? []).entries()) yield [target, [...path, 'candidates', position]]
}

function isSelect(next: Exclude<NextState, string>): next is Select {
  return 'type' in next
}

/** Returns what an event does, in its long form. */
export function eventWayOf(handler: OnEvent): EventWay {
  return typeof handler === 'string' ? { to: handler } : handler
}
