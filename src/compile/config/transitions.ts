import { describeCondition } from '../../conditions/describe-condition.js'
import type { Budget } from '../../definition/flow.js'
import type { JsonObject } from '../../diagnostics/json.js'
import type { ActionConfig, TransitionConfig } from '../../machine/config.js'
import type { LimitKind } from '../../machine/events.js'
import { allOf, type Formula, isTree, negate } from '../../machine/guard-expression.js'
import { LIMIT, substateId, targetOf } from '../../machine/ids.js'
import type { FlowPlan } from '../plan/flow-plan.js'
import { isVerbatim, type StatePlan } from '../plan/state-plan.js'
import { type Candidate, isSelect, type UnderstandingPlan } from '../plan/understanding-plan.js'
import { conditionFormula, type Knowledge } from './condition-formula.js'
import { guardConfig } from './guard-config.js'
import { hookActions } from './hook-actions.js'
import { answerGuard, leafGuardsOf } from './leaf-guards.js'

/** One step of a turn: when it is taken, and what is done on the way. */
export interface Step {
  readonly guard: Formula
  readonly before: readonly ActionConfig[]
  readonly description?: string | undefined
}

/** Writes the ways out of one state. */
export class TransitionWriter {
  readonly #flow: FlowPlan
  readonly #from: StatePlan
  /** `onExit` runs after the message and the data were taken in, which XState's own exit actions do not. */
  readonly #exit: readonly ActionConfig[]

  constructor(flow: FlowPlan, from: StatePlan) {
    this.#flow = flow
    this.#from = from
    this.#exit = hookActions(flow, `${from.name}.onExit`, from.state.onExit)
  }

  /** Enters a flow state, unless a limit stands in the way. */
  enter(to: string, step: Step, transition: string | null): readonly TransitionConfig[] {
    if (step.guard === false) return []
    const limits: TransitionConfig[] = []
    const target = this.#flow.states.get(to)
    const over = this.#flow.cyclic.has(to) ? overLoops(this.#flow, to) : false
    if (over !== false) limits.push(...this.limit('maxLoops', { ...step, guard: allOf([step.guard, over]) }))
    if (target?.speaksThroughModel && target.state.invoke === undefined) limits.push(...this.overBudget(step))
    const enter = { type: 'enter', params: { state: to, transition } }
    const way = this.#way(targetOf(to), step, [...this.#exit, enter], transition)
    return [...limits, to === this.#from.name ? { ...way, reenter: true } : way]
  }

  /** Goes where a limit leads: to `onLimit` when it can be entered, else to the end. */
  limit(kind: LimitKind, step: Step): readonly TransitionConfig[] {
    if (step.guard === false) return []
    const description = `limit: ${kind}`
    const onLimit = this.#from.state.onLimit ?? this.#flow.definition.onLimit
    const reached = (to: string | null): ActionConfig => ({ type: 'reachLimit', params: { limit: kind, to } })
    const end = this.#way(targetOf(LIMIT), { ...step, description }, [reached(null)], null)
    const usable = onLimit === undefined ? false : limitStateUsable(this.#flow, this.#from, kind, onLimit)
    if (onLimit === undefined || usable === false) return [end]
    const enter = { type: 'enter', params: { state: onLimit, transition: null } }
    const guard = allOf([step.guard, usable])
    const way = this.#way(targetOf(onLimit), { ...step, guard, description }, [reached(onLimit), ...this.#exit, enter], null)
    const again = onLimit === this.#from.name ? { ...way, reenter: true } : way
    return usable === true ? [again] : [again, end]
  }

  /** Stops before a model call that the budget does not allow. */
  overBudget(step: Step): readonly TransitionConfig[] {
    const spent = budgetSpent(this.#flow.definition.budget)
    return spent === false ? [] : this.limit('budget', { ...step, guard: allOf([step.guard, spent]) })
  }

  /** Tries candidates on a message that was just said; what only answers can decide goes to `understanding`. */
  judgeAtOnce(candidates: readonly Candidate[], plan: UnderstandingPlan | undefined, step: Step): Judgement {
    const transitions: TransitionConfig[] = []
    for (const candidate of candidates) {
      const certain = isSelect(candidate.next) ? false : this.#formula(candidate, 'certain', plan)
      const possible = this.#formula(candidate, 'possible', plan)
      if (certain !== false && !isSelect(candidate.next)) {
        transitions.push(...this.enter(candidate.next, this.#candidateStep(candidate, certain, step), candidate.name))
      }
      if (certain === true) return { transitions, decided: true }
      if (plan !== undefined && possible !== false && JSON.stringify(certain) !== JSON.stringify(possible)) {
        transitions.push(...this.understand(plan, { ...step, guard: possible }))
        if (possible === true) return { transitions, decided: true }
      }
    }
    return { transitions, decided: false }
  }

  /** Tries candidates on the answers of an understanding. */
  judgeAnswers(candidates: readonly Candidate[], plan: UnderstandingPlan, step: Step): Judgement {
    const transitions: TransitionConfig[] = []
    for (const candidate of candidates.slice(plan.from)) {
      const formula = this.#formula(candidate, 'answered', plan)
      const { next } = candidate
      if (isSelect(next)) {
        for (const choice of next.candidates) {
          const chosen = allOf([formula, answerGuard(plan.keyOf(next), choice)])
          transitions.push(...this.enter(choice, this.#candidateStep(candidate, chosen, step), candidate.name))
        }
      } else if (formula !== false) {
        transitions.push(...this.enter(next, this.#candidateStep(candidate, formula, step), candidate.name))
        if (formula === true) return { transitions, decided: true }
      }
    }
    return { transitions, decided: false }
  }

  /** Starts to understand a message, if the budget allows what has to be asked. */
  understand(plan: UnderstandingPlan, step: Step): readonly TransitionConfig[] {
    const substate = plan.about === 'user' ? 'understanding' : 'understandingReply'
    const limits = plan.questions.length === 0 ? [] : this.overBudget(step)
    return [...limits, this.#way(targetOf(substateId(this.#from.name, substate)), step, [], null)]
  }

  /** A way inside the state, without entering it anew. */
  within(id: string, step: Step): TransitionConfig {
    return this.#way(id, step, [], null)
  }

  #candidateStep(candidate: Candidate, guard: Formula, step: Step): Step {
    return { ...step, guard: allOf([guard, step.guard]), description: `${candidate.name}: ${describeCondition(candidate.condition)}` }
  }

  #formula(candidate: Candidate, knowledge: Knowledge, plan: UnderstandingPlan | undefined): Formula {
    const place = candidate.scope === 'own' ? `${this.#from.name}.${candidate.name}` : `global.${candidate.name}`
    return conditionFormula(candidate.condition, knowledge, leafGuardsOf(this.#flow, place, plan))
  }

  #way(target: string, step: Step, after: readonly ActionConfig[], transition: string | null): TransitionConfig {
    const actions = [...step.before, ...after]
    return {
      target,
      ...(isTree(step.guard) ? { guard: guardConfig(this.#flow, this.#from.name, step.guard) } : {}),
      ...(actions.length > 0 ? { actions } : {}),
      ...(step.description === undefined ? {} : { description: step.description }),
      ...(transition === null ? {} : { meta: { transition } satisfies JsonObject }),
    }
  }
}

/** Transitions in order, and whether the last of them is taken whatever the message is. */
export interface Judgement {
  readonly transitions: readonly TransitionConfig[]
  readonly decided: boolean
}

function overLoops(flow: FlowPlan, state: string): Formula {
  const max = flow.definition.states[state]?.maxLoops ?? flow.definition.maxLoops
  return max === undefined ? false : { type: 'visitedOften', params: { state, times: max } }
}

function budgetSpent(budget: Budget | undefined): Formula {
  if (budget?.modelCalls === undefined && budget?.tokens === undefined) return false
  return { type: 'budgetSpent', params: { ...budget } }
}

/** When the state behind `onLimit` may be entered; see "Limit" in docs/reference/turns.md. */
function limitStateUsable(flow: FlowPlan, from: StatePlan, kind: LimitKind, onLimit: string): Formula {
  if (kind !== 'maxLoops' && onLimit === from.name) return false
  const conditions: Formula[] = []
  if (flow.cyclic.has(onLimit)) conditions.push(negate(overLoops(flow, onLimit)))
  if (flow.states.get(onLimit)?.speaksThroughModel) conditions.push(kind === 'budget' ? false : negate(budgetSpent(flow.definition.budget)))
  return allOf(conditions)
}

export function needsModel(prompt: StatePlan['prompt'], plan: StatePlan): boolean {
  return !isVerbatim(prompt) || (plan.extractsReply && plan.state.extract?.run === undefined)
}
