import * as v from 'valibot'
import type { LlmClassifierCondition } from '../../condition.js'
import { described, type EntriesOf, listOf, optional } from '../../schema-parts.js'

export const classifierEntries = {
  type: v.literal('llmClassifier'),
  prompt: described(v.string(), 'The question; {{text}} stands for the user’s message.'),
  targetClass: described(v.string(), 'The answer that makes the condition hold; one of the classes.'),
  classes: optional(listOf(v.string()), 'What the model may answer; yes and no by default.'),
  model: optional(v.string(), 'The name of one of the models; the default model without it.'),
} satisfies EntriesOf<LlmClassifierCondition>
