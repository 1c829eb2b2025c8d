import type { ModelUsage } from '../language-model.js'
import { safeAmount } from '../usage.js'

/** The topic of missing usage: it is said once, whether the server refused to report it or just did not. */
export const NO_USAGE = 'no usage'

/**
 * Reads the server's count of tokens. What is no count is made one, so that a budget and a record can hold it.
 *
 * @param notify told what the server reports that is no count, or that it reports nothing
 */
export function readUsage(reported: unknown, notify: (topic: string, notice: string) => void): ModelUsage {
  if (typeof reported !== 'object' || reported === null) {
    notify(NO_USAGE, 'reports no usage for some answers; they count no tokens')
    return { inputTokens: 0, outputTokens: 0 }
  }
  const count = (name: 'prompt_tokens' | 'completion_tokens') => {
    const value: unknown = Reflect.get(reported, name)
    const tokens = Math.floor(safeAmount(value))
    if (value !== tokens) notify(name, `reports ${name} that are no count of tokens (${describe(value)}); ${tokens} are counted`)
    return tokens
  }
  return { inputTokens: count('prompt_tokens'), outputTokens: count('completion_tokens') }
}

function describe(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 40 ? `${text.slice(0, 39)}…` : text
}
