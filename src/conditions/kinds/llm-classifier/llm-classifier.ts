import { quote } from '../../../diagnostics/quote.js'
import { TalkchartError } from '../../../diagnostics/talkchart-error.js'
import type { LlmClassifierCondition } from '../../condition.js'

/** Says what `llmClassifier` asks, and the answer that it waits for. */
export interface LlmClassifierOptions<Class extends string> {
  /** The question; a template, whose `{{text}}` stands for "the user's message". */
  readonly prompt: string
  /** The answer that makes the condition hold; one of the classes. */
  readonly targetClass: NoInfer<Class>
  /** What the model may answer; `['yes', 'no']` by default. */
  readonly classes?: readonly Class[]
  /** The name of one of the `models`; the default model without it. */
  readonly model?: string
}

/**
 * Asks the model to put the message into one of the classes; holds when it answers `targetClass`. Without `classes` the
 * target is `'yes'` or `'no'`.
 *
 * @throws {TalkchartError} `invalid-condition` when it is not given an object with a prompt and a target class
 * @example llmClassifier({ prompt: 'Does {{text}} ask for a refund?', targetClass: 'yes' })
 * @example llmClassifier({ prompt: 'What is {{text}} about?', classes: ['billing', 'bug', 'other'], targetClass: 'billing' })
 */
export function llmClassifier<const Class extends string = 'yes' | 'no'>(options: LlmClassifierOptions<Class>): LlmClassifierCondition {
  if (typeof options?.prompt !== 'string' || typeof options.targetClass !== 'string') {
    const usage = 'llmClassifier takes an object: llmClassifier({ prompt: "Is {{text}} a complaint?", targetClass: "yes" }).'
    throw new TalkchartError('invalid-condition', `${usage} This is ${quote(options)}.`)
  }
  return { type: 'llmClassifier', ...options }
}
