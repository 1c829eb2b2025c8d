import { isRecord } from '../../diagnostics/json.js'
import { assertComplete } from '../chat/assert-complete.js'
import type { ModelUsage } from '../language-model.js'
import { ModelError, withCost } from '../model-error.js'

/** Ends that the provider had no hand in: the answer may come whole next time. */
const CUT = new Set(['error', 'interrupted'])

/** What a provider told at the end of an answer. Nothing of it is sure. */
export interface Ending {
  readonly text: string
  readonly finishReason: unknown
  readonly usage: unknown
  readonly callsTool: boolean
  readonly hasReasoning: boolean
}

/**
 * Judges a whole answer.
 *
 * @returns what it cost
 * @throws ModelError with what it cost, for an answer that can not be used
 */
export function judgeEnding({ usage: reported, finishReason, ...answer }: Ending): ModelUsage {
  const usage = readUsage(reported)
  const reason = readReason(finishReason)
  return withCost(usage, () => {
    if (CUT.has(reason)) throw new ModelError('connection', 'The model server failed before the answer was complete.')
    assertComplete({ ...answer, refusal: '', finishReason: reason })
    return usage
  })
}

/** Up to specification 2 an amount is a number, from 3 on its parts stand beside their total. What is no number counts nothing. */
export function readUsage(reported: unknown): ModelUsage {
  const amount = (name: keyof ModelUsage) => {
    const found = isRecord(reported) ? reported[name] : undefined
    const total = isRecord(found) ? found['total'] : found
    return typeof total === 'number' ? total : 0
  }
  return { inputTokens: amount('inputTokens'), outputTokens: amount('outputTokens') }
}

/** Up to specification 2 a reason is a word, from 3 on the provider's own stands beside it. */
function readReason(reported: unknown): string {
  const reason = isRecord(reported) ? reported['unified'] : reported
  return typeof reason === 'string' ? reason : ''
}

/** Tells a part by which the model calls a tool of ours: it has none. What the provider does by itself is its own. */
export function isToolCall(part: Readonly<Record<string, unknown>>): boolean {
  return (part['type'] === 'tool-call' || part['type'] === 'tool-input-start') && part['providerExecuted'] !== true
}

/** Reads a text, which in the wrong hands may be anything. */
export function readText(text: unknown): string {
  if (typeof text === 'string') return text
  throw new ModelError('off-schema', 'The model sent an answer that is no text.')
}
