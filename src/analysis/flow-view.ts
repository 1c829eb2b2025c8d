import type { CompileOptions, PromptSource } from '../compile/compile-options.js'
import { planFlow, type StatePlan } from '../compile/plan/flow-plan.js'
import { isEnglish, primaryLanguage, type Stemmer, type Stemmers } from '../conditions/kinds/keyword/stemmers.js'
import { KNOWN_LANGUAGES } from '../conditions/language/known-languages.js'
import type { ConversationFlow } from '../definition/flow.js'
import type { Diagnostic } from '../diagnostics/diagnostic.js'
import { CandidateList } from './candidate-list.js'
import { Utterances } from './utterances/utterances.js'

/** Describes what the analysis is told besides the flow. */
export interface AnalysisOptions {
  /** Prompts that the flow names and does not define, as `compileFlow` would be given them. */
  readonly prompts?: PromptSource
  /** Stemmers for languages other than English, from `talkchart/languages`. */
  readonly stemmers?: Stemmers
}

/** One state as the rules see it. */
export interface StateView {
  readonly name: string
  readonly plan: StatePlan
  /** The transitions that are tried on one text, in order: on the user's message and, with `transitionsOn: 'reply'`, on the reply. */
  readonly lists: readonly CandidateList[]
}

/** A flow as the rules see it: the definition, and what the compiler makes of it. */
export interface FlowView {
  readonly flow: ConversationFlow
  readonly options: AnalysisOptions
  readonly states: readonly StateView[]
  /** For the compiler: every prompt can be found; one that is defined nowhere is taken for one that the model speaks. */
  readonly compileOptions: CompileOptions
}

/** Returns what the flow is compiled with to be looked at: every prompt can be found. */
export function compileOptionsFor({ prompts, stemmers }: AnalysisOptions, { language }: ConversationFlow): CompileOptions {
  const primary = typeof language === 'string' ? primaryLanguage(language) : undefined
  const isMissing = primary !== undefined && KNOWN_LANGUAGES.includes(primary) && !Object.hasOwn(stemmers ?? {}, primary)
  // Without its stemmer the flow would not be compiled; the rest of it is looked at all the same.
  const completedStemmers = isMissing && !isEnglish(primary) ? { ...stemmers, [primary]: asWritten } : stemmers
  return { prompts: completed(prompts), ...(completedStemmers === undefined ? {} : { stemmers: completedStemmers }) }
}

const asWritten: Stemmer = (word) => word

/** Looks at a flow that `checkFlow` has no error in. */
export function viewFlow(flow: ConversationFlow, options: AnalysisOptions): FlowView {
  const { stemmers } = options
  const compileOptions = compileOptionsFor(options, flow)
  const utterances = new Utterances(flow.language, stemmers)
  const states = [...planFlow(flow, compileOptions).states.values()].map((plan): StateView => {
    const lists = [plan.replyCandidates, plan.candidates]
      .filter((candidates) => candidates.length > 0)
      .map((candidates) => new CandidateList(flow, utterances, plan, candidates))
    return { name: plan.name, plan, lists }
  })
  return { flow, options, states, compileOptions }
}

const completedSources = new WeakMap<PromptSource, PromptSource>()

const bySpokenName: PromptSource = (name) => ({ instruct: name })

/** The same source each time, as the compiler knows a flow that it has compiled by its options. */
function completed(prompts: PromptSource | undefined): PromptSource {
  if (prompts === undefined) return bySpokenName
  const known = completedSources.get(prompts)
  if (known !== undefined) return known
  const find = (name: string) => (typeof prompts === 'function' ? prompts(name) : Object.hasOwn(prompts, name) ? prompts[name] : undefined)
  const source: PromptSource = (name) => find(name) ?? { instruct: name }
  completedSources.set(prompts, source)
  return source
}

/** One thing that the analysis looks for. */
export interface AnalysisRule {
  /** The codes of what it finds; each has a page in `docs/diagnostics`. */
  readonly codes: readonly string[]
  readonly check: (view: FlowView) => Iterable<Diagnostic>
}
