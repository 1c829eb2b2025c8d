import type { LanguageModel, UnderstandRequest } from './language-model.js'

/** Says what a `templateModel` answers. */
export interface TemplateModelOptions {
  /** Answers what a condition asks. By default nothing is answered, so no LLM condition holds and nothing is extracted. */
  readonly understand?: (request: UnderstandRequest) => unknown
}

const NOTHING_SPENT = { inputTokens: 0, outputTokens: 0 }

/**
 * Makes a model that is no model: it speaks a prompt's `say`, and where there is none, the instruction itself. For prototypes,
 * tests and a first look without a key; not for customers.
 *
 * @example const conversation = await openConversation({ flow, model: templateModel() })
 */
export function templateModel(options: TemplateModelOptions = {}): LanguageModel {
  return {
    async respond(request, { onDelta }) {
      const text = request.say ?? request.instruction
      onDelta(text)
      return { text, usage: NOTHING_SPENT }
    },
    async understand(request) {
      const value = await options.understand?.(request)
      return { value: value ?? null, usage: NOTHING_SPENT }
    },
  }
}
