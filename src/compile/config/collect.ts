import { sourceKindOf } from '../../conditions/fields/field-source.js'
import type { ReadingKind } from '../../conditions/fields/read-fields.js'
import { isCatchAll } from '../../conditions/order/catch-all.js'
import type { PromptDefinition } from '../../definition/flow.js'
import { callOf, selectOf } from '../../definition/next-state.js'
import { toleratedMisses } from '../../definition/state-facts.js'
import type { ActionConfig, StateNodeConfig, TransitionConfig } from '../../machine/config.js'
import { allOf, anyOf, type GuardExpression, negate } from '../../machine/guard-expression.js'
import { type Substate, substateId, targetOf } from '../../machine/ids.js'
import type { CollectPlan, FieldPlan } from '../plan/field-plan.js'
import type { PlannedCandidate, StatePlan } from '../plan/flow-plan.js'
import { isVerbatim } from '../plan/prompt.js'
import { needsUnderstanding, type UnderstandingPlan } from '../plan/understanding-plan.js'
import { heardWhileAsked, looksAtMessage } from './field-candidates.js'
import { type Evaluation, recordFailure, type Step, speak, speakInTurn, TAKE_UP, type TransitionWriter } from './transition.js'

const READS: GuardExpression = { type: 'readsMessage' }
const PROGRESSED: GuardExpression = { type: 'progressed' }
const COUNT_MISS: ActionConfig = { type: 'countMiss' }

/** Writes the ways of one state that collects fields; see "Collecting fields" in docs/reference/turns.md. */
export class CollectWriter {
  readonly #plan: StatePlan
  readonly #collect: CollectPlan
  readonly #transitions: TransitionWriter
  /** Tried on the message, before it is read by the local sources. */
  readonly #onMessage: readonly PlannedCandidate[]
  readonly #onData: readonly PlannedCandidate[]
  readonly #catchAlls: readonly PlannedCandidate[]

  constructor(plan: StatePlan, collect: CollectPlan, transitions: TransitionWriter) {
    this.#plan = plan
    this.#collect = collect
    this.#transitions = transitions
    const candidates = plan.candidates.map((candidate) => this.#whileAsked(candidate))
    this.#onMessage = candidates.filter(looksAtMessage)
    const others = candidates.filter((candidate) => !looksAtMessage(candidate))
    this.#onData = others.filter(({ condition }) => !isCatchAll(condition))
    this.#catchAlls = others.filter(({ condition }) => isCatchAll(condition))
  }

  /** Writes where it is judged what is missing; first, the message that leads here is read. */
  spokenNode(): StateNodeConfig {
    return {
      id: substateId(this.#plan.name, 'spoken'),
      entry: [{ type: 'raiseSpoken' }],
      on: { 'flow.spoken': [...this.#readOnEntry(), ...this.#questions({ guard: true, before: [] })] },
    }
  }

  /** Writes what a user's message does. */
  onMessage(): readonly TransitionConfig[] {
    const { understanding } = this.#plan
    const step: Step = { guard: true, before: TAKE_UP, reads: true }
    if (understanding !== undefined && this.#collect.told !== undefined) return this.#transitions.understand(understanding, step)
    const tried = this.#judge(step, (candidate, taken) => this.#transitions.evaluateImmediate([candidate], understanding, taken))
    return tried.decided ? tried.transitions : [...tried.transitions, this.#transitions.within(this.#target('collecting'), step)]
  }

  /** Writes where a message is understood, and where it is judged on the answers with the data merged. */
  understandingNodes(understanding: UnderstandingPlan, node: StateNodeConfig): readonly [Substate, StateNodeConfig][] {
    const record = (raises: boolean): ActionConfig => ({
      type: 'recordTold',
      params: { fields: this.#collect.told?.names ?? [], raises },
    })
    const entered = this.#transitions.within(this.#target('spoken'), { guard: READS, before: [record(false), this.#read('entry')] })
    const handOn = this.#transitions.within(this.#target('understood'), { guard: true, before: [record(true)] })
    const failed = this.#transitions.within(this.#target('failed'), {
      guard: true,
      before: [recordFailure('understand', { about: 'user' })],
    })
    const failing: Step = { guard: negate(READS), before: [recordFailure('understand', { about: 'user' })], reads: true }
    const byText = this.#judge(failing, (candidate, taken) => ({
      transitions: this.#transitions.evaluateByText([candidate], taken),
      decided: false,
    }))
    const step: Step = { guard: true, before: [], reads: true }
    const answered = this.#judge(step, (candidate, taken) =>
      this.#transitions.evaluateAnswered([candidate], { ...understanding, from: 0 }, taken),
    )
    const judged = answered.decided
      ? answered.transitions
      : [...answered.transitions, this.#transitions.within(this.#target('collecting'), step)]
    return [
      [
        'understanding',
        {
          ...node,
          invoke: {
            id: 'understand',
            src: 'understand',
            onDone: this.#collect.told === undefined ? [handOn] : [entered, handOn],
            onError: [...byText.transitions, failed],
          },
        },
      ],
      ['understood', { id: substateId(this.#plan.name, 'understood'), on: { 'flow.understood': judged } }],
    ]
  }

  /** Writes where a message is read by the local sources, and where that leads. */
  collectingNode(): StateNodeConfig {
    const step: Step = { guard: true, before: [] }
    return {
      id: substateId(this.#plan.name, 'collecting'),
      entry: [this.#read('answer')],
      on: {
        'flow.collected': [
          ...this.#refusals(),
          ...this.#transitions.evaluateImmediate(this.#onData, undefined, step).transitions,
          ...this.#collected(step),
          ...this.#required.flatMap((field) => this.#ask(field, { ...step, guard: allOf([PROGRESSED, this.#isNext(field)]) })),
          ...this.#missed(),
        ],
      },
    }
  }

  get #required(): readonly FieldPlan[] {
    return this.#collect.required
  }

  /** Judges the message by the candidates in order. What it tells beside a digression is read first: "large, and when do you open?" */
  #judge(step: Step, evaluate: (candidate: PlannedCandidate, step: Step) => Evaluation): Evaluation {
    const transitions: TransitionConfig[] = []
    for (const candidate of this.#onMessage) {
      const before = callOf(candidate.next) === undefined ? step.before : [...step.before, this.#read('aside')]
      const judged = evaluate(candidate, { ...step, before })
      transitions.push(...judged.transitions)
      if (judged.decided) return { transitions, decided: true }
    }
    return { transitions, decided: false }
  }

  #whileAsked(candidate: PlannedCandidate): PlannedCandidate {
    const { fields } = this.#collect
    const specific = fields.filter(({ field }) => ['choices', 'regex'].includes(sourceKindOf(field))).map(({ name }) => name)
    const heard = heardWhileAsked(candidate, this.#collect)
    const { guards } = candidate
    const found: GuardExpression =
      specific.length === 0 ? false : { type: 'askedFound', params: { fields: fields.map(({ name }) => name), of: specific } }
    const mayAsk = needsUnderstanding(candidate) ? negate(found) : true
    // A choice among states is never certain by words alone.
    const certain = selectOf(candidate.next) === undefined ? guards.certain : false
    return {
      ...candidate,
      guards: {
        certain: allOf([guards.certain, heard]),
        possible: allOf([guards.possible, heard, anyOf([certain, mayAsk])]),
        answered: allOf([guards.answered, heard, anyOf([certain, mayAsk])]),
        byText: allOf([guards.byText, heard]),
      },
    }
  }

  #readOnEntry(): readonly TransitionConfig[] {
    const { understanding } = this.#plan
    if (this.#collect.told !== undefined && understanding !== undefined) {
      return this.#transitions.understand(understanding, { guard: READS, before: [], description: 'reads the message that leads here' })
    }
    const step = { guard: READS, before: [this.#read('entry')], description: 'reads the message that leads here' }
    return [{ ...this.#transitions.within(this.#target('spoken'), step), reenter: true }]
  }

  /** Takes `collected` when nothing is missing, else asks for the first field that is. */
  #questions(step: Step): readonly TransitionConfig[] {
    const asked = this.#required.flatMap((field, position) => {
      const isLast = position === this.#required.length - 1
      return this.#ask(field, { ...step, guard: allOf([step.guard, isLast ? true : this.#isNext(field)]) })
    })
    return [...this.#collected(step), ...asked]
  }

  #collected(step: Step): readonly TransitionConfig[] {
    const { next } = this.#collect
    if (next === undefined) return []
    const fields = this.#required.map(({ name }) => name)
    const guard: GuardExpression = fields.length === 0 ? step.guard : allOf([step.guard, { type: 'filled', params: { fields } }])
    return this.#transitions.take(
      next,
      { scope: 'own', name: 'collected' },
      { ...step, guard, description: 'collected: nothing is missing' },
    )
  }

  #ask({ name, ask }: FieldPlan, step: Step): readonly TransitionConfig[] {
    if (ask === undefined) return []
    const before: readonly ActionConfig[] = [...step.before, { type: 'ask', params: { field: name } }]
    return this.#say(ask, { ...step, before, description: `asks for ${name}` })
  }

  #say(prompt: PromptDefinition, step: Step): readonly TransitionConfig[] {
    if (!isVerbatim(prompt)) return [...this.#transitions.overBudget(step), this.#transitions.within(this.#target('responding'), step)]
    return [
      { ...this.#transitions.within(this.#target('listening'), { ...step, before: [...step.before, ...speak(prompt)] }), reenter: true },
    ]
  }

  /** A value that does not fit is told of; without progress it is a miss, which the action has counted. */
  #refusals(): readonly TransitionConfig[] {
    const { noMatch } = this.#plan
    const away =
      noMatch?.to === undefined
        ? []
        : this.#transitions.enter(
            noMatch.to,
            {
              guard: { type: 'refusedOften', params: { max: toleratedMisses(noMatch) } },
              before: [],
              description: 'values that do not fit',
            },
            null,
          )
    const told = this.#collect.fields.flatMap(({ name, invalid }) => {
      if (invalid === undefined) return []
      const guard: GuardExpression = { type: 'valueRefused', params: { field: name } }
      const before: readonly ActionConfig[] = [{ type: 'ask', params: { field: name } }]
      return this.#say(invalid, { guard, before, description: `${name} does not fit` })
    })
    return told.length === 0 ? [] : [...away, ...told]
  }

  /** Nothing was found: catch-alls, then a miss, which asks again. */
  #missed(): readonly TransitionConfig[] {
    const caught = this.#transitions.evaluateImmediate(this.#catchAlls, undefined, { guard: true, before: [] })
    if (caught.decided) return caught.transitions
    const { noMatch, missPrompt, missPrompts } = this.#plan
    const missed: Step = { guard: true, before: [COUNT_MISS], description: 'no match' }
    const max = noMatch === undefined ? 0 : toleratedMisses(noMatch)
    const away =
      noMatch?.to === undefined
        ? []
        : this.#transitions.enter(
            noMatch.to,
            { ...missed, guard: max === 0 ? true : { type: 'missesOver', params: { max } }, description: `no match, ${max + 1} in a row` },
            null,
          )
    if (away.length > 0 && max === 0) return [...caught.transitions, ...away]
    const hasPrompt = missPrompt !== this.#plan.prompt
    if (hasPrompt && !isVerbatim(missPrompt)) return [...caught.transitions, ...away, ...this.#say(missPrompt, missed)]
    const spoken = missPrompts.length > 0 ? speakInTurn(missPrompts) : speak(missPrompt)
    const before = hasPrompt ? [...missed.before, ...spoken] : missed.before
    const again = this.#required.flatMap((field, position) => {
      const guard = position === this.#required.length - 1 ? true : this.#isNext(field, true)
      return this.#ask(field, { ...missed, guard, before })
    })
    const listens = { ...this.#transitions.within(this.#target('listening'), { ...missed, before }), reenter: true }
    return [...caught.transitions, ...away, ...(again.length === 0 ? [listens] : again)]
  }

  #isNext({ name }: FieldPlan, again = false): GuardExpression {
    const fields = this.#required.map((field) => field.name)
    return { type: 'asks', params: { field: name, fields, ...(again ? { again } : {}) } }
  }

  #read(kind: ReadingKind): ActionConfig {
    const { fields } = this.#collect
    const askable = fields.filter(({ invalid }) => invalid !== undefined).map(({ name }) => name)
    return { type: 'collect', params: { fields: fields.map(({ name }) => name), askable, kind } }
  }

  #target(substate: Substate): string {
    return targetOf(substateId(this.#plan.name, substate))
  }
}
