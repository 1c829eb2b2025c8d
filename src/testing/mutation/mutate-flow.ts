import { compileFlow } from '../../compile/compile-flow.js'
import type { CompileOptions } from '../../compile/compile-options.js'
import type { ConversationFlow } from '../../definition/flow.js'
import { enters, flowEdges, successorsBy } from '../../definition/flow-graph.js'
import { unfold } from '../../definition/flows/unfold.js'
import { InvalidFlowError } from '../../diagnostics/invalid-flow-error.js'
import type { OperatorName } from '../changes/operator-names.js'
import type { FlowPath } from '../paths/flow-path.js'
import { flowPaths } from '../paths/flow-paths.js'
import { runPath } from '../paths/run-path.js'
import { witnessOptionsFor } from '../script/phrasebook.js'
import { ignoreProblem, scriptFromFlow } from '../script/script-from-flow.js'
import { withScriptedGuards } from '../script/scripted-guards.js'
import type { MachineScript } from '../script/state-script.js'
import { checkMutateOptions } from './check-options.js'
import { Equivalence, type TalkedFlow } from './equivalence.js'
import { judgeBySteps } from './judge-mutant.js'
import { differenceOf, type KeptSuite, keepSuite, stepsToTake } from './kept-suite.js'
import type { Mutant } from './mutant.js'
import { mutantsOf } from './mutants-of.js'
import { tellApart } from './tell-apart.js'

/** Says which mutants are made, and which paths are to find them. */
export interface MutateOptions extends Pick<CompileOptions, 'prompts' | 'stemmers'> {
  /** The kinds of change; all by default. */
  readonly operators?: readonly OperatorName[]
  /** The state whose changes are looked at, as the chart names it; all, and the flow's own, by default. */
  readonly only?: string
  /** The paths that are to find the changes; those of `flowPaths` by default. */
  readonly paths?: readonly FlowPath[]
  /** Is told how many mutants were judged, of how many. */
  readonly onProgress?: (judged: number, all: number) => void
}

/**
 * Names what becomes of a mutant: it does the same (`equivalent`), a path leads elsewhere or says something else (`killed`), only words or data that no path states differ (`said`), a message
 * was found on which it differs, and no path has it (`survived`), or nothing tells it apart (`unknown`).
 */
export type MutantVerdict = 'equivalent' | 'killed' | 'said' | 'survived' | 'unknown'

/** Describes a mutant and what became of it. */
export interface JudgedMutant {
  readonly operator: OperatorName
  /** The state that was changed; null for the flow itself. */
  readonly state: string | null
  /** What was changed, for people. */
  readonly description: string
  readonly verdict: MutantVerdict
  /** The missing test of a mutant that survived; null for all others. */
  readonly missing: FlowPath | null
}

/** Tells how many seeded faults the paths of a flow find. */
export interface MutationReport {
  readonly flow: string
  readonly mutants: readonly JudgedMutant[]
  /** How many changes gave no flow that compiles; they are not among the mutants. */
  readonly notCompiled: number
  /** Killed mutants in percent of those that are not equivalent; 100 where there are none. */
  readonly score: number
}

/**
 * Changes a flow in one place after the other, and tells which of the changes its paths would find. A mutant is a flow with one change.
 *
 * @throws {InvalidFlowError} when the flow can not be compiled
 * @throws {TalkchartError} `unknown-state` where `only` names none, `invalid-option` where `operators` names what is none
 * @throws {PathMismatchError} when one of the `paths` leads elsewhere before anything is changed
 * @throws {PathBudgetError} when the flow has more paths or steps than `flowPaths` allows
 * @example
 * const { score, mutants } = mutateFlow(flow, { operators: ['target'] })
 */
export function mutateFlow(flow: ConversationFlow, options: MutateOptions = {}): MutationReport {
  const { operators, only, paths, onProgress, ...compileOptions } = options
  const known = talkedTo(flow, compileOptions)
  checkMutateOptions(flow, options)
  // A path that leads elsewhere on the flow itself would seem to find every change on its way.
  for (const path of paths ?? []) runPath(known.machine, path)
  const suite = keepSuite(known.machine, paths ?? flowPaths(flow, compileOptions).paths)
  const isAsked = ({ operator, state }: Mutant) =>
    (operators === undefined || operators.includes(operator)) && (only === undefined || state === only)
  const judge = new Judge(flow, known, suite, compileOptions)
  const judged: JudgedMutant[] = []
  // Mutants are made twice, as a list of them would keep all their machines.
  const all = countOf(mutantsOf(flow), isAsked)
  let count = 0
  for (const mutant of mutantsOf(flow)) {
    if (!isAsked(mutant)) continue
    count += 1
    onProgress?.(count, all)
    const found = judge.judge(mutant)
    if (found !== undefined) judged.push(found)
  }
  const counted = judged.filter(({ verdict }) => verdict !== 'equivalent')
  const killed = counted.filter(({ verdict }) => verdict === 'killed')
  return {
    flow: flow.name,
    mutants: judged,
    notCompiled: all - judged.length,
    score: counted.length === 0 ? 100 : (killed.length / counted.length) * 100,
  }
}

function countOf<Item>(items: Iterable<Item>, isCounted: (item: Item) => boolean): number {
  let count = 0
  for (const item of items) if (isCounted(item)) count += 1
  return count
}

class Judge {
  readonly #reachable: ReadonlySet<string>
  readonly #equivalence: Equivalence
  readonly #witness: ReturnType<typeof witnessOptionsFor>

  constructor(
    flow: ConversationFlow,
    private readonly known: TalkedFlow,
    private readonly suite: KeptSuite,
    private readonly options: Pick<CompileOptions, 'prompts' | 'stemmers'>,
  ) {
    this.#reachable = reachableIn(unfold(flow))
    this.#equivalence = new Equivalence(known, options)
    this.#witness = witnessOptionsFor(flow, known.script(), options.stemmers)
  }

  /** Judges a mutant; undefined for one that does not compile. */
  judge({ operator, state, description, flow }: Mutant): JudgedMutant | undefined {
    const changed = compiled(flow, this.options)
    if (changed === undefined) return undefined
    const judged = (verdict: MutantVerdict, missing: FlowPath | null = null) => ({ operator, state, description, verdict, missing })
    if (state !== null && !this.#reachable.has(state)) return judged('equivalent')
    const difference = differenceOf(this.known.machine, changed.machine)
    if (difference.states.length === 0 && !difference.beside) return judged('equivalent')
    const told = judgeBySteps(changed.machine, stepsToTake(this.suite, difference))
    if (told !== 'same') return judged(told)
    if (this.#equivalence.holds(changed, operator, difference)) return judged('equivalent')
    const missing = tellApart({ known: this.known, changed, states: difference.states }, this.suite, this.#witness)
    return missing === null ? judged('unknown') : judged('survived', missing)
  }
}

function compiled(flow: ConversationFlow, options: Pick<CompileOptions, 'prompts' | 'stemmers'>): TalkedFlow | undefined {
  try {
    return talkedTo(flow, options)
  } catch (error) {
    if (InvalidFlowError.isInstance(error)) return undefined
    throw error
  }
}

function talkedTo(written: ConversationFlow, options: Pick<CompileOptions, 'prompts' | 'stemmers'>): TalkedFlow {
  const quiet = { ...options, onProblem: ignoreProblem }
  const machine = withScriptedGuards(compileFlow(written, quiet))
  let script: MachineScript | undefined
  const made = () => {
    script ??= scriptFromFlow(unfold(written), quiet)
    return script
  }
  return { flow: written, machine, script: made }
}

/** The states that some way leads to; those that no way leads to are never entered. */
function reachableIn(flow: ConversationFlow): ReadonlySet<string> {
  const successors = successorsBy(flowEdges(flow).filter(enters))
  const reached = new Set([flow.initialState])
  for (const state of reached) for (const next of successors.get(state) ?? []) reached.add(next)
  return reached
}
