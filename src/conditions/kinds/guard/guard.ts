import type { JsonObject } from '../../../diagnostics/json.js'
import type { GuardCondition } from '../../condition.js'

/**
 * The flow author's own XState guard, supplied by `machine.provide({ guards })`.
 *
 * @param name the guard's name
 * @param params plain JSON, passed to the guard as it stands
 * @example guard('isOpeningHour', { timeZone: 'Europe/Berlin' })
 */
export function guard(name: string, params?: JsonObject): GuardCondition {
  return params === undefined ? { type: 'guard', name } : { type: 'guard', name, params }
}
