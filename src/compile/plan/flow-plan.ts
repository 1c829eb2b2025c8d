import type { Condition, ConversationData, LeafCondition } from '../../conditions/condition.js'
import { leafConditions } from '../../conditions/leaves.js'
import { orderCandidates } from '../../conditions/order/transition-order.js'
import type {
  ConversationFlow,
  Extract,
  FlowState,
  NextState,
  NoMatch,
  PayloadEvaluator,
  Prompt,
  PromptDefinition,
  StateHookArguments,
  Timeout,
} from '../../definition/flow.js'
import { statesOnCycles } from '../../definition/flow-graph.js'
import { unfold } from '../../definition/flows/unfold.js'
import { selectOf } from '../../definition/next-state.js'
import {
  extractsFromOf,
  globalsHeardBy,
  isTerminal,
  languageOf,
  noMatchOf,
  payloadsOf,
  rests,
  timeoutOf,
  transitionsOnOf,
} from '../../definition/state-facts.js'
import { allOf } from '../../machine/guard-expression.js'
import type { UnderstandingTasks } from '../../runtime/actors/understand-actor.js'
import type { CompileOptions } from '../compile-options.js'
import { CallPlan } from './call-plan.js'
import { type CollectPlan, type CorrectPlan, planFieldsOf } from './field-plan.js'
import { type ConditionGuards, mapGuards, planGuards } from './guard-plan.js'
import { isVerbatim, resolvePrompt, SILENT } from './prompt.js'
import { type Candidate, planUnderstanding, type UnderstandingPlan } from './understanding-plan.js'

type Test = (data: ConversationData) => boolean
type Hook = (input: StateHookArguments) => void

/** The flow's own functions, by the names under which the chart refers to them. JSON holds the names only. */
export interface FlowFunctions {
  readonly tests: ReadonlyMap<string, Test>
  readonly tasks: ReadonlyMap<string, UnderstandingTasks>
  readonly hooks: ReadonlyMap<string, Hook>
  readonly payloads: ReadonlyMap<string, PayloadEvaluator>
}

/** Everything about a flow that is known before it runs; the config is written from it. */
export interface FlowPlan {
  /** Unfolded: the states of its flows are among its own. */
  readonly definition: ConversationFlow
  readonly calls: CallPlan
  readonly systemPrompt: PromptDefinition | undefined
  readonly states: ReadonlyMap<string, StatePlan>
  /** States that a conversation may enter more than once. */
  readonly cyclic: ReadonlySet<string>
  /** The states that handle each event by their own `on`. */
  readonly handling: ReadonlyMap<string, readonly string[]>
  readonly functions: FlowFunctions
}

const NOTHING_TO_SAY: PromptDefinition = { say: '' }

/** Works out everything about a flow that is known before it runs. */
export function planFlow(flow: ConversationFlow, options: CompileOptions): FlowPlan {
  const definition = unfold(flow)
  const calls = new CallPlan(definition)
  const { language, transitionOrder: order, systemPrompt, typos } = definition
  const orderOptions = { order, language, stemmers: options.stemmers, typos }
  const tests = new Map<string, Test>()
  const facts: FlowFacts = {
    definition,
    calls,
    prompt: (prompt) => resolvePrompt(definition, options.prompts, prompt) ?? NOTHING_TO_SAY,
    order: (candidates, state, list) =>
      orderCandidates(candidates, orderOptions, {
        name: `${state}/${list}`,
        mayMiss: ({ next }) => selectOf(next) !== undefined || calls.restGuard(state, next) !== true,
      }),
    nameTest: (wanted, test) => {
      const name = freeName(tests, wanted, test)
      tests.set(name, test)
      return name
    },
  }
  const states = new Map(Object.entries(definition.states).map(([name, state]) => [name, planState(facts, name, state)]))
  return {
    definition,
    calls,
    systemPrompt: systemPrompt === undefined ? undefined : facts.prompt(systemPrompt),
    states,
    cyclic: statesOnCycles(definition),
    handling: handlingOf(definition),
    functions: { tests, tasks: tasksOf(states), hooks: hooksOf(states), payloads: payloadsOf(definition.events) },
  }
}

function handlingOf({ states }: ConversationFlow): FlowPlan['handling'] {
  const handling = new Map<string, string[]>()
  for (const [name, { on = {} }] of Object.entries(states)) {
    for (const event of Object.keys(on)) handling.set(event, [...(handling.get(event) ?? []), name])
  }
  return handling
}

/** Gives the same function its name again; another function gets the name with a number. */
function freeName(tests: ReadonlyMap<string, Test>, wanted: string, test: Test): string {
  for (let count = 1; ; count++) {
    const name = count === 1 ? wanted : `${wanted}_${count}`
    const taken = tests.get(name)
    if (taken === undefined || taken === test) return name
  }
}

function tasksOf(states: ReadonlyMap<string, StatePlan>): FlowFunctions['tasks'] {
  const understandings = [...states].flatMap(([name, { understanding, understandingReply }]) =>
    [understanding, understandingReply].flatMap((plan) => (plan === undefined ? [] : [[`${name}/${plan.about}`, plan.tasks] as const])),
  )
  return new Map(understandings)
}

function hooksOf(states: ReadonlyMap<string, StatePlan>): FlowFunctions['hooks'] {
  const hooks = [...states].flatMap(([name, { state }]) =>
    (['onEnter', 'onExit'] as const).map((hook) => [hookName(name, hook), state[hook]] as const),
  )
  return new Map(hooks.flatMap(([name, hook]) => (typeof hook === 'function' ? [[name, hook] as const] : [])))
}

/** Names the action of a state's `onEnter` or `onExit` function. */
export function hookName(state: string, hook: 'onEnter' | 'onExit'): string {
  return `${state}.${hook}`
}

/** What the planning of one state needs to know of its flow. */
export interface FlowFacts {
  readonly definition: ConversationFlow
  readonly prompt: (prompt: Prompt) => PromptDefinition
  readonly calls: CallPlan
  readonly order: (candidates: readonly Candidate[], state: string, list: 'user' | 'reply' | 'entry') => readonly Candidate[]
  /** Gives a `context` function the name by which the chart refers to it, the wanted one or that with a number. */
  readonly nameTest: (wanted: string, test: (data: ConversationData) => boolean) => string
}

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
  /** The n-th is spoken on the n-th miss in a row; `missPrompt` is the first of them. Empty where it is always the same. */
  readonly missPrompts: readonly PromptDefinition[]
  /** The n-th is spoken on the n-th silence in a row; empty where the state's own prompt is. */
  readonly silencePrompts: readonly PromptDefinition[]
  readonly noMatch: NoMatch | undefined
  /** What happens when the user is silent; undefined where nothing does. */
  readonly timeout: Timeout | undefined
  readonly isTerminal: boolean
  /** Whether the state waits, for the user or for events. */
  readonly listens: boolean
  /** Whether the state's own transitions are tried on its reply. */
  readonly onReply: boolean
  /** Whether the state waits for events: what the user says meanwhile is kept, and judged by words alone. */
  readonly onEvent: boolean
  /** Tried on a user's message, in order. */
  readonly candidates: readonly PlannedCandidate[]
  /** Tried on a reply, in order. */
  readonly replyCandidates: readonly PlannedCandidate[]
  /** Tried on the data alone, in order, as soon as the state has been entered. */
  readonly entryCandidates: readonly PlannedCandidate[]
  readonly understanding: UnderstandingPlan | undefined
  readonly understandingReply: UnderstandingPlan | undefined
  readonly extractsReply: boolean
  /** Whether the model calls that an extraction of the flow's own brings about are still to be held against the budget. */
  readonly judgesReplyBudget: boolean
  /** What the state asks for; undefined where it collects nothing. */
  readonly collect: CollectPlan | undefined
  /** What the state hears other values for; undefined where it corrects nothing. */
  readonly correct: CorrectPlan | undefined
  /** Whether entering the state makes it call the model, unless it has an actor to run first. */
  readonly speaksThroughModel: boolean
}

/** Plans one state. */
export function planState(flow: FlowFacts, name: string, state: FlowState): StatePlan {
  const prompt = promptsIn(flow, [state.prompt])[0] ?? SILENT
  const noMatch = noMatchOf(flow.definition, state)
  const timeout = timeoutOf(flow.definition, state)
  const listens = rests(state)
  const onEvent = listens && transitionsOnOf(state) === 'event'
  const onReply = listens && transitionsOnOf(state) === 'reply'
  const onEntry = transitionsOnOf(state) === 'entry'
  const { own, global } = triedIn(flow, name, state, { own: listens || onEntry, global: listens && !onEvent })
  const candidates = flow.order(onReply || onEntry ? global : [...own, ...global], name, 'user')
  const entryCandidates = flow.order(onEntry ? own : [], name, 'entry')
  const replyCandidates = flow.order(onReply ? own : [], name, 'reply')
  const replyExtract = extractFrom('reply', state)
  const { collect, correct, told } = planFieldsOf(flow, state)
  const understanding = planUnderstanding('user', candidates, extractFrom('user', state), told)
  const understandingReply = planUnderstanding('reply', replyCandidates, replyExtract)
  const plan = (candidate: Candidate, asks: UnderstandingPlan | undefined) => planCandidate(flow, name, candidate, asks)
  return {
    name,
    state,
    prompt,
    missPrompt: missPromptOf(flow, noMatch, prompt),
    missPrompts: promptsIn(flow, noMatch?.prompts),
    silencePrompts: promptsIn(flow, timeout?.prompts),
    noMatch,
    timeout,
    isTerminal: isTerminal(state),
    listens,
    onReply,
    onEvent,
    replyCandidates: replyCandidates.map((candidate) => plan(candidate, understandingReply)),
    entryCandidates: entryCandidates.map((candidate) => plan(candidate, undefined)),
    candidates: candidates.map((candidate) => plan(candidate, understanding)),
    understanding,
    understandingReply,
    collect,
    correct,
    extractsReply: replyExtract !== undefined,
    judgesReplyBudget: replyExtract?.run !== undefined && (understandingReply?.questions.length ?? 0) > 0,
    speaksThroughModel: !isVerbatim(prompt) || (replyExtract !== undefined && replyExtract.run === undefined),
  }
}

/** The transitions that are tried in a state, its own and those of every state. */
function triedIn(
  { definition, calls }: FlowFacts,
  name: string,
  state: FlowState,
  tried: { readonly own: boolean; readonly global: boolean },
) {
  const mayTake = ({ next }: Candidate) => calls.mayTake(name, next)
  const own = candidatesOf('own', state.transitions, state.nextStates)
  const global = candidatesOf('global', globalsHeardBy(definition, state), definition.globalNextStates)
  return { own: tried.own ? own.filter(mayTake) : [], global: tried.global ? global.filter(mayTake) : [] }
}

function planCandidate(
  flow: FlowFacts,
  state: string,
  candidate: Candidate,
  understanding: UnderstandingPlan | undefined,
): PlannedCandidate {
  const { name, scope, condition, next } = candidate
  const testName = `${scope === 'own' ? state : 'global'}.${name}`
  const mustRest = flow.calls.restGuard(state, next)
  const planned = planGuards(condition, {
    language: languageOf(flow.definition),
    keyOf: (asked) => understanding?.keyOf(asked) ?? '',
    nameTest: (test) => flow.nameTest(testName, test),
  })
  const guards = mustRest === true ? planned : mapGuards(planned, (guard) => allOf([mustRest, guard]))
  const select = selectOf(next)
  return { ...candidate, guards, choiceKey: select === undefined ? undefined : understanding?.keyOf(select) }
}

/** Lists the parts of all the conditions that a flow tries. */
export function plannedLeaves({ states }: FlowPlan): readonly LeafCondition[] {
  const tried = [...states.values()].flatMap(({ candidates, replyCandidates, entryCandidates }) => [
    ...candidates,
    ...replyCandidates,
    ...entryCandidates,
  ])
  return tried.flatMap(({ condition }) => leafConditions(condition))
}

function missPromptOf(flow: FlowFacts, noMatch: NoMatch | undefined, otherwise: PromptDefinition): PromptDefinition {
  return promptsIn(flow, [noMatch?.prompt, ...(noMatch?.prompts ?? [])])[0] ?? otherwise
}

function promptsIn(flow: FlowFacts, prompts: readonly (Prompt | undefined)[] = []): readonly PromptDefinition[] {
  return prompts.flatMap((prompt) => (prompt === undefined ? [] : [flow.prompt(prompt)]))
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
