import type { CompileOptions } from '../../compile/compile-options.js'
import { modelNameOf } from '../../conditions/asked.js'
import { isAskedOfModel, leafConditions } from '../../conditions/leaves.js'
import { flowTransitions } from '../../definition/condition-parts.js'
import type { ConversationFlow } from '../../definition/flow.js'
import type { LanguageModel } from '../../model/language-model.js'
import type { ExportedOptions } from '../load-flow/flow-options.js'

/** What a flow is run with besides its own options. */
export interface Running {
  readonly model: LanguageModel
  readonly onNotice: (notice: string) => void
}

/** Returns what a flow is opened with. */
export function runOptions(
  flow: ConversationFlow,
  options: ExportedOptions,
  { model, onNotice }: Running,
): CompileOptions & { readonly flow: ConversationFlow } {
  const models = Object.fromEntries(modelNames(flow).map((name) => [name, model]))
  return { flow, model, models, ...options, onProblem: ({ message }) => onNotice(message) }
}

/** Returns the models that conditions ask for by name; one stands in for all of them. */
function modelNames(flow: ConversationFlow): readonly string[] {
  const leaves = [...flowTransitions(flow)].flatMap(({ condition }) => leafConditions(condition))
  return leaves.filter(isAskedOfModel).flatMap((leaf) => modelNameOf(leaf) ?? [])
}
