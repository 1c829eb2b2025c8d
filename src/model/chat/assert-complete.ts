import { ModelError } from '../model-error.js'

/** The parts of a completion that say whether it can be used. */
export interface Completion {
  /** The text, without parts that are no text. */
  readonly text: string
  readonly refusal: string
  readonly finishReason: string | null
  readonly callsTool: boolean
  readonly hasReasoning: boolean
}

/** What the servers' own words for an end mean; every other word is a good end. */
const TRUNCATED = new Set(['length', 'max_tokens', 'model_length', 'max_output_tokens'])
const REFUSED = new Set(['content_filter', 'refusal', 'safety', 'SAFETY', 'content-filter'])
const FAILED = new Set(['error', 'insufficient_system_resource'])
const CALLED = new Set(['tool_calls', 'function_call', 'tool-calls'])

/** @throws ModelError `refusal`, `truncated`, `off-schema`, `model` or `empty` */
export function assertComplete({ text, refusal, finishReason, callsTool, hasReasoning }: Completion): void {
  const reason = finishReason ?? ''
  if (refusal !== '') throw new ModelError('refusal', 'The model refused to answer.')
  if (REFUSED.has(reason)) throw new ModelError('refusal', "The model server's content filter held the answer back.")
  if (TRUNCATED.has(reason)) throw new ModelError('truncated', 'The answer was cut off at the limit of tokens.')
  if (FAILED.has(reason)) throw new ModelError('model', 'The model server failed while it made the answer.')
  const isEmpty = text.trim() === ''
  if (callsTool || (isEmpty && CALLED.has(reason))) {
    throw new ModelError('off-schema', 'The model called a tool instead of answering. Give it no tools.')
  }
  if (isEmpty) throw new ModelError('empty', `The model answered with nothing${hasReasoning ? ' but its reasoning' : ''}.`)
}
