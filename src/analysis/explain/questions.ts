import type { AskedCondition } from '../../conditions/condition.js'
import type { JsonValue } from '../../diagnostics/json.js'
import type { ConversationContext } from '../../machine/context.js'
import type { GuardLeaf } from '../../machine/guard-expression.js'
import type { ConfigMeta, UnderstandingMeta } from '../../machine/meta.js'
import type { UnderstandRequest } from '../../model/language-model.js'
import { understandMapper } from '../../runtime/mappers.js'
import type { ExplainedQuestion, KnownAnswers } from './explanation.js'

const CHOICE_BY_FUNCTION = '$choose'
/** The key of what is extracted. */
const EXTRACT = 'extract'

/** What is asked about a message of one state. */
export class Questions {
  readonly #understanding: UnderstandingMeta | undefined
  readonly #known: KnownAnswers

  constructor(understanding: UnderstandingMeta | undefined, known: KnownAnswers) {
    this.#understanding = understanding
    this.#known = known
  }

  /** Returns whether an answer is known. */
  isKnown(key: string): boolean {
    const { answers = {}, complete = false } = this.#known
    return complete || Object.hasOwn(answers, key)
  }

  answerTo(key: string): JsonValue | undefined {
    const { answers = {}, complete = false } = this.#known
    if (Object.hasOwn(answers, key)) return answers[key] as JsonValue
    return complete ? null : undefined
  }

  /** Tells whether an answer chooses where a transition leads, and is no condition. */
  isChoice({ params }: GuardLeaf): boolean {
    const key = String(params?.key)
    return key.endsWith(CHOICE_BY_FUNCTION) || this.#questionOf(key)?.type === 'select'
  }

  /** Returns the condition that an answer stands for; undefined for one of the flow's own functions, which the chart does not hold. */
  conditionOf({ params }: GuardLeaf): Exclude<AskedCondition, { readonly type: 'custom' }> | undefined {
    const question = this.#questionOf(String(params?.key))
    const equals = params?.equals
    if (question?.type === 'class') {
      const { prompt, model, classes } = question
      return { type: 'llmClassifier', prompt: prompt ?? '', targetClass: String(equals), classes, ...(model === null ? {} : { model }) }
    }
    const sentiment = (['positive', 'negative', 'neutral'] as const).find((label) => label === equals)
    return question?.type === 'sentiment' && sentiment !== undefined ? { type: 'sentiment', sentiment, by: 'model' } : undefined
  }

  /** Returns what models are asked, each in a call of its own. */
  requests(meta: ConfigMeta, context: ConversationContext): readonly UnderstandRequest[] {
    return this.#understanding === undefined ? [] : understandMapper(meta, this.#understanding)({ context }).requests
  }

  /** Lists what is asked: the model's questions in the words in which they are asked, then those of the flow's own functions. */
  list(requests: readonly UnderstandRequest[], answers: readonly GuardLeaf[]): readonly ExplainedQuestion[] {
    if (this.#understanding === undefined) return []
    const byModel = requests.flatMap(({ questions }) => questions).map(({ key, instruction }) => this.#asked(key, instruction))
    const known = new Set(byModel.map(({ key }) => key))
    const keys = [...new Set(answers.map(({ params }) => String(params?.key)))].filter((key) => !known.has(key))
    return [
      ...byModel,
      ...keys.map((key) => this.#asked(key, key.endsWith(CHOICE_BY_FUNCTION) ? 'a function of the flow chooses' : OWN_FUNCTION)),
    ]
  }

  #asked(key: string, instruction: string): ExplainedQuestion {
    const { data, told } = this.#known
    const extracted = told ?? data
    return { key, instruction, answer: key === EXTRACT && extracted !== undefined ? (extracted as JsonValue) : this.answerTo(key) }
  }

  #questionOf(key: string): UnderstandingMeta['questions'][number] | undefined {
    return this.#understanding?.questions.find((question) => question.key === key)
  }
}

/** Describes what the chart does not hold. */
export const OWN_FUNCTION = 'passes a function of the flow'
