import type { Condition } from '../../conditions/condition.js'
import type { Extract, FlowState, NextState, NoMatch, Prompt, PromptDefinition } from '../../definition/flow.js'
import { extractsFromOf, languageOf, noMatchOf, transitionsOnOf } from '../../definition/state-facts.js'
import type { FlowFacts } from './flow-facts.js'
import { type ConditionGuards, planGuards } from './guard-plan.js'
import { isVerbatim } from './prompt.js'
import { type Candidate, isSelect, planUnderstanding, type UnderstandingPlan } from './understanding-plan.js'

/** A candidate with the guards that its transitions are made of. */
export interface PlannedCandidate extends Candidate {
  readonly guards: ConditionGuards
  /** The key of the answer that chooses the target; undefined where the target is fixed. */
  readonly choiceKey: string | undefined
}

/** What one flow state becomes, worked out before any of the machine's config is written. */
export interface StatePlan {
  readonly name: string
  readonly state: FlowState
  readonly prompt: PromptDefinition
  /** Spoken on a miss; the state's own prompt unless `noMatch` has one. */
  readonly missPrompt: PromptDefinition
  readonly noMatch: NoMatch | undefined
  readonly isTerminal: boolean
  /** Whether the state waits for the user. */
  readonly listens: boolean
  /** Whether the state's own transitions are tried on its reply. */
  readonly onReply: boolean
  /** Tried on a user's message, in order. */
  readonly candidates: readonly PlannedCandidate[]
  /** Tried on a reply, in order. */
  readonly replyCandidates: readonly PlannedCandidate[]
  readonly understanding: UnderstandingPlan | undefined
  readonly understandingReply: UnderstandingPlan | undefined
  readonly extractsReply: boolean
  /** Whether the model calls that an extraction of the flow's own brings about are still to be held against the budget. */
  readonly judgesReplyBudget: boolean
  /** Whether entering the state makes it call the model, unless it has an actor to run first. */
  readonly speaksThroughModel: boolean
}

/** Plans one state. */
export function planState(flow: FlowFacts, name: string, state: FlowState): StatePlan {
  const prompt = flow.prompt(state.prompt)
  const noMatch = noMatchOf(flow.definition, state)
  const isTerminal = state.advanceTo === undefined && Object.keys(state.transitions ?? {}).length === 0
  const listens = !isTerminal && state.advanceTo === undefined
  const onReply = listens && transitionsOnOf(state) === 'reply'
  const own = listens ? candidatesOf('own', state.transitions, state.nextStates) : []
  const global = listens ? candidatesOf('global', flow.definition.globalTransitions, flow.definition.globalNextStates) : []
  const candidates = flow.order(onReply ? global : [...own, ...global])
  const replyCandidates = flow.order(onReply ? own : [])
  const replyExtract = extractFrom('reply', state)
  const understanding = planUnderstanding('user', candidates, extractFrom('user', state))
  const understandingReply = planUnderstanding('reply', replyCandidates, replyExtract)
  const plan = (candidate: Candidate, asks: UnderstandingPlan | undefined) => planCandidate(flow, name, candidate, asks)
  return {
    name,
    state,
    prompt,
    missPrompt: missPromptOf(flow, noMatch?.prompt, prompt),
    noMatch,
    isTerminal,
    listens,
    onReply,
    replyCandidates: replyCandidates.map((candidate) => plan(candidate, understandingReply)),
    candidates: candidates.map((candidate) => plan(candidate, understanding)),
    understanding,
    understandingReply,
    extractsReply: replyExtract !== undefined,
    judgesReplyBudget: replyExtract?.run !== undefined && (understandingReply?.questions.length ?? 0) > 0,
    speaksThroughModel: !isVerbatim(prompt) || (replyExtract !== undefined && replyExtract.run === undefined),
  }
}

function planCandidate(
  flow: FlowFacts,
  state: string,
  candidate: Candidate,
  understanding: UnderstandingPlan | undefined,
): PlannedCandidate {
  const { name, scope, condition, next } = candidate
  const testName = `${scope === 'own' ? state : 'global'}.${name}`
  const guards = planGuards(condition, {
    language: languageOf(flow.definition),
    keyOf: (asked) => understanding?.keyOf(asked) ?? '',
    nameTest: (test) => flow.nameTest(testName, test),
  })
  return { ...candidate, guards, choiceKey: isSelect(next) ? understanding?.keyOf(next) : undefined }
}

function missPromptOf(flow: FlowFacts, prompt: Prompt | undefined, otherwise: PromptDefinition): PromptDefinition {
  return prompt === undefined ? otherwise : flow.prompt(prompt)
}

function extractFrom(source: 'user' | 'reply', { extract }: FlowState): Extract | undefined {
  return extract !== undefined && extractsFromOf(extract) === source ? extract : undefined
}

function candidatesOf(
  scope: 'own' | 'global',
  transitions: Readonly<Record<string, Condition>> = {},
  nextStates: Readonly<Record<string, NextState>> = {},
): readonly Candidate[] {
  return Object.entries(transitions).flatMap(([name, condition]) => {
    const next = nextStates[name]
    return next === undefined ? [] : [{ name, scope, condition, next }]
  })
}
