import { leafConditions } from '../../compile/condition-formula.js'
import type { CompileOptions, ConversationMachine } from '../../compile/index.js'
import type { ConversationFlow } from '../../definition/flow.js'
import type { LanguageModel } from '../../model/language-model.js'
import type { LoadedFlow } from '../load-flow/load-flow.js'

interface Running {
  readonly model: LanguageModel
  readonly onNotice: (notice: string) => void
}

/** What a loaded flow is opened with: the flow, or the machine of a module that exports nothing else. */
export async function runOptions(
  { flow, machine }: LoadedFlow,
  { model, onNotice }: Running,
): Promise<(CompileOptions & { readonly flow: ConversationFlow }) | { readonly machine: ConversationMachine }> {
  if (flow === undefined && machine !== undefined) return { machine }
  if (flow === undefined) throw new TypeError('A loaded flow is a flow or a machine.')
  const models = Object.fromEntries(modelNames(flow).map((name) => [name, model]))
  return { flow, model, models, ...(await languageOptions(flow)), onProblem: ({ message }) => onNotice(message) }
}

/** The models that conditions ask for by name; one stands in for all of them. */
function modelNames({ states, globalTransitions = {} }: ConversationFlow): readonly string[] {
  const own = Object.values(states).flatMap(({ transitions = {} }) => Object.values(transitions))
  const leaves = [...own, ...Object.values(globalTransitions)].flatMap(leafConditions)
  return leaves.flatMap((leaf) => (leaf.type === 'llmClassifier' && leaf.model !== undefined ? [leaf.model] : []))
}

/** The stemmers of other languages take their time to load. */
async function languageOptions({ language = 'en' }: ConversationFlow): Promise<Pick<CompileOptions, 'stemmers'>> {
  if (language === 'en' || language.startsWith('en-')) return {}
  const { stemmers } = await import('../../conditions/languages.js')
  return { stemmers }
}
