import type { LanguageModel, RespondRequest } from '../../model/language-model.js'
import type { ModelAnswer } from './chat-view.js'

/** Returns the same model, which tells when a reply is about to be made, and writes down how it answers questions. */
export function observedModel(
  model: LanguageModel,
  { onRespond }: { readonly onRespond: (request: RespondRequest) => void },
  answers: ModelAnswer[],
): LanguageModel {
  return {
    respond: (request, options) => {
      onRespond(request)
      return model.respond(request, options)
    },
    async understand(request, options) {
      const result = await model.understand(request, options)
      const { value } = result
      const known = new Map<string, unknown>(typeof value === 'object' && value !== null ? Object.entries(value) : [])
      answers.push(...request.questions.map(({ key, instruction }) => ({ key, instruction, answer: known.get(key) ?? null })))
      return result
    },
  }
}
