import type { ReportProblem } from '../conditions/evaluation.js'
import type { Stemmers } from '../conditions/kinds/keyword/stemmers.js'
import type { PromptDefinition } from '../definition/flow.js'
import type { ActorImplementations } from '../machine/implementations.js'
import type { LanguageModel } from '../model/language-model.js'

/** Gives prompts by name: an object, or a function that finds one. */
export type PromptSource = Readonly<Record<string, PromptDefinition>> | ((name: string) => PromptDefinition | undefined)

/** Names what a flow is compiled with. */
export interface CompileOptions<ActorName extends string = string> {
  /** Makes the replies and answers the questions. Without it only prompts with `say` can be spoken. */
  readonly model?: LanguageModel
  /** Further models, for conditions that name one. */
  readonly models?: Readonly<Record<string, LanguageModel>>
  /** Prompts that the flow names and does not define. */
  readonly prompts?: PromptSource
  /** The actors that the flow's `invoke`s name. */
  readonly actors?: ActorImplementations<ActorName>
  /** Stemmers for languages other than English, from `talkchart/languages`. */
  readonly stemmers?: Stemmers
  /** Told about a condition that could not be evaluated and so did not hold; `console.error` by default. */
  readonly onProblem?: ReportProblem
}
