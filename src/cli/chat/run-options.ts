import type { CompileOptions } from '../../compile/index.js'
import { leafConditions } from '../../conditions/leaves.js'
import { flowTransitions } from '../../definition/condition-parts.js'
import type { ConversationFlow } from '../../definition/flow.js'
import type { LanguageModel } from '../../model/language-model.js'

export interface Running {
  readonly model: LanguageModel
  readonly onNotice: (notice: string) => void
}

/** What a flow is opened with. */
export async function runOptions(
  flow: ConversationFlow,
  { model, onNotice }: Running,
): Promise<CompileOptions & { readonly flow: ConversationFlow }> {
  const models = Object.fromEntries(modelNames(flow).map((name) => [name, model]))
  return { flow, model, models, ...(await languageOptions(flow)), onProblem: ({ message }) => onNotice(message) }
}

/** The models that conditions ask for by name; one stands in for all of them. */
function modelNames(flow: ConversationFlow): readonly string[] {
  const leaves = [...flowTransitions(flow)].flatMap(({ condition }) => leafConditions(condition))
  return leaves.flatMap((leaf) => (leaf.type === 'llmClassifier' && leaf.model !== undefined ? [leaf.model] : []))
}

/** The stemmers of other languages take their time to load. */
async function languageOptions({ language = 'en' }: ConversationFlow): Promise<Pick<CompileOptions, 'stemmers'>> {
  if (language === 'en' || language.startsWith('en-')) return {}
  const { stemmers } = await import('../../conditions/languages.js')
  return { stemmers }
}
