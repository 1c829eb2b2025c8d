import type { ConversationData } from '../conditions/condition.js'
import type { PromptDefinition } from '../definition/flow.js'
import type { JsonObject } from '../diagnostics/json.js'
import type { QuestionTemplate } from './question-template.js'

/** What the root of a machine's config keeps for its mappers. Plain JSON. */
export interface FlowMeta {
  /** The version of this layout. */
  readonly format: 1
  readonly flow: { readonly name: string; readonly version: string; readonly hash: string }
  readonly initialState: string
  readonly initialContext: ConversationData
  readonly maxMessages: number
  readonly systemPrompt?: PromptDefinition
}

/** What a flow state's node keeps. Plain JSON. */
export interface StateMeta {
  readonly prompt: PromptDefinition
  readonly missPrompt?: PromptDefinition
  readonly promptParams?: JsonObject
  readonly timeoutSeconds?: number
}

/** What an understanding node keeps. Plain JSON. */
export interface UnderstandingMeta {
  readonly about: 'user' | 'reply'
  readonly tasks: string
  readonly questions: readonly QuestionTemplate[]
}

/** Where a JSON config keeps facts for its mappers. */
export interface ConfigMeta {
  readonly flow: FlowMeta
  readonly stateOf: (name: string) => StateMeta
}
