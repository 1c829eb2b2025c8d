import { isRecord } from '../machine/event-facts.js'
import type { Usage } from '../model/usage.js'

/** What a call has spent, by its actor's output; an actor of the user's own that does not say so counts as one call. */
export function usageOf(output: Readonly<Record<string, unknown>>): Usage {
  const usage = isRecord(output.usage) ? output.usage : {}
  const count = (key: string, otherwise: number) => {
    const value = usage[key]
    return typeof value === 'number' && Number.isFinite(value) ? value : otherwise
  }
  return { modelCalls: count('modelCalls', 1), inputTokens: count('inputTokens', 0), outputTokens: count('outputTokens', 0) }
}
