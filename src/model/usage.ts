import type { ModelUsage } from './language-model.js'

/** What a conversation has spent on the model. Failed calls are not counted. */
export interface Usage extends ModelUsage {
  readonly modelCalls: number
}

export const NO_USAGE: Usage = { modelCalls: 0, inputTokens: 0, outputTokens: 0 }

/**
 * Adds two usages.
 *
 * @example addUsage({ modelCalls: 1, inputTokens: 10, outputTokens: 2 }, { modelCalls: 1, inputTokens: 5, outputTokens: 1 })
 * // { modelCalls: 2, inputTokens: 15, outputTokens: 3 }
 */
export function addUsage(left: Usage, right: Usage): Usage {
  return {
    modelCalls: left.modelCalls + right.modelCalls,
    inputTokens: left.inputTokens + right.inputTokens,
    outputTokens: left.outputTokens + right.outputTokens,
  }
}
