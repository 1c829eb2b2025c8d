import { type ByType, byType } from './by-type.js'
import type { AskedCondition, ModelCondition } from './condition.js'
import { classifierClasses } from './kinds/llm-classifier/llm-classifier-kind.js'
import { SENTIMENT_LABELS } from './kinds/sentiment/sentiment-kind.js'

const EXPECTED = {
  llmClassifier: ({ targetClass }) => targetClass,
  sentiment: ({ sentiment }) => sentiment,
  custom: () => true,
} satisfies ByType<AskedCondition['type'], [], string | boolean>

/** Returns the answer that makes a condition hold. */
export function expectedAnswer(condition: AskedCondition): string | boolean {
  return byType<AskedCondition['type'], [], string | boolean>(EXPECTED, condition)
}

const CLASSES = {
  llmClassifier: classifierClasses,
  sentiment: () => SENTIMENT_LABELS,
} satisfies ByType<ModelCondition['type'], [], readonly string[]>

const PROMPTS = {
  llmClassifier: ({ prompt }) => prompt,
  sentiment: () => null,
} satisfies ByType<ModelCondition['type'], [], string | null>

/** Returns the prompt that a condition asks the model with; null where it asks in the library's words. */
export function promptOf(condition: ModelCondition): string | null {
  return byType<ModelCondition['type'], [], string | null>(PROMPTS, condition)
}

const MODELS = {
  llmClassifier: ({ model = null }) => model,
  sentiment: () => null,
} satisfies ByType<ModelCondition['type'], [], string | null>

/** Returns the name of the model that a condition asks; null for the one without a name. */
export function modelNameOf(condition: ModelCondition): string | null {
  return byType<ModelCondition['type'], [], string | null>(MODELS, condition)
}

/** Returns the classes that the model may answer. */
export function classesOf(condition: ModelCondition): readonly string[] {
  return byType<ModelCondition['type'], [], readonly string[]>(CLASSES, condition)
}
