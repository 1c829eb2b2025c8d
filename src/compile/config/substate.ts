import { leafConditions } from '../../conditions/leaves.js'
import type { JsonObject } from '../../diagnostics/json.js'
import type { ActionConfig, StateNodeConfig, TransitionConfig } from '../../machine/config.js'
import type { GuardExpression } from '../../machine/guard-expression.js'
import { type Substate, substateId, targetOf } from '../../machine/ids.js'
import type { FlowPlan, PlannedCandidate, StatePlan } from '../plan/flow-plan.js'
import { isVerbatim } from '../plan/prompt.js'
import type { UnderstandingPlan } from '../plan/understanding-plan.js'
import { eventsAtRest } from './events.js'
import { collectWays, correctWays } from './field-language.js'
import { CLEAR_ERROR, recordFailure, type Step, speak, TAKE_UP, type TransitionWriter } from './transition.js'
import { afterReply, flowLimits, goOn, onSilence, refusal, substateAfterSpeaking, unmatched } from './turn.js'
import { onUserMessage } from './user-message.js'

/** Writes where the developer's own actor runs, before the state speaks. */
export function invokingNode(
  plan: StatePlan,
  transitions: TransitionWriter,
  { src, saveAs, onError, saveErrorAs }: NonNullable<StatePlan['state']['invoke']>,
): StateNodeConfig {
  const save: ActionConfig = {
    type: 'saveOutput',
    params: { saveAs: saveAs ?? null, ...(saveErrorAs === undefined ? {} : { saveErrorAs }) },
  }
  const next = isVerbatim(plan.prompt) ? substateAfterSpeaking(plan) : 'responding'
  const step = { guard: true, before: isVerbatim(plan.prompt) ? [save, ...speak(plan.prompt)] : [save] }
  const budget = plan.speaksThroughModel ? transitions.overBudget({ guard: true, before: [save] }) : []
  const failure = recordFailure('invoke')
  const kept: readonly ActionConfig[] = saveErrorAs === undefined ? [] : [{ type: 'saveError', params: { saveAs: saveErrorAs } }]
  const unusable = toFailedOverOutput(plan, transitions, 'invoke', {})
  return {
    id: substateId(plan.name, 'invoking'),
    invoke: {
      id: 'work',
      src,
      onDone: [unusable, ...budget, transitions.within(targetOf(substateId(plan.name, next)), step)],
      onError:
        onError === undefined
          ? [toFailed(plan, transitions, failure)]
          : transitions.enter(onError, { guard: true, before: [failure, ...kept], description: 'the actor failed' }, null),
    },
  }
}

/** Writes where the model makes the reply. */
export function respondingNode(flow: FlowPlan, plan: StatePlan, transitions: TransitionWriter): StateNodeConfig {
  const empty: TransitionConfig = {
    ...toFailed(plan, transitions, recordFailure('respond', { code: 'empty' })),
    guard: { type: 'replyUnusable' },
    description: 'an empty reply',
  }
  return {
    id: substateId(plan.name, 'responding'),
    invoke: {
      id: 'respond',
      src: 'respond',
      onSnapshot: { actions: [{ type: 'relayDelta' }] },
      onDone: [empty, ...afterReply(plan, transitions, [{ type: 'recordReply' }])],
      onError: [toFailed(plan, transitions, recordFailure('respond'))],
    },
    on: interruptions(flow, plan, transitions),
  }
}

/** Writes how a reply is cut off. It is not judged then, and nothing is extracted from it; the message that cut it off waits its turn. */
function interruptions(flow: FlowPlan, plan: StatePlan, transitions: TransitionWriter): NonNullable<StateNodeConfig['on']> {
  const cut: ActionConfig = { type: 'recordInterrupted' }
  const cutsOff: GuardExpression =
    flow.definition.whileBusy === 'interrupt' ? { type: 'interrupts', params: { always: true } } : { type: 'interrupts' }
  const after = (before: readonly ActionConfig[], guard: GuardExpression, description: string): readonly TransitionConfig[] =>
    plan.listens
      ? [transitions.within(targetOf(substateId(plan.name, 'listening')), { guard, before, description })]
      : goOn(plan, transitions, { guard, before, cutsOff: true }, false)
  return {
    'conversation.interrupt': after([cut], true, 'cut off'),
    'user.message': [refusal(flow), ...after([cut, { type: 'enqueue' }], cutsOff, 'cut off by a message')],
  }
}

/** Writes where it is judged what follows a verbatim prompt: on an event that the state raises for itself, as guards sit on events. */
export function spokenNode(flow: FlowPlan, plan: StatePlan, transitions: TransitionWriter): StateNodeConfig {
  const collecting = collectWays(flow, plan, transitions)
  if (collecting !== undefined) return collecting.spokenNode()
  return {
    id: substateId(plan.name, 'spoken'),
    entry: [{ type: 'raiseSpoken' }],
    on: { 'flow.spoken': afterReply(plan, transitions, []) },
  }
}

/** Writes where the state waits for the user, and counts the silence. */
export function listeningNode(flow: FlowPlan, plan: StatePlan, transitions: TransitionWriter): StateNodeConfig {
  const silence = onSilence(plan, transitions)
  return {
    id: substateId(plan.name, 'listening'),
    tags: ['listening'],
    entry: [{ type: 'takeFromInbox' }],
    on: { 'user.message': onUserMessage(flow, plan, transitions), ...eventsAtRest(flow, plan, transitions, 'listening') },
    ...(silence.length === 0 ? {} : { invoke: { id: 'timeout', src: 'deadline', onDone: silence } }),
  }
}

/**
 * Writes where a message is understood. The answers are judged on the done event of `understand`. A guard of the developer's own reads
 * the context alone: where one has to see the data just extracted, that is merged first, and the answers are judged on an event that
 * hands them on.
 */
export function understandingNodes(
  flow: FlowPlan,
  plan: StatePlan,
  transitions: TransitionWriter,
  about: 'user' | 'reply',
): readonly [Substate, StateNodeConfig][] {
  const understanding = about === 'reply' ? plan.understandingReply : plan.understanding
  if (understanding === undefined) return []
  const candidates = about === 'reply' ? plan.replyCandidates : plan.candidates
  const [asking, understood] =
    about === 'reply' ? (['understandingReply', 'understoodReply'] as const) : (['understanding', 'understood'] as const)
  const record: ActionConfig = { type: 'recordUnderstanding' }
  const mergesFirst = understanding.tasks.extract !== undefined && candidates.some(hasUserGuard)
  const handOn = transitions.within(targetOf(substateId(plan.name, understood)), {
    guard: true,
    before: [record, { type: 'raiseUnderstood' }],
  })
  const node: StateNodeConfig = {
    id: substateId(plan.name, asking),
    meta: understandingMeta(plan, understanding),
    invoke: {
      id: 'understand',
      src: 'understand',
      onDone: [
        toFailedOverOutput(plan, transitions, 'understand', { about }),
        ...(mergesFirst ? [handOn] : onAnswers(flow, plan, transitions, understanding, [record])),
      ],
      onError: [...byTextAlone(flow, plan, transitions, about), toFailed(plan, transitions, recordFailure('understand', { about }))],
    },
  }
  const collecting = about === 'user' ? collectWays(flow, plan, transitions) : undefined
  if (collecting !== undefined) return [...collecting.understandingNodes(understanding, node)]
  if (!mergesFirst) return [[asking, node]]
  const evaluating: StateNodeConfig = {
    id: substateId(plan.name, understood),
    on: { 'flow.understood': onAnswers(flow, plan, transitions, understanding, []) },
  }
  return [
    [asking, node],
    [understood, evaluating],
  ]
}

/** Writes where an output leads that a record would refuse: an actor may be the developer's own. */
function toFailedOverOutput(
  plan: StatePlan,
  transitions: TransitionWriter,
  during: 'invoke' | 'understand',
  about: { readonly about?: 'user' | 'reply' },
): TransitionConfig {
  return {
    ...toFailed(plan, transitions, recordFailure(during, { ...about, code: 'not-json' })),
    guard: { type: 'outputNotJson' },
    description: 'an output that can not be kept',
  }
}

/** Writes where a user's message leads by its text, when it could not be understood: a model that is down keeps nobody from a person. */
function byTextAlone(flow: FlowPlan, plan: StatePlan, transitions: TransitionWriter, about: 'user' | 'reply'): readonly TransitionConfig[] {
  if (about === 'reply') return []
  const step: Step = { guard: true, before: [recordFailure('understand', { about })], reads: true }
  const correcting = correctWays(flow, plan, transitions)
  if (correcting !== undefined) return correcting.byTextAlone(step)
  return transitions.evaluateByText(plan.candidates, step)
}

function onAnswers(
  flow: FlowPlan,
  plan: StatePlan,
  transitions: TransitionWriter,
  understanding: UnderstandingPlan,
  before: readonly ActionConfig[],
): readonly TransitionConfig[] {
  if (understanding.about === 'reply') return goOn(plan, transitions, { guard: true, before }, true)
  const correcting = correctWays(flow, plan, transitions)
  if (correcting !== undefined) return correcting.onAnswers(understanding, before)
  const step: Step = { guard: true, before, reads: true }
  const tried = transitions.evaluateAnswered(plan.candidates, understanding, step)
  return tried.decided ? tried.transitions : [...tried.transitions, ...unmatched(plan, transitions, step)]
}

function hasUserGuard({ condition }: PlannedCandidate): boolean {
  return leafConditions(condition).some(({ type }) => type === 'guard')
}

function understandingMeta(plan: StatePlan, understanding: UnderstandingPlan): JsonObject {
  return {
    about: understanding.about,
    tasks: `${plan.name}/${understanding.about}`,
    questions: JSON.parse(JSON.stringify(understanding.questions)),
  }
}

interface RepeatableStep {
  readonly substate: Substate
  readonly guard: GuardExpression
}

const REPEATABLE_STEPS: readonly RepeatableStep[] = [
  { substate: 'invoking', guard: { type: 'failedDuring', params: { during: 'invoke' } } },
  { substate: 'responding', guard: { type: 'failedDuring', params: { during: 'respond' } } },
  { substate: 'understanding', guard: { type: 'failedDuring', params: { during: 'understand', about: 'user' } } },
  { substate: 'understandingReply', guard: { type: 'failedDuring', params: { during: 'understand', about: 'reply' } } },
]

/** Writes where a state waits after a failed call; undefined for a state that calls nothing. */
export function failedNode(
  flow: FlowPlan,
  plan: StatePlan,
  transitions: TransitionWriter,
  present: ReadonlySet<Substate>,
): StateNodeConfig | undefined {
  const steps = REPEATABLE_STEPS.filter(({ substate }) => present.has(substate))
  if (steps.length === 0) return undefined
  const message = plan.listens
    ? onUserMessage(flow, plan, transitions)
    : [refusal(flow), ...flowLimits(flow, transitions), ...repeat(plan, transitions, steps, TAKE_UP)]
  return {
    id: substateId(plan.name, 'failed'),
    tags: ['failed'],
    entry: [{ type: 'takeFromInbox' }],
    on: {
      'conversation.retry': repeat(plan, transitions, steps, CLEAR_ERROR),
      'user.message': message,
      ...eventsAtRest(flow, plan, transitions, 'failed'),
    },
  }
}

function repeat(
  plan: StatePlan,
  transitions: TransitionWriter,
  steps: readonly RepeatableStep[],
  before: readonly ActionConfig[],
): readonly TransitionConfig[] {
  return steps.flatMap(({ substate, guard }) => {
    const step = { guard, before, description: 'once more' }
    const limits = callsModel(plan, substate) ? transitions.overBudget(step) : []
    return [...limits, transitions.within(targetOf(substateId(plan.name, substate)), step)]
  })
}

function callsModel(plan: StatePlan, substate: Substate): boolean {
  if (substate === 'responding') return true
  const understanding = substate === 'understanding' ? plan.understanding : plan.understandingReply
  return substate !== 'invoking' && (understanding?.questions.length ?? 0) > 0
}

function toFailed(plan: StatePlan, transitions: TransitionWriter, record: ActionConfig): TransitionConfig {
  return transitions.within(targetOf(substateId(plan.name, 'failed')), { guard: true, before: [record] })
}
