import type { StatePlan } from '../compile/plan/flow-plan.js'
import type { Candidate } from '../compile/plan/understanding-plan.js'
import type { Condition } from '../conditions/condition.js'
import { evaluateCondition } from '../conditions/evaluate-condition.js'
import type { Truth } from '../conditions/evaluation.js'
import { deciderOf, mapLeaves } from '../conditions/leaves.js'
import { isCatchAll } from '../conditions/order/catch-all.js'
import type { ConversationFlow } from '../definition/flow.js'
import { callOf, selectOf } from '../definition/next-state.js'
import type { DiagnosticPath } from '../diagnostics/diagnostic.js'
import type { Wording } from './implication/covers-keyword.js'
import { KeywordIndex } from './keyword-index.js'
import type { Utterances } from './utterances/utterances.js'

/** A transition as it is tried in one state. */
export interface TriedTransition extends Candidate {
  /** As the author wrote it; `condition` is as ordered, so that its keywords know what they yield to. */
  readonly written: Condition
  readonly path: DiagnosticPath
  /** Whether it leads to a `select`, so that it may not hold although its condition does. */
  readonly isSelect: boolean
  /** Whether its condition is a catch-all. */
  readonly isCatchAll: boolean
  /** Whether every message fires it that comes so far: a catch-all that leads to no `select`. */
  readonly catchesAll: boolean
}

/** Whether a transition may be passed over although its condition holds: a choice may choose nothing, and a flow may not be called. */
export function mayLeadNowhere({ isSelect, next }: TriedTransition): boolean {
  return isSelect || callOf(next) !== undefined
}

/** Where a message that says several things can be cut. */
const CLAUSE_END = /[,.] /

/** Stands for what hangs on the data: no text alone decides it. */
const HANGS_ON_DATA: Condition = { type: 'guard', name: 'data' }

/** The transitions that are tried on one text in one state, in the order of the compiled machine. */
export class CandidateList {
  readonly flow: ConversationFlow
  readonly state: string
  /** Whose words are tried. */
  readonly about: 'user' | 'reply'
  readonly transitions: readonly TriedTransition[]
  readonly #onText: ReadonlyMap<TriedTransition, Condition>
  readonly #index: KeywordIndex
  readonly #positions: ReadonlyMap<TriedTransition, number>
  readonly #truths = new Map<string, Map<TriedTransition, Truth>>()
  readonly #satisfying = new Map<TriedTransition, readonly string[]>()
  readonly #utterances: Utterances
  readonly #plan: StatePlan
  readonly #candidates: readonly Candidate[]

  constructor(
    flow: ConversationFlow,
    utterances: Utterances,
    plan: StatePlan,
    candidates: readonly Candidate[],
    about: 'user' | 'reply' = candidates === plan.replyCandidates ? 'reply' : 'user',
  ) {
    this.flow = flow
    this.#utterances = utterances
    this.#plan = plan
    this.#candidates = candidates
    this.state = plan.name
    this.about = about
    this.transitions = candidates.map((candidate) => triedTransition(flow, plan, candidate))
    this.#onText = new Map(this.transitions.map((transition) => [transition, textOnly(transition.condition)]))
    this.#positions = new Map(this.transitions.map((transition, position) => [transition, position]))
    this.#index = new KeywordIndex(
      this.transitions.map(({ condition }) => condition),
      this.wording,
    )
  }

  /** The same list where more is known of its conditions, each of which is put in the place of the one that it is made of. */
  where(known: (condition: Condition) => Condition): CandidateList {
    const candidates = this.#candidates.map((candidate) => ({ ...candidate, condition: known(candidate.condition) }))
    return new CandidateList(this.flow, this.#utterances, this.#plan, candidates, this.about)
  }

  /** Where a transition stands in the order. */
  positionOf(transition: TriedTransition): number {
    return this.#positions.get(transition) ?? -1
  }

  /** The transitions, in order, whose condition may hold for a text; every other one is proven not to hold. */
  mayHold(text: string): readonly TriedTransition[] {
    return this.#index.mayHold(text).flatMap((position) => this.transitions[position] ?? [])
  }

  /** Whether a text satisfies a transition's condition; `'unknown'` where the model, the data or a function decides. */
  truthOf(transition: TriedTransition, text: string): Truth {
    const known = this.#truths.get(text) ?? new Map<TriedTransition, Truth>()
    this.#truths.set(text, known)
    const truth = known.get(transition) ?? this.evaluate(this.#onText.get(transition) ?? transition.condition, text)
    known.set(transition, truth)
    return truth
  }

  /** The transition that a text fires; `'unknown'` where that is not for the text alone to decide; undefined when none does. */
  firedBy(text: string): TriedTransition | 'unknown' | undefined {
    for (const transition of this.mayHold(text)) {
      const truth = this.truthOf(transition, text)
      if (truth === false) continue
      return truth === 'unknown' || transition.isSelect ? 'unknown' : transition
    }
    return undefined
  }

  /** Utterances that are proven to satisfy a transition's condition, whatever fires on them, and say no more than it takes. */
  utterancesOf(transition: TriedTransition): readonly string[] {
    const known = this.#satisfying.get(transition)
    if (known !== undefined) return known
    const texts = this.#utterances.of(this.#onText.get(transition) ?? transition.condition)
    const satisfies = (text: string) => this.truthOf(transition, text) === true
    const satisfying = texts.filter(satisfies).map((text) => text.split(CLAUSE_END).find(satisfies) ?? text)
    const utterances = [...new Set(satisfying)]
    this.#satisfying.set(transition, utterances)
    return utterances
  }

  /** An utterance that is proven to fire the transition. */
  witnessOf(transition: TriedTransition): string | undefined {
    return this.utterancesOf(transition).find((text) => this.firedBy(text) === transition)
  }

  /** How the flow compares words. */
  get wording(): Wording {
    const { language, stemmers } = this.#utterances.wording
    return { language, stemmers }
  }

  /** Evaluates any condition in the flow's language, on a text alone. */
  evaluate(condition: Condition, text: string): Truth {
    return evaluateCondition(condition, { text, data: {}, ...this.#utterances.wording })
  }
}

function triedTransition(flow: ConversationFlow, plan: StatePlan, { name, scope, condition, next }: Candidate): TriedTransition {
  const transitions = scope === 'own' ? plan.state.transitions : flow.globalTransitions
  const path = scope === 'own' ? ['states', plan.name, 'transitions', name] : ['globalTransitions', name]
  return {
    name,
    scope,
    condition,
    written: transitions?.[name] ?? condition,
    path,
    next,
    isSelect: selectOf(next) !== undefined,
    isCatchAll: isCatchAll(condition),
    catchesAll: isCatchAll(condition) && selectOf(next) === undefined,
  }
}

function textOnly(condition: Condition): Condition {
  return mapLeaves(condition, (leaf) => (deciderOf(leaf) === 'data' ? HANGS_ON_DATA : leaf))
}
