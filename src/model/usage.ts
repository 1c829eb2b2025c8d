import { type ReportProblem, reportToConsole } from '../conditions/evaluation.js'
import type { ModelUsage } from './language-model.js'

/** Counts what a conversation has spent on the model. A failed call counts no call, but its tokens where the server told them. */
export interface Usage extends ModelUsage {
  readonly modelCalls: number
}

/** What is known of a call that was cut off: nobody tells what it cost. */
export const CUT_OFF: Usage = { modelCalls: 1, inputTokens: 0, outputTokens: 0 }

export const NO_USAGE: Usage = { modelCalls: 0, inputTokens: 0, outputTokens: 0 }

/**
 * Adds two usages. A sum is never below zero and never past the whole numbers that JavaScript counts exactly, whatever a server
 * reports.
 *
 * @example addUsage({ modelCalls: 1, inputTokens: 10, outputTokens: 2 }, { modelCalls: 1, inputTokens: 5, outputTokens: 1 })
 * // { modelCalls: 2, inputTokens: 15, outputTokens: 3 }
 */
export function addUsage(left: Usage, right: Usage): Usage {
  return {
    modelCalls: safeAmount(safeAmount(left.modelCalls) + safeAmount(right.modelCalls)),
    inputTokens: safeAmount(safeAmount(left.inputTokens) + safeAmount(right.inputTokens)),
    outputTokens: safeAmount(safeAmount(left.outputTokens) + safeAmount(right.outputTokens)),
  }
}

/**
 * Makes an amount of whatever a server reports: nothing, and what is no amount, is 0.
 *
 * @example safeAmount('12') // 12
 */
export function safeAmount(reported: unknown): number {
  const value = typeof reported === 'string' && /^\d+$/.test(reported) ? Number(reported) : reported
  if (typeof value !== 'number' || !(value > 0)) return 0
  return Math.min(Math.floor(value), Number.MAX_SAFE_INTEGER)
}

/**
 * Says what a reported usage has that is no count: a negative or a broken number, or more than JavaScript counts exactly. Undefined
 * where each amount counts as it was reported.
 */
export function usageProblem(reported: unknown): string | undefined {
  const amounts = ['modelCalls', 'inputTokens', 'outputTokens'].map((name) => [name, readProperty(reported, name)] as const)
  const wrong = amounts.find(([, amount]) => amount !== undefined && safeAmount(amount) !== Number(amount))
  return wrong && `${wrong[0]} is ${String(wrong[1])}, and counts as ${safeAmount(wrong[1])}`
}

/** Reads a property of anything. What throws has none. */
export function readProperty(value: unknown, name: string): unknown {
  try {
    return Reflect.get(Object(value), name)
  } catch {
    return undefined
  }
}

/** Makes the usage of one call of whatever a server or a model of one's own reports. */
export function safeUsage(reported: unknown): ModelUsage {
  const field = (name: keyof ModelUsage) => safeAmount(readProperty(reported, name))
  return { inputTokens: field('inputTokens'), outputTokens: field('outputTokens') }
}

/** Counts one call with the tokens that it reports; what is no count is told, and counts as a record can hold it. */
export function usageOfCall(reported: unknown, report: ReportProblem = reportToConsole): Usage {
  const problem = usageProblem(reported)
  if (problem !== undefined) report({ type: 'usage', message: `A model reported a usage that is no count: ${problem}.` })
  return { modelCalls: 1, ...safeUsage(reported) }
}
