import type { LanguageModel } from '../../model/language-model.js'
import type { ModelAnswer } from './chat-view.js'

export interface ModelObserver {
  /** A reply is about to be made. */
  readonly onRespond?: () => void
  readonly onAnswers?: (answers: readonly ModelAnswer[]) => void
}

/** The same model, which tells what it is asked and how it answers. */
export function observedModel(model: LanguageModel, { onRespond, onAnswers }: ModelObserver): LanguageModel {
  return {
    respond: (request, options) => {
      onRespond?.()
      return model.respond(request, options)
    },
    async understand(request, options) {
      const result = await model.understand(request, options)
      const { value } = result
      const known = typeof value === 'object' && value !== null ? new Map<string, unknown>(Object.entries(value)) : new Map()
      onAnswers?.(request.questions.map(({ key, instruction }) => ({ key, instruction, answer: known.get(key) ?? null })))
      return result
    },
  }
}
