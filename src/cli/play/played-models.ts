import type { LanguageModel } from '../../model/language-model.js'

/** The models of the conversations that are played: one for all, and those of the conversations that play a path. */
export class PlayedModels {
  readonly #usual: LanguageModel
  readonly #ofPaths = new Map<string, LanguageModel>()

  constructor(usual: LanguageModel) {
    this.#usual = usual
  }

  /** Lets a conversation have a model of its own. */
  give(conversationId: string, model: LanguageModel): void {
    this.#ofPaths.set(conversationId, model)
  }

  /** One model that stands for all of them. */
  readonly model: LanguageModel = {
    respond: (request, options) => this.#modelOf(request.conversationId).respond(request, options),
    understand: (request, options) => this.#modelOf(request.conversationId).understand(request, options),
  }

  #modelOf(conversationId: string): LanguageModel {
    return this.#ofPaths.get(conversationId) ?? this.#usual
  }
}
