import type { LanguageModel, Question } from '../../model/language-model.js'

/** What a model has answered about one message. */
export interface HeardAnswers {
  readonly requestId: string
  readonly about: 'user' | 'reply'
  /** The message. */
  readonly text: string
  readonly questions: readonly Question[]
  readonly value: unknown
}

/** How many conversations' answers are kept. */
const MOST_CONVERSATIONS = 200

/** The models of the conversations that are played: one for all, and those of the conversations that play a path. */
export class PlayedModels {
  readonly #usual: LanguageModel
  readonly #ofPaths = new Map<string, LanguageModel>()
  readonly #heard = new Map<string, HeardAnswers[]>()

  constructor(usual: LanguageModel) {
    this.#usual = usual
  }

  /** Lets a conversation have a model of its own. */
  give(conversationId: string, model: LanguageModel): void {
    this.#ofPaths.set(conversationId, model)
  }

  /** Returns what was answered in a conversation since this process runs, in order. */
  heardIn(conversationId: string): readonly HeardAnswers[] {
    return this.#heard.get(conversationId) ?? []
  }

  /** One model that stands for all of them. */
  readonly model: LanguageModel = {
    respond: (request, options) => this.#modelOf(request.conversationId).respond(request, options),
    understand: async (request, options) => {
      const { id: requestId, conversationId, about, text, questions } = request
      const result = await this.#modelOf(conversationId).understand(request, options)
      this.#hear(conversationId, { requestId, about, text, questions, value: result.value })
      return result
    },
  }

  #modelOf(conversationId: string): LanguageModel {
    return this.#ofPaths.get(conversationId) ?? this.#usual
  }

  #hear(conversationId: string, answers: HeardAnswers): void {
    const known = this.#heard.get(conversationId) ?? []
    // A call that is made again takes the place of the one before.
    this.#heard.set(conversationId, [...known.filter(({ requestId }) => requestId !== answers.requestId), answers])
    const [oldest] = this.#heard.keys()
    if (this.#heard.size > MOST_CONVERSATIONS && oldest !== undefined) this.#heard.delete(oldest)
  }
}
