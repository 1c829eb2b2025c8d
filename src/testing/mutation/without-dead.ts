import { type CandidateList, mayLeadNowhere, type TriedTransition } from '../../analysis/candidate-list.js'
import { type StateView, viewFlow } from '../../analysis/flow-view.js'
import { coverageOf } from '../../analysis/implication/coverage.js'
import type { CompileOptions } from '../../compile/compile-options.js'
import type { Condition } from '../../conditions/condition.js'
import { deciderOf, isAnswer, leafConditions } from '../../conditions/leaves.js'
import { isCatchAll } from '../../conditions/order/catch-all.js'
import type { ConversationFlow, FlowState } from '../../definition/flow.js'
import type { DiagnosticPath } from '../../diagnostics/diagnostic.js'
import { sharedKeywords } from './shared-keywords.js'

/**
 * Returns a flow that does the same, without the keywords, parts of an `any` and transitions that are proven to take no message, as another
 * transition takes it before.
 *
 * @param flow an unfolded flow that compiles
 */
export function withoutDead(flow: ConversationFlow, options: Pick<CompileOptions, 'prompts' | 'stemmers'>): ConversationFlow {
  const { states } = viewFlow(flow, options)
  const own = new Map(states.map(({ name }) => [name, new DeadParts()]))
  const global = new DeadParts()
  for (const state of states) {
    for (const list of state.lists) {
      for (const transition of list.transitions) {
        const parts = transition.scope === 'own' ? own.get(state.name) : global
        parts?.add(transition.name, isJudged(state) ? deadPartsOf(list, transition) : [])
      }
    }
  }
  const living = Object.entries(flow.states).map(([name, state]) => [name, stateWithout(state, own.get(name) ?? new DeadParts())] as const)
  const { globalTransitions = {}, globalNextStates = {} } = flow
  const left = waysWithout({ transitions: globalTransitions, nextStates: globalNextStates }, global)
  return {
    ...flow,
    states: Object.fromEntries(living),
    ...(left === undefined ? {} : { globalTransitions: left.transitions, globalNextStates: left.nextStates }),
  }
}

/** Where fields are read first, and where only events or data decide, other things come before words. */
function isJudged({ plan: { collect, correct, state } }: StateView): boolean {
  const { transitionsOn = 'user' } = state
  return collect === undefined && correct === undefined && (transitionsOn === 'user' || transitionsOn === 'reply')
}

/** The parts of conditions that take nothing, by transition. What is tried in several lists is dead where it is in all of them. */
class DeadParts {
  readonly #parts = new Map<string, ReadonlySet<string>>()

  add(transition: string, dead: readonly string[]): void {
    const known = this.#parts.get(transition)
    this.#parts.set(transition, new Set(known === undefined ? dead : dead.filter((part) => known.has(part))))
  }

  of(transition: string): ReadonlySet<string> {
    return this.#parts.get(transition) ?? new Set()
  }
}

/** Whoever asks the model does so even where the answer leads nowhere. */
function deadPartsOf(list: CandidateList, transition: TriedTransition): readonly string[] {
  const { condition, path } = transition
  if (!leafConditions(condition).every((leaf) => deciderOf(leaf) === 'text' || (leaf.type === 'context' && !('fn' in leaf)))) return []
  if (condition.type === 'keyword' && condition.among?.place !== undefined) return sharedKeywords(list, transition).map(wordKey)
  if (isAnswer(condition)) return []
  const { atoms, isContradiction } = coverageOf(list, transition)
  const dead = isContradiction ? atoms : atoms.filter(({ by }) => by !== undefined && takesByWords(by))
  return dead.map((atom) => keyOf(atom.path.slice(path.length)))
}

/** Where a call fails, what hangs on more than words is not tried, and data may change between two tries; a catch-all, a choice and a digression may be passed over. */
function takesByWords(transition: TriedTransition): boolean {
  if (transition.isCatchAll || mayLeadNowhere(transition)) return false
  return leafConditions(transition.condition).every((leaf) => deciderOf(leaf) === 'text')
}

function wordKey(position: number): string {
  return keyOf(['words', position])
}

function keyOf(path: DiagnosticPath): string {
  return path.join('.')
}

interface Ways {
  readonly transitions: NonNullable<FlowState['transitions']>
  readonly nextStates: NonNullable<FlowState['nextStates']>
}

function stateWithout(state: FlowState, dead: DeadParts): FlowState {
  const { transitions = {}, nextStates = {} } = state
  const left = waysWithout({ transitions, nextStates }, dead)
  return left === undefined ? state : { ...state, ...left }
}

/** A state without any transition would be another kind of state, so that at least one remains. */
function waysWithout({ transitions, nextStates }: Ways, dead: DeadParts): Ways | undefined {
  const living = Object.entries(transitions).flatMap(([name, condition]) => {
    const left = livingPart(condition, dead.of(name), [])
    return left === undefined ? [] : [[name, left] as const]
  })
  if (living.length === 0) return undefined
  const kept = Object.fromEntries(living)
  const next = Object.entries(nextStates).filter(([name]) => Object.hasOwn(kept, name) || !Object.hasOwn(transitions, name))
  return { transitions: kept, nextStates: Object.fromEntries(next) }
}

/** What remains of a condition; undefined where nothing does. The parts are those of `atomsOf`. */
function livingPart(condition: Condition, dead: ReadonlySet<string>, path: DiagnosticPath): Condition | undefined {
  if (dead.size === 0) return condition
  if (condition.type === 'any') {
    const conditions = condition.conditions.flatMap((part, position) => livingPart(part, dead, [...path, 'conditions', position]) ?? [])
    return conditions.length === 0 ? undefined : { ...condition, conditions }
  }
  if (condition.type !== 'keyword' || isCatchAll(condition)) return dead.has(keyOf(path)) ? undefined : condition
  const words = condition.words.filter((_, position) => !dead.has(keyOf([...path, 'words', position])))
  return words.length === 0 ? undefined : { ...condition, words }
}
