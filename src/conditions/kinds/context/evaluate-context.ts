import type { ContextTest, ConversationData } from '../../condition.js'
import { lookUp } from './look-up.js'
import { isSameJson } from './same-json.js'

/** A context test, as a guard's params hold it: flat. */
export interface ContextParams extends ContextTest {
  readonly path: string
}

/** Whether every test given holds for the value at the path. A value of null or undefined does not exist. */
export function evaluateContext(params: ContextParams, data: ConversationData): boolean {
  const value = lookUp(data, params.path)
  return (
    (params.exists === undefined || params.exists === (value !== undefined && value !== null)) &&
    (params.equals === undefined || isSameJson(value, params.equals)) &&
    (params.in === undefined || params.in.some((choice) => isSameJson(value, choice))) &&
    isWithin(value, params)
  )
}

function isWithin(value: unknown, { gt, gte, lt, lte }: ContextTest): boolean {
  if (gt === undefined && gte === undefined && lt === undefined && lte === undefined) return true
  if (typeof value !== 'number') return false
  return (
    (gt === undefined || value > gt) &&
    (gte === undefined || value >= gte) &&
    (lt === undefined || value < lt) &&
    (lte === undefined || value <= lte)
  )
}
