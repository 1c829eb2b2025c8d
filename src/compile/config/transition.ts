import { describeCondition } from '#describe-condition'
import { isCatchAll } from '../../conditions/order/catch-all.js'
import type { Budget, Change, Extract, NextState, PromptDefinition, StateHook } from '../../definition/flow.js'
import { flowNameOf, ownName } from '../../definition/flows/full-name.js'
import { callOf, changeOf, placeOf, selectOf } from '../../definition/next-state.js'
import { maxLoopsOf, onLimitOf } from '../../definition/state-facts.js'
import type { JsonObject } from '../../diagnostics/json.js'
import { composedGuard } from '../../machine/composed-guard.js'
import type { ActionConfig, TransitionConfig } from '../../machine/config.js'
import type { FailedStep, StackFrame } from '../../machine/context.js'
import type { LimitKind } from '../../machine/events.js'
import {
  allOf,
  type GuardExpression,
  type GuardLeaf,
  type GuardTree,
  isLeaf,
  isTree,
  leavesOf,
  negate,
} from '../../machine/guard-expression.js'
import { LIMIT, RESUME, substateId, targetOf } from '../../machine/ids.js'
import { isBuiltInGuard, userName } from '../../machine/implementation-names.js'
import { type FlowPlan, hookName, type PlannedCandidate, type StatePlan } from '../plan/flow-plan.js'
import { answerGuard } from '../plan/guard-plan.js'
import type { Candidate, UnderstandingPlan } from '../plan/understanding-plan.js'

/** One step of a turn: when it is taken, and what is done on the way. */
export interface Step {
  readonly guard: GuardExpression
  readonly before: readonly ActionConfig[]
  readonly description?: string | undefined
  /** A user's message leads there, and a state that collects fields reads it. */
  readonly reads?: true
  /** The reply that is being made is cut off on the way, and counts as a call. */
  readonly cutsOff?: true
  /** The step before it in the same macrostep has counted what the answered call has spent. */
  readonly isCounted?: true
  /** A flow is called on the way. */
  readonly calls?: Omit<StackFrame, 'from'>
  /** How the data is changed on the way, unless a limit leads elsewhere. */
  readonly change?: Change
  /** The transition is one of the flow's global ones. */
  readonly isGlobal?: true
  /** The flow whose call ends here by an outcome. */
  readonly ended?: string
}

/** Writes the ways out of one state. */
export class TransitionWriter {
  readonly #flow: FlowPlan
  readonly #from: StatePlan
  /** `onExit` runs after the message and the data were taken in, which XState's own exit actions do not. */
  readonly #exit: readonly ActionConfig[]
  readonly #guards: GuardWriter

  constructor(flow: FlowPlan, from: StatePlan) {
    this.#flow = flow
    this.#from = from
    this.#exit = hookActions(from, 'onExit')
    this.#guards = new GuardWriter(from.name)
  }

  /** Enters a flow state, unless a limit stands in the way. */
  enter(to: string, step: Step, transition: string | null): readonly TransitionConfig[] {
    if (step.guard === false) return []
    const limits: TransitionConfig[] = []
    const target = this.#flow.states.get(to)
    const { cyclic, calls } = this.#flow
    const mayBeOver = cyclic.has(to) && (step.calls === undefined || calls.mayGoOnCounting(this.#from.name, step.calls.flow))
    const over = mayBeOver ? overLoops(this.#flow, to) : false
    if (over !== false) limits.push(...this.limit('maxLoops', { ...step, guard: allOf([step.guard, over]) }, target))
    if (target?.speaksThroughModel && target.state.invoke === undefined) limits.push(...this.overBudget(step))
    // A state that digresses is left for a while only.
    const exit = step.calls?.by ? [] : this.#exit
    const reads = step.reads === true && target?.collect !== undefined
    const after = [...exit, ...changeActions(step.change), ...this.#moveStack(to, step), ...entering(this.#flow, to, transition, reads)]
    const away = this.#transition(targetOf(to), step, after, transition)
    return [...limits, to === this.#from.name ? { ...away, reenter: true } : away]
  }

  /** Goes where a transition leads: to a state, or into a flow that it calls. */
  take(next: NextState, candidate: Pick<Candidate, 'scope' | 'name'>, step: Step): readonly TransitionConfig[] {
    const { scope, name } = candidate
    const called = callOf(next)?.call
    const place = placeOf(next)
    const changing = { ...step, change: changeOf(next) }
    if (called !== undefined) return this.call({ flow: called, by: { scope, name } }, changing)
    return typeof place === 'string' ? this.enter(place, changing, name) : []
  }

  /** Calls a flow: its first state is entered, unless a limit stands in the way. */
  call(calls: NonNullable<Step['calls']>, step: Step): readonly TransitionConfig[] {
    return this.enter(
      this.#flow.calls.firstOf(calls.flow),
      { ...step, calls },
      calls.by === null || calls.by.scope === 'event' ? null : calls.by.name,
    )
  }

  /** Ends a flow: the outcome leads where the caller says, or back to the state that digressed. */
  end(step: Step): readonly TransitionConfig[] {
    const { calls } = this.#flow
    const { name } = this.#from
    const ways = calls.returnsFrom(name).flatMap(({ call: { from, by, flow: ended }, next }) => {
      const place = placeOf(next)
      const caller: GuardExpression = { type: 'calledFrom', params: { ...(from === null ? {} : { from }), by: by && { ...by } } }
      const description = `outcome for ${from ?? 'any state'}`
      const taken = { ...step, guard: allOf([step.guard, caller]), description, ended, change: changeOf(next) }
      return typeof place === 'string' ? this.enter(place, taken, ownName(name)) : []
    })
    const back = this.#transition(targetOf(RESUME), { ...step, description: 'back to where it digressed' }, this.#exit, null)
    return calls.mayResume(name) ? [...ways, back] : ways
  }

  /** Goes where a limit leads: to `onLimit` when it can be entered, else to the end. `limited` is the state that may not be entered again. */
  limit(kind: LimitKind, step: Step, limited?: StatePlan): readonly TransitionConfig[] {
    if (step.guard === false) return []
    const description = `limit: ${kind}`
    // Nothing of a flow that is not called after all has a say in it.
    const onLimit = onLimitOf(this.#flow.definition, this.#from.state, step.calls === undefined ? limited?.state : undefined)
    const stopped = [reachLimit(kind, null, limited?.name), ...this.#unwind(null)]
    const end = this.#transition(targetOf(LIMIT), { ...step, description }, stopped, null)
    const usable = onLimit === undefined || onLimit === limited?.name ? false : this.#limitStateUsable(kind, onLimit, step)
    if (onLimit === undefined || usable === false) return [end]
    const guard = allOf([step.guard, usable])
    const actions = [
      reachLimit(kind, onLimit, limited?.name),
      ...this.#exit,
      ...this.#unwind(onLimit),
      ...entering(this.#flow, onLimit, null),
    ]
    const there = this.#transition(targetOf(onLimit), { ...step, guard, description }, actions, null)
    const away = onLimit === this.#from.name ? { ...there, reenter: true } : there
    return usable === true ? [away] : [away, end]
  }

  /** Stops before a model call that the budget does not allow. */
  overBudget(step: Step): readonly TransitionConfig[] {
    const spent = budgetSpent(this.#flow.definition.budget, step)
    return spent === false ? [] : this.limit('budget', { ...step, guard: allOf([step.guard, spent]) })
  }

  /** Tries candidates on a message that was just said; what only answers can decide goes to `understanding`. */
  evaluateImmediate(candidates: readonly PlannedCandidate[], plan: UnderstandingPlan | undefined, step: Step): Evaluation {
    const transitions: TransitionConfig[] = []
    for (const candidate of candidates) {
      const { next, guards } = candidate
      const certain = selectOf(next) === undefined ? guards.certain : false
      const { possible } = guards
      transitions.push(...this.take(next, candidate, this.#candidateStep(candidate, certain, step)))
      if (certain === true) return { transitions, decided: true }
      if (plan !== undefined && possible !== false && JSON.stringify(certain) !== JSON.stringify(possible)) {
        transitions.push(...this.understand(plan, { ...step, guard: possible }, candidate))
        if (possible === true) return { transitions, decided: true }
      }
    }
    return { transitions, decided: false }
  }

  /** Tries candidates on the answers of an understanding. */
  evaluateAnswered(candidates: readonly PlannedCandidate[], plan: UnderstandingPlan, step: Step): Evaluation {
    const transitions: TransitionConfig[] = []
    const isChecked = plan.about === 'user' && mayBeInvalid(plan.tasks.extract)
    for (const candidate of candidates.slice(plan.from)) {
      const { next, name, choiceKey = '' } = candidate
      // A value that does not fit is asked for again: a catch-all would go on without it.
      const onlyValid: GuardExpression = isChecked && isCatchAll(candidate.condition) ? { not: { type: 'valueInvalid' } } : true
      const answered = allOf([candidate.guards.answered, onlyValid])
      const place = placeOf(next)
      if (typeof place === 'object') {
        for (const choice of place.candidates) {
          const chosen = allOf([answered, answerGuard(choiceKey, choice)])
          transitions.push(...this.enter(choice, { ...this.#candidateStep(candidate, chosen, step), change: changeOf(next) }, name))
        }
      } else {
        transitions.push(...this.take(next, candidate, this.#candidateStep(candidate, answered, step)))
        if (answered === true) return { transitions, decided: true }
      }
    }
    return { transitions, decided: false }
  }

  /** Tries the candidates that the text of a message alone decides: what was to be found out about it could not be. */
  evaluateByText(candidates: readonly PlannedCandidate[], step: Step): readonly TransitionConfig[] {
    return candidates.flatMap((candidate) => {
      const { next, guards } = candidate
      return selectOf(next) === undefined ? this.take(next, candidate, this.#candidateStep(candidate, guards.byText, step)) : []
    })
  }

  /**
   * Starts to understand a message, if the budget allows what has to be asked.
   *
   * @param asker the candidate that only answers can decide; none where something is extracted
   */
  understand(plan: UnderstandingPlan, step: Step, asker?: Pick<Candidate, 'scope' | 'name'>): readonly TransitionConfig[] {
    const substate = plan.about === 'user' ? 'understanding' : 'understandingReply'
    const limits = plan.questions.length === 0 ? [] : this.overBudget(step)
    const asking = this.#transition(targetOf(substateId(this.#from.name, substate)), step, [], null)
    return [...limits, asker === undefined ? asking : { ...asking, meta: { candidate: asker.name, ...scopeMeta(asker.scope) } }]
  }

  /** Goes on inside the state, without entering it anew. */
  within(id: string, step: Step): TransitionConfig {
    return this.#transition(id, step, [], null)
  }

  /** Makes the guard by which the state behind `onLimit` may be entered; see "Limit" in docs/reference/turns.md. */
  #limitStateUsable(kind: LimitKind, onLimit: string, step: Step): GuardExpression {
    const flow = this.#flow
    if (kind !== 'maxLoops' && onLimit === this.#from.name) return false
    const conditions: GuardExpression[] = []
    if (flow.cyclic.has(onLimit)) conditions.push(negate(overLoops(flow, onLimit)))
    if (flow.states.get(onLimit)?.speaksThroughModel) {
      conditions.push(kind === 'budget' ? false : negate(budgetSpent(flow.definition.budget, step)))
    }
    return allOf(conditions)
  }

  /** Writes what becomes of the stack where a state is entered: the frames above its flow's are dropped. */
  #moveStack(to: string, { calls, ended }: Step): readonly ActionConfig[] {
    return calls === undefined ? this.#unwind(to, ended) : [{ type: 'push', params: { flow: calls.flow, by: calls.by && { ...calls.by } } }]
  }

  #unwind(to: string | null, ended?: string): readonly ActionConfig[] {
    const home = to === null ? null : flowNameOf(to)
    const own = flowNameOf(this.#from.name)
    if (own === null || own === home) return []
    return [{ type: 'unwind', params: { to: home, ...(ended === undefined ? {} : { ended }) } }]
  }

  #candidateStep(candidate: PlannedCandidate, guard: GuardExpression, step: Step): Step {
    const { name, scope, condition } = candidate
    const description = `${name}: ${describeCondition(condition)}`
    return { ...step, guard: allOf([guard, step.guard]), description, ...(scope === 'global' ? { isGlobal: true } : {}) }
  }

  #transition(target: string, step: Step, after: readonly ActionConfig[], transition: string | null): TransitionConfig {
    const actions = [...step.before, ...after]
    return {
      target,
      ...(isTree(step.guard) ? { guard: this.#guards.write(step.guard) } : {}),
      ...(actions.length > 0 ? { actions } : {}),
      ...(step.description === undefined ? {} : { description: step.description }),
      ...(transition === null ? {} : { meta: { transition, ...scopeMeta(step.isGlobal ? 'global' : 'own') } satisfies JsonObject }),
    }
  }
}

/** A candidate is the state's own unless this says that it is the flow's. */
function scopeMeta(scope: Candidate['scope']): JsonObject {
  return scope === 'global' ? { scope } : {}
}

/** Transitions in order, and whether the last of them is taken whatever the message is. */
export interface Evaluation {
  readonly transitions: readonly TransitionConfig[]
  readonly decided: boolean
}

/** Tells whether what is extracted is checked, so that some of it may not fit. */
function mayBeInvalid(extract: Extract | undefined): boolean {
  return extract?.fields !== undefined || extract?.schema !== undefined
}

function overLoops(flow: FlowPlan, state: string): GuardExpression {
  const target = flow.states.get(state)?.state
  const max = target === undefined ? undefined : maxLoopsOf(flow.definition, target)
  const since = flowNameOf(state) === null ? {} : { sinceCall: true }
  return max === undefined ? false : { type: 'visitedOften', params: { state, times: max, ...since } }
}

function budgetSpent(budget: Budget | undefined, { cutsOff, isCounted }: Step): GuardExpression {
  if (budget?.modelCalls === undefined && budget?.tokens === undefined) return false
  return { type: 'budgetSpent', params: { ...budget, ...(cutsOff ? { cutOff: true } : {}), ...(isCounted ? { counted: true } : {}) } }
}

export const TAKE_UP: readonly ActionConfig[] = [{ type: 'takeUp' }]
export const CLEAR_ERROR: readonly ActionConfig[] = [{ type: 'clearError' }]

/** Writes the actions that make a flow state the current one, and change the data as the state says. */
export function entering(flow: FlowPlan, state: string, transition: string | null, reads = false): readonly ActionConfig[] {
  const enter: ActionConfig = { type: 'enter', params: { state, transition, ...(reads ? { reads } : {}) } }
  return [enter, ...changeActions(flow.states.get(state)?.state)]
}

/** Writes the action that changes the data; none where nothing is changed. */
export function changeActions({ set, reset }: Change = {}): readonly ActionConfig[] {
  if (set === undefined && reset === undefined) return []
  return [{ type: 'change', params: { ...(set === undefined ? {} : { set }), ...(reset === undefined ? {} : { reset }) } }]
}

/** Writes the action that tells which limit was reached (of which state, for `maxLoops`), and where it leads: null stands for the end. */
export function reachLimit(limit: LimitKind, to: string | null, limited?: string): ActionConfig {
  return { type: 'reachLimit', params: { limit, to, ...(limited === undefined ? {} : { limited }) } }
}

/** Writes the action that speaks a prompt without the model; none where there is nothing to say. */
export function speak(prompt: PromptDefinition): readonly ActionConfig[] {
  const { say, variants, when } = prompt
  if (variants !== undefined || when !== undefined || Array.isArray(say)) return [{ type: 'speak', params: { prompt: asPlain(prompt) } }]
  return typeof say === 'string' ? [{ type: 'speak', params: { say } }] : []
}

/** Writes the action that speaks the one of some prompts whose turn it is. */
export function speakInTurn(prompts: readonly PromptDefinition[]): readonly ActionConfig[] {
  return [{ type: 'speak', params: { prompts: prompts.map(asPlain) } }]
}

/** A prompt is JSON; its type says more than that. */
function asPlain(prompt: PromptDefinition): JsonObject {
  return JSON.parse(JSON.stringify(prompt))
}

/** Writes the action that keeps why a step failed; `code` is given where nothing is thrown. */
export function recordFailure(during: FailedStep, { about, code }: { about?: 'user' | 'reply'; code?: string } = {}): ActionConfig {
  return { type: 'recordFailure', params: { during, ...(about === undefined ? {} : { about }), ...(code === undefined ? {} : { code }) } }
}

/** Writes the actions of a state's `onEnter` or `onExit`. */
export function hookActions({ name, state }: StatePlan, key: 'onEnter' | 'onExit'): readonly ActionConfig[] {
  const hook: StateHook | undefined = state[key]
  if (hook === undefined) return []
  const names = typeof hook === 'function' ? [hookName(name, key)] : typeof hook === 'string' ? [hook] : hook
  return names.map((type) => ({ type: userName<'action'>(type) }))
}

/**
 * Writes the guards of one state: one named guard for a whole tree. A tree that holds a guard of the user's own gets a name of its own,
 * because only XState can call that guard (it may be replaced by `provide`); every other tree is evaluated from its params.
 */
export class GuardWriter {
  readonly #state: string
  readonly #composed = new Map<string, GuardLeaf>()

  constructor(state: string) {
    this.#state = state
  }

  write(tree: GuardTree): GuardLeaf {
    if (isLeaf(tree)) return tree
    const params = { condition: asJson(tree) }
    if (leavesOf(tree).every(({ type }) => isBuiltInGuard(type))) return { type: 'composed', params }
    const key = JSON.stringify(params)
    const guard = this.#composed.get(key) ?? { type: composedGuard(this.#state, this.#composed.size + 1), params }
    this.#composed.set(key, guard)
    return guard
  }
}

function asJson(tree: GuardTree): JsonObject {
  if (isLeaf(tree)) return tree.params === undefined ? { type: tree.type } : { type: tree.type, params: tree.params }
  if ('not' in tree) return { not: asJson(tree.not) }
  return 'all' in tree ? { all: tree.all.map(asJson) } : { any: tree.any.map(asJson) }
}
