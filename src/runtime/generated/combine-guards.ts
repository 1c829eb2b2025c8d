import type { RuntimeGuard } from './runtime-guard.js'

/** A guard that holds when each of them does; the first that does not ends it. */
export function allOf(...guards: readonly RuntimeGuard<unknown>[]): RuntimeGuard<unknown> {
  return (turn) => guards.every((guard) => guard(turn, undefined))
}

/** A guard that holds when any of them does; the first that does ends it. */
export function anyOf(...guards: readonly RuntimeGuard<unknown>[]): RuntimeGuard<unknown> {
  return (turn) => guards.some((guard) => guard(turn, undefined))
}

/** A guard that holds when this one does not. */
export function noneOf(guard: RuntimeGuard<unknown>): RuntimeGuard<unknown> {
  return (turn) => !guard(turn, undefined)
}

/**
 * A guard with its params, as a part of another.
 *
 * @example
 * const isTooOften = given(conversationGuards.visitedOften, { state: 'greeting', times: 3 })
 */
export function given<Params>(guard: RuntimeGuard<Params>, params: Params): RuntimeGuard<unknown> {
  return (turn) => guard(turn, params)
}
