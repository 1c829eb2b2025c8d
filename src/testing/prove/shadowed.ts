import { type CandidateList, mayLeadNowhere, type TriedTransition } from '../../analysis/candidate-list.js'
import { viewFlow } from '../../analysis/flow-view.js'
import { coverageOf } from '../../analysis/implication/coverage.js'
import type { CompileOptions } from '../../compile/compile-options.js'
import type { ContextPathCondition, LeafCondition } from '../../conditions/condition.js'
import type { ContextParams } from '../../conditions/kinds/context/context-kind.js'
import { leafConditions } from '../../conditions/leaves.js'
import type { ConversationFlow } from '../../definition/flow.js'
import type { MachineConfigJson, StateNodeConfig, TransitionConfig } from '../../machine/config.js'
import { knownCondition } from './known-condition.js'
import type { Chance } from './places.js'

/** Where the user's message is judged, and where the reply is. */
const JUDGING = {
  user: ['listening', 'understanding', 'understood', 'failed'],
  reply: ['responding', 'spoken', 'understandingReply', 'understoodReply'],
}

/** Tells whether the data pass a test; undefined where that is not known. */
export type Passes = (test: ContextParams) => boolean | undefined

type Ways = readonly TransitionConfig[]

/** The ways that are tried together in a machine, and the list of the flow that they are made of. */
interface Tried {
  readonly list: CandidateList
  /** The transition that each way takes, or limits. */
  readonly owners: ReadonlyMap<TransitionConfig, TriedTransition>
  /** What was tried before the model was asked, wherever a message is understood. */
  readonly before: readonly TriedTransition[]
  /** The tests of the data that make a difference there. */
  readonly tests: readonly ContextPathCondition[]
  /** What is shadowed, by what is known of the data. */
  readonly known: Map<string, ReadonlySet<TransitionConfig>>
}

const NOTHING: ReadonlySet<TransitionConfig> = new Set()

/** Knows the transitions of a machine that nothing takes, as each message that would is proven to be taken by another one before. */
export class Shadows {
  readonly #tried = new Map<TransitionConfig, Tried>()
  readonly #wheres = new Map<CandidateList, Map<string, CandidateList>>()

  constructor(flow: ConversationFlow, { states }: MachineConfigJson, options: Pick<CompileOptions, 'prompts' | 'stemmers'>) {
    const judged = viewFlow(flow, options).states.filter(({ plan }) => plan.collect === undefined && plan.correct === undefined)
    for (const { name, lists, plan } of judged) {
      for (const list of lists) {
        const { from = 0 } = (list.about === 'user' ? plan.understanding : plan.understandingReply) ?? {}
        for (const substate of JUDGING[list.about]) this.#note(list, from, states[name]?.states?.[substate])
      }
    }
  }

  /**
   * Returns what is shadowed where something happens. A limit that stands in the way of a shadowed transition is as dead as it is. Whose condition
   * asks a function of the flow's own is not judged.
   *
   * @param isStale whether what was tried before has seen other data
   */
  in({ event, transitions }: Chance, isStale: boolean, passes: Passes): ReadonlySet<TransitionConfig> {
    const judged = transitions.find((way) => this.#tried.has(way))
    const tried = judged && this.#tried.get(judged)
    if (tried === undefined) return NOTHING
    const answers = tried.tests.map((test) => passes(paramsOf(test)))
    const key = answers.map((answer) => (answer === undefined ? '?' : Number(answer))).join('')
    const shadowed = tried.known.get(`${key} ${isStale}`) ?? this.#shadowedIn(tried, answers, key, togetherIn(tried, event, isStale))
    tried.known.set(`${key} ${isStale}`, shadowed)
    return shadowed
  }

  #note(list: CandidateList, from: number, { on = {}, invoke }: Partial<StateNodeConfig> = {}): void {
    const tests = list.transitions.flatMap(({ condition }) => leafConditions(condition)).filter(isTest)
    for (const ways of [...Object.values(on), invoke?.onDone ?? [], invoke?.onError ?? []]) {
      const owners = ownersOf(ways, list)
      const tried: Tried = { list, owners, before: list.transitions.slice(0, from), tests, known: new Map() }
      for (const way of owners.keys()) this.#tried.set(way, tried)
    }
  }

  #shadowedIn(
    { list, owners, tests }: Tried,
    answers: readonly (boolean | undefined)[],
    key: string,
    together: ReadonlySet<TriedTransition>,
  ): ReadonlySet<TransitionConfig> {
    const wheres = this.#wheres.get(list) ?? new Map<string, CandidateList>()
    this.#wheres.set(list, wheres)
    const known = (leaf: LeafCondition) => (isTest(leaf) ? answers[tests.indexOf(leaf)] : undefined)
    const where = wheres.get(key) ?? list.where((condition) => knownCondition(condition, known))
    wheres.set(key, where)
    const shadowed = list.transitions.filter((_, position) => isShadowed(list, where, position, together))
    return new Set([...owners].flatMap(([way, owner]) => (shadowed.includes(owner) ? [way] : [])))
  }
}

/** What sees the same data: what is tried there, and what was tried before, unless the data have changed since. Once a model has failed, what hangs on data is not tried again. */
function togetherIn({ list, owners, before }: Tried, event: string, isStale: boolean): ReadonlySet<TriedTransition> {
  if (event.startsWith('error ')) return new Set(isStale ? [] : before)
  return new Set(isStale ? owners.values() : list.transitions)
}

function isTest(leaf: LeafCondition): leaf is ContextPathCondition {
  return leaf.type === 'context' && 'path' in leaf
}

function paramsOf({ path, test }: ContextPathCondition): ContextParams {
  return { path, ...test }
}

/** What shadows it has to hold in every way in which messages are judged: a catch-all, a choice and a digression do not always. */
function isShadowed(list: CandidateList, where: CandidateList, position: number, together: ReadonlySet<TriedTransition>): boolean {
  const transition = where.transitions[position]
  if (transition === undefined || leafConditions(transition.condition).some(isOpen)) return false
  const { atoms, isContradiction, isShadowed: isProven } = coverageOf(where, transition)
  if (isContradiction) return true
  return isProven && atoms.every(({ by }) => by !== undefined && isTriedWhereverItIs(by, list.transitions[where.positionOf(by)], together))
}

/** A condition that looks at the data may come to hold once it was tried: an event brings them between a failed call and the retry. Tried together, both see the same. */
function isTriedWhereverItIs(by: TriedTransition, whole: TriedTransition | undefined, together: ReadonlySet<TriedTransition>): boolean {
  if (whole === undefined || whole.isCatchAll || mayLeadNowhere(whole)) return false
  if (leafConditions(by.condition).some((leaf) => isOpen(leaf) || isTest(leaf))) return false
  return together.has(whole) || !leafConditions(whole.condition).some((leaf) => isOpen(leaf) || isTest(leaf))
}

/** Nobody knows what a function of the flow's own answers. */
function isOpen(leaf: LeafCondition): boolean {
  return leaf.type === 'guard' || leaf.type === 'custom' || 'fn' in leaf
}

/** The limits of a transition stand right before it. Those of the whole flow, and what begins an understanding, are no part of it. */
function ownersOf(ways: Ways, { transitions }: CandidateList): ReadonlyMap<TransitionConfig, TriedTransition> {
  const owners = new Map<TransitionConfig, TriedTransition>()
  let limits: TransitionConfig[] = []
  for (const way of ways) {
    if (isOwnLimit(way)) {
      limits.push(way)
      continue
    }
    const { transition, scope = 'own' } = way.meta ?? {}
    const owner = transitions.find((each) => each.name === transition && each.scope === scope)
    if (owner !== undefined) for (const each of [...limits, way]) owners.set(each, owner)
    limits = []
  }
  return owners
}

function isOwnLimit({ actions = [] }: TransitionConfig): boolean {
  return actions.some(({ type, params }) => type === 'reachLimit' && (params?.limit === 'maxLoops' || params?.limit === 'budget'))
}
