import type { ModelUsage } from '../language-model.js'

interface CompletionUsage {
  readonly prompt_tokens?: number
  readonly completion_tokens?: number
}

/** The server's count of tokens; zeros when it sent none. */
export function toUsage(usage: CompletionUsage | null | undefined): ModelUsage {
  return { inputTokens: usage?.prompt_tokens ?? 0, outputTokens: usage?.completion_tokens ?? 0 }
}
