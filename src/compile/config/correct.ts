import { isCatchAll } from '../../conditions/order/catch-all.js'
import type { PromptDefinition } from '../../definition/flow.js'
import { callOf } from '../../definition/next-state.js'
import { toleratedMisses } from '../../definition/state-facts.js'
import type { ActionConfig, TransitionConfig } from '../../machine/config.js'
import { allOf, type GuardExpression } from '../../machine/guard-expression.js'
import { type Substate, substateId, targetOf } from '../../machine/ids.js'
import type { CorrectPlan, FieldPlan } from '../plan/field-plan.js'
import type { PlannedCandidate, StatePlan } from '../plan/flow-plan.js'
import { isVerbatim } from '../plan/prompt.js'
import type { UnderstandingPlan } from '../plan/understanding-plan.js'
import { type Evaluation, type Step, speak, TAKE_UP, type TransitionWriter } from './transition.js'
import { unmatched } from './turn.js'

/** Writes the ways of one state that hears corrections; see "Correcting fields" in docs/reference/turns.md. */
export class CorrectWriter {
  readonly #plan: StatePlan
  readonly #correct: CorrectPlan
  readonly #transitions: TransitionWriter
  readonly #specific: readonly PlannedCandidate[]
  /** What is tried before it is told that a value does not fit: all that stands before the first catch-all. */
  readonly #before: readonly PlannedCandidate[]
  readonly #others: readonly PlannedCandidate[]

  constructor(plan: StatePlan, correct: CorrectPlan, transitions: TransitionWriter) {
    this.#plan = plan
    this.#correct = correct
    this.#transitions = transitions
    this.#specific = plan.candidates.filter(({ condition }) => !isCatchAll(condition))
    const first = plan.candidates.findIndex(({ condition }) => isCatchAll(condition))
    this.#before = first < 0 ? plan.candidates : plan.candidates.slice(0, first)
    this.#others = first < 0 ? [] : plan.candidates.slice(first)
  }

  /** Writes what a user's message does. */
  onMessage(): readonly TransitionConfig[] {
    const { understanding } = this.#plan
    const step: Step = { guard: true, before: TAKE_UP, reads: true }
    if (this.#correct.told === undefined || understanding === undefined) return this.#byWords(step)
    const only: Step = { ...step, guard: { type: 'onlyAnswer' } }
    // What is nothing but an answer changes nothing, so the model is not asked what it changes.
    return [...(this.#correct.knowsAnswers ? this.#byWords(only) : []), ...this.#transitions.understand(understanding, step)]
  }

  /** Writes where a message leads that was understood. */
  onAnswers(understanding: UnderstandingPlan, before: readonly ActionConfig[]): readonly TransitionConfig[] {
    const step: Step = { guard: true, before, reads: true }
    const first = this.#correct.told === undefined ? [] : [...this.#corrected('model', step), ...this.#beforeWords(step)]
    const judge = (candidates: readonly PlannedCandidate[]) =>
      this.#transitions.evaluateAnswered(candidates, { ...understanding, from: 0 }, step)
    return [...first, ...this.#rest(judge, step)]
  }

  /** Writes where the text alone leads a message that could not be understood. */
  byTextAlone(step: Step): readonly TransitionConfig[] {
    const own = this.#specific.filter(({ scope, next }) => scope === 'own' && callOf(next) === undefined)
    return [...this.#beforeWords(step), ...this.#transitions.evaluateByText(own, step)]
  }

  #byWords(step: Step): readonly TransitionConfig[] {
    const judge = (candidates: readonly PlannedCandidate[]) =>
      this.#transitions.evaluateImmediate(candidates, this.#plan.understanding, step)
    return [...this.#beforeWords(step), ...this.#rest(judge, step)]
  }

  /** What the whole flow listens for, and what only leads away for a while, comes before what the local sources read: "a human please, I have waited 40 minutes". */
  #beforeWords(step: Step): readonly TransitionConfig[] {
    const first = this.#specific.filter(({ scope, next }) => scope === 'global' || callOf(next) !== undefined)
    return [...this.#transitions.evaluateByText(first, step), ...this.#corrected('text', step)]
  }

  #corrected(by: 'text' | 'model', step: Step): readonly TransitionConfig[] {
    const { next } = this.#correct
    if (next === undefined) return []
    const guard = allOf([step.guard, { type: 'corrects', params: { fields: this.#names, by } }])
    const before: readonly ActionConfig[] = [...step.before, { type: 'correct', params: { fields: this.#names } }]
    const { reads: _reads, ...rest } = step
    const taken = { ...rest, guard, before, description: 'corrected: another value is told' }
    return this.#transitions.take(next, { scope: 'own', name: 'corrected' }, taken)
  }

  /** The candidates; before the first catch-all what is said of a value that does not fit; last, a miss. */
  #rest(judge: (candidates: readonly PlannedCandidate[]) => Evaluation, step: Step): readonly TransitionConfig[] {
    const tried = judge(this.#before)
    if (tried.decided) return tried.transitions
    const told = this.#correct.fields.flatMap((field) => this.#refused(field, step))
    const general = judge(this.#others)
    const ways = [...tried.transitions, ...told, ...general.transitions]
    return general.decided ? ways : [...ways, ...unmatched(this.#plan, this.#transitions, step)]
  }

  #refused({ name, invalid }: FieldPlan, step: Step): readonly TransitionConfig[] {
    if (invalid === undefined) return []
    const params = { fields: this.#correct.fields.filter((field) => field.invalid !== undefined).map((field) => field.name), field: name }
    const guard: GuardExpression = allOf([step.guard, { type: 'correctionRefused', params }])
    const answered: Step = { ...step, guard, description: `${name} does not fit` }
    const missed: Step = { ...answered, before: [...step.before, { type: 'countMiss' }] }
    const { noMatch } = this.#plan
    const max = noMatch === undefined ? 0 : toleratedMisses(noMatch)
    const tooMany = max === 0 ? guard : allOf([guard, { type: 'missesOver', params: { max } }])
    const { reads: _reads, ...counted } = missed
    const away = noMatch?.to === undefined ? [] : this.#transitions.enter(noMatch.to, { ...counted, guard: tooMany }, null)
    return away.length > 0 && max === 0
      ? away
      : [...away, ...this.#tell(invalid, { ...missed, before: [...missed.before, { type: 'refuseValue', params }] })]
  }

  #tell(prompt: PromptDefinition, step: Step): readonly TransitionConfig[] {
    const target = (substate: Substate) => targetOf(substateId(this.#plan.name, substate))
    if (!isVerbatim(prompt)) return [...this.#transitions.overBudget(step), this.#transitions.within(target('responding'), step)]
    return [{ ...this.#transitions.within(target('listening'), { ...step, before: [...step.before, ...speak(prompt)] }), reenter: true }]
  }

  get #names(): readonly string[] {
    return this.#correct.fields.map(({ name }) => name)
  }
}
