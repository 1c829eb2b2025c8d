import { compileProblems, shapeProblems } from '../compile/check/compile-problems.js'
import { compileFlow } from '../compile/compile-flow.js'
import { checkFlow } from '../definition/check-flow.js'
import type { ConversationFlow, Metadata } from '../definition/flow.js'
import { fullName } from '../definition/flows/full-name.js'
import { asWritten, subFlowOf, unfold } from '../definition/flows/unfold.js'
import { stateOf } from '../definition/state-facts.js'
import type { Diagnostic, DiagnosticPath, Severity } from '../diagnostics/diagnostic.js'
import { mendedFlow } from './around-errors.js'
import { type AnalysisOptions, compileOptionsFor, type FlowView, viewFlow } from './flow-view.js'
import { findLoops, type Loop } from './loops/find-loops.js'
import { levelEdges } from './loops/level-edges.js'
import { machineEdges } from './loops/machine-edges.js'
import { countModelCalls, type ModelCalls } from './model-calls/count-model-calls.js'
import { unknownCodes } from './rules/allowed-codes.js'
import { analysisCodes, rules } from './rules/index.js'
import { loopDiagnostics } from './rules/loops.js'

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
 * each with the utterance that shows it where there is one. What is broken does not hide the rest: that is looked at as if the broken part were in order.
 * Never throws: of what is no flow, it says that.
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
  const misshapen = shapeProblems(flow)
  if (misshapen.length > 0) return { diagnostics: misshapen, loops: [], modelCalls: undefined }
  const problemsOf = (subject: ConversationFlow) => compileProblems(subject, compileOptionsFor(options, subject))
  const problems = problemsOf(flow)
  const known = [...problems, ...checkFlow(flow)]
  if (problems.length > 0) {
    const mended = mendedFlow(flow, problems, problemsOf)
    const around =
      mended === undefined
        ? []
        : findings(viewFlow(unfold(mended.flow), options))
            .map((found) => asWritten(found, flow))
            .filter((found) => !mended.isOfMending(found))
    return { diagnostics: arrange(flow, [...known, ...around]), loops: [], modelCalls: undefined }
  }
  const view = viewFlow(unfold(flow), options)
  const loops = loopsOf(view)
  return {
    diagnostics: arrange(flow, [...known, ...findings(view, loops).map((found) => asWritten(found, flow))]),
    loops,
    modelCalls: countModelCalls(view),
  }
}

function loopsOf(view: FlowView): readonly Loop[] {
  return findLoops(view, levelEdges(view.flow, machineEdges(compileFlow(view.flow, view.compileOptions))))
}

function findings(view: FlowView, loops: readonly Loop[] = loopsOf(view)): readonly Diagnostic[] {
  return [...rules.flatMap((rule) => [...rule.check(view)]), ...loopDiagnostics(loops), ...unknownCodes(view.flow, analysisCodes)]
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

/** Tells whether a diagnostic is meant: `metadata.allow` of the flow, or of the state that it is about, names its code. */
function isAllowed(flow: ConversationFlow, { code, path }: Diagnostic): boolean {
  if (flow.metadata?.allow?.includes(code)) return true
  return holdersOf(flow, path).some((holder) => holder?.metadata?.allow?.includes(code))
}

/** The state that a path leads to, and the flow within the flow that it belongs to. */
function holdersOf(
  flow: ConversationFlow,
  [top, name, , inner]: DiagnosticPath,
): readonly ({ readonly metadata?: Metadata } | undefined)[] {
  if (typeof name !== 'string') return []
  if (top === 'states') return [stateOf(flow, name)]
  if (top !== 'flows') return []
  return [subFlowOf(flow, name), stateOf(unfold(flow), fullName(name, String(inner)))]
}
