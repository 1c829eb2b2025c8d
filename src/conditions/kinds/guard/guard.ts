import type { JsonObject } from '../../../diagnostics/json.js'
import { quote } from '../../../diagnostics/quote.js'
import type { GuardCondition } from '../../condition.js'
import type { EvaluationInput, Truth } from '../../evaluation.js'

/**
 * Asks the flow author's own XState guard, supplied by `machine.provide({ guards })`.
 *
 * @param name the guard's name
 * @param params plain JSON, passed to the guard as it stands
 * @example guard('isOpeningHour', { timeZone: 'Europe/Berlin' })
 */
export function guard<Name extends string>(name: Name): GuardCondition<Name, never>
export function guard<Name extends string, Params extends JsonObject | undefined>(
  name: Name,
  params: Params,
): GuardCondition<Name, NonNullable<Params>>
export function guard(name: string, params?: JsonObject): GuardCondition {
  return params === undefined ? { type: 'guard', name } : { type: 'guard', name, params }
}

/** Asks the user's own guard. */
export function evaluateGuard({ name, params }: GuardCondition, { guards }: EvaluationInput): Truth {
  return guards?.(name, params) ?? 'unknown'
}

export function describeGuard({ name, params }: GuardCondition): string {
  return params === undefined ? `guard ${name}` : `guard ${name} ${quote(params)}`
}
