import { compileProblems } from '../compile/check/compile-problems.js'
import { compileFlow } from '../compile/compile-flow.js'
import { checkFlow } from '../definition/check-flow.js'
import type { ConversationFlow } from '../definition/flow.js'
import { stateOf } from '../definition/state-facts.js'
import type { Diagnostic, Severity } from '../diagnostics/diagnostic.js'
import { type AnalysisOptions, viewFlow } from './flow-view.js'
import { findLoops, type Loop } from './loops/find-loops.js'
import { machineEdges } from './loops/machine-edges.js'
import { countModelCalls, type ModelCalls } from './model-calls/count-model-calls.js'
import { unknownCodes } from './rules/allowed-codes.js'
import { analysisCodes, rules } from './rules/index.js'
import { loopDiagnostics } from './rules/loops.js'
import { prompts as promptRule } from './rules/prompts.js'

/** Holds all that is known of a flow before anyone talks to it. Plain JSON. */
export interface FlowAnalysis {
  /** Errors first, then warnings, then what is worth knowing; without those that `metadata.allow` silences. */
  readonly diagnostics: readonly Diagnostic[]
  /** Every loop, also those that need no mending. */
  readonly loops: readonly Loop[]
  /** Model calls at worst; undefined for a flow that can not be compiled. */
  readonly modelCalls: ModelCalls | undefined
}

const WEIGHTS: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 }

/**
 * Finds what a customer would run into: transitions that never fire, messages that are routed wrong, loops, dead ends, prompts that are missing;
 * each with the utterance that shows it where there is one. A flow that is not well-formed gives the diagnostics of `checkFlow` alone. Never
 * throws on what TypeScript or `parseFlow` takes for a flow.
 *
 * A diagnostic that is meant is silenced by `metadata: { allow: ['overlap'] }` on the flow or the state.
 *
 * @param options the prompts and stemmers that `compileFlow` will be given
 * @example analyzeFlow(flow).diagnostics.filter(({ severity }) => severity !== 'info')
 */
export function analyzeFlow<StateName extends string, PromptName extends string>(
  flow: ConversationFlow<StateName, PromptName>,
  options?: AnalysisOptions,
): FlowAnalysis
export function analyzeFlow(flow: ConversationFlow, options: AnalysisOptions = {}): FlowAnalysis {
  const checked = checkFlow(flow)
  if (checked.some(isError)) return { diagnostics: checked, loops: [], modelCalls: undefined }
  const view = viewFlow(flow, options)
  const uncompilable = compileProblems(flow, view.compileOptions)
  if (uncompilable.length > 0) {
    const diagnostics = [...uncompilable, ...promptRule.check(view), ...checked]
    return { diagnostics: arrange(flow, diagnostics), loops: [], modelCalls: undefined }
  }
  const loops = findLoops(view, machineEdges(compileFlow(flow, view.compileOptions)))
  const found = [
    ...checked,
    ...rules.flatMap((rule) => [...rule.check(view)]),
    ...loopDiagnostics(loops),
    ...unknownCodes(flow, analysisCodes),
  ]
  return { diagnostics: arrange(flow, found), loops, modelCalls: countModelCalls(view) }
}

/** Returns the diagnostics without what is allowed or said twice, the weightiest first. */
function arrange(flow: ConversationFlow, diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const distinct = new Map(
    diagnostics.map((diagnostic) => [JSON.stringify([diagnostic.code, diagnostic.path, diagnostic.message]), diagnostic]),
  )
  return [...distinct.values()]
    .filter((diagnostic) => !isAllowed(flow, diagnostic))
    .toSorted((left, right) => WEIGHTS[left.severity] - WEIGHTS[right.severity])
}

function isError({ severity }: Diagnostic): boolean {
  return severity === 'error'
}

/** Tells whether a diagnostic is meant: `metadata.allow` of the flow, or of the state that it is about, names its code. */
function isAllowed(flow: ConversationFlow, { code, path }: Diagnostic): boolean {
  if (flow.metadata?.allow?.includes(code)) return true
  const [top, name] = path
  const state = top === 'states' && typeof name === 'string' ? stateOf(flow, name) : undefined
  return state?.metadata?.allow?.includes(code) ?? false
}
