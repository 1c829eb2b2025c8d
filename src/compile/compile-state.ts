import type { StateHook } from '../definition/flow.js'
import type { JsonObject } from '../diagnostics/json.js'
import { settle, substateAfterSpeaking } from './after-speaking.js'
import type { FailedStep } from './conversation-context.js'
import { failedNode } from './failed-node.js'
import type { FlowPlan } from './flow-plan.js'
import type { Formula } from './formula.js'
import { type Substate, substateId, targetOf } from './ids.js'
import type { ActionConfig, StateNodeConfig, TransitionConfig } from './machine-config.js'
import { isVerbatim, type StatePlan } from './state-plan.js'
import { TransitionWriter } from './transitions.js'
import type { UnderstandingPlan } from './understanding-plan.js'
import { judgeMessage, REFUSE, unmatched } from './user-message.js'

/** The event that a state raises for itself when a verbatim prompt is out and what follows has to be judged. */
export const SPOKEN = 'flow.spoken'

/** One flow state as one compound state of the machine. */
export function compileState(flow: FlowPlan, plan: StatePlan): StateNodeConfig {
  const write = new TransitionWriter(flow, plan)
  const { state, name } = plan
  const speakFirst = state.invoke === undefined && isVerbatim(plan.prompt) ? [speak(plan)] : []
  const entry = [...hookActions(flow, `${name}.onEnter`, state.onEnter), ...speakFirst]
  const exit = hookActions(flow, `${name}.onExit`, state.onExit)
  const states = substates(flow, plan, write)
  return {
    id: name,
    ...(state.description === undefined ? {} : { description: state.description }),
    meta: stateMeta(plan),
    initial: firstSubstate(plan),
    ...(entry.length > 0 ? { entry } : {}),
    ...(exit.length > 0 ? { exit } : {}),
    states,
  }
}

function substates(flow: FlowPlan, plan: StatePlan, write: TransitionWriter): Readonly<Record<string, StateNodeConfig>> {
  const { understanding, understandingReply } = plan
  const nodes: [Substate, StateNodeConfig | false][] = [
    ['working', plan.state.invoke !== undefined && workingNode(plan, write, plan.state.invoke)],
    ['responding', mayRespond(plan) && respondingNode(plan, write)],
    ['spoken', speaksVerbatim(plan) && substateAfterSpeaking(plan) === 'spoken' && spokenNode(plan, write)],
    ['understandingReply', understandingReply !== undefined && replyNode(plan, write, understandingReply)],
    ['listening', plan.listens && listeningNode(flow, plan, write)],
    ['understanding', understanding !== undefined && understandingNode(plan, write, understanding)],
  ]
  const present = nodes.filter((node): node is [Substate, StateNodeConfig] => node[1] !== false)
  const failed = failedNode(flow, plan, write, new Set(present.map(([key]) => key)))
  return Object.fromEntries(failed === undefined ? present : [...present, ['failed', failed]])
}

function firstSubstate(plan: StatePlan): Substate {
  if (plan.state.invoke !== undefined) return 'working'
  return isVerbatim(plan.prompt) ? substateAfterSpeaking(plan) : 'responding'
}

function mayRespond(plan: StatePlan): boolean {
  return !isVerbatim(plan.prompt) || (plan.listens && !plan.onReply && !isVerbatim(plan.missPrompt))
}

function speaksVerbatim(plan: StatePlan): boolean {
  return isVerbatim(plan.prompt) || isVerbatim(plan.missPrompt)
}

function speak(plan: StatePlan): ActionConfig {
  return { type: 'speak', params: { say: plan.prompt.say ?? '' } }
}

function workingNode(
  plan: StatePlan,
  write: TransitionWriter,
  { src, saveAs, onError }: NonNullable<StatePlan['state']['invoke']>,
): StateNodeConfig {
  const save: ActionConfig = { type: 'saveOutput', params: { saveAs: saveAs ?? null } }
  const verbatim = isVerbatim(plan.prompt)
  const next = verbatim ? substateAfterSpeaking(plan) : 'responding'
  const step = { guard: true, before: verbatim ? [save, speak(plan)] : [save] }
  const budget = plan.speaksThroughModel ? write.overBudget({ guard: true, before: [save] }) : []
  const failure = recordFailure('invoke')
  return {
    id: substateId(plan.name, 'working'),
    invoke: {
      id: 'work',
      src,
      onDone: [...budget, write.within(targetOf(substateId(plan.name, next)), step)],
      onError:
        onError === undefined
          ? [toFailed(plan, write, failure)]
          : write.enter(onError, { guard: true, before: [failure], description: 'the actor failed' }, null),
    },
  }
}

function respondingNode(plan: StatePlan, write: TransitionWriter): StateNodeConfig {
  const empty: TransitionConfig = {
    ...toFailed(plan, write, { type: 'recordFailure', params: { during: 'respond', code: 'empty' } }),
    guard: { type: 'replyUnusable' },
    description: 'an empty reply',
  }
  const record: ActionConfig = { type: 'recordReply' }
  const next = plan.extractsReply
    ? [write.within(targetOf(substateId(plan.name, 'understandingReply')), { guard: true, before: [record] })]
    : settle(plan, write, [record], false)
  return {
    id: substateId(plan.name, 'responding'),
    invoke: {
      id: 'respond',
      src: 'respond',
      onSnapshot: { actions: [{ type: 'relayDelta' }] },
      onDone: [empty, ...next],
      onError: [toFailed(plan, write, recordFailure('respond'))],
    },
    on: interruptions(plan, write),
  }
}

/** A reply that is cut off is not judged, and nothing is extracted from it; the message that cut it off waits its turn. */
function interruptions(plan: StatePlan, write: TransitionWriter): NonNullable<StateNodeConfig['on']> {
  const cut: ActionConfig = { type: 'recordInterrupted' }
  const after = (before: readonly ActionConfig[], guard: Formula, description: string): readonly TransitionConfig[] =>
    plan.listens
      ? [write.within(targetOf(substateId(plan.name, 'listening')), { guard, before, description })]
      : settle(plan, write, before, false, guard)
  return {
    'conversation.interrupt': after([cut], true, 'cut off'),
    'user.message': [REFUSE, ...after([cut, { type: 'enqueue' }], { type: 'interrupts' }, 'cut off by a message')],
  }
}

function spokenNode(plan: StatePlan, write: TransitionWriter): StateNodeConfig {
  return {
    id: substateId(plan.name, 'spoken'),
    entry: [{ type: 'raiseSpoken' }],
    on: { [SPOKEN]: settle(plan, write, [], false) },
  }
}

function replyNode(plan: StatePlan, write: TransitionWriter, understanding: UnderstandingPlan): StateNodeConfig {
  return {
    id: substateId(plan.name, 'understandingReply'),
    meta: understandingMeta(plan, understanding),
    invoke: {
      id: 'understand',
      src: 'understand',
      onDone: settle(plan, write, [{ type: 'recordUnderstanding' }], true),
      onError: [toFailed(plan, write, recordFailure('understand', understanding.about))],
    },
  }
}

function listeningNode(flow: FlowPlan, plan: StatePlan, write: TransitionWriter): StateNodeConfig {
  const { timeout } = plan.state
  return {
    id: substateId(plan.name, 'listening'),
    tags: ['listening'],
    entry: [{ type: 'takeFromInbox' }],
    on: { 'user.message': judgeMessage(flow, plan, write) },
    ...(timeout === undefined
      ? {}
      : {
          invoke: {
            id: 'timeout',
            src: 'deadline',
            onDone: write.enter(timeout.to, { guard: true, before: [], description: `silent for ${timeout.seconds} seconds` }, null),
          },
        }),
  }
}

function understandingNode(plan: StatePlan, write: TransitionWriter, understanding: UnderstandingPlan): StateNodeConfig {
  const record: readonly ActionConfig[] = [{ type: 'recordUnderstanding' }]
  const { transitions, decided } = write.judgeAnswers(plan.candidates, understanding, { guard: true, before: record })
  return {
    id: substateId(plan.name, 'understanding'),
    meta: understandingMeta(plan, understanding),
    invoke: {
      id: 'understand',
      src: 'understand',
      onDone: decided ? transitions : [...transitions, ...unmatched(plan, write, record)],
      onError: [toFailed(plan, write, recordFailure('understand', understanding.about))],
    },
  }
}

function recordFailure(during: FailedStep, about?: 'user' | 'reply'): ActionConfig {
  return { type: 'recordFailure', params: about === undefined ? { during } : { during, about } }
}

function toFailed(plan: StatePlan, write: TransitionWriter, record: ActionConfig): TransitionConfig {
  return write.within(targetOf(substateId(plan.name, 'failed')), { guard: true, before: [record] })
}

function hookActions(flow: FlowPlan, name: string, hook: StateHook | undefined): readonly ActionConfig[] {
  if (hook === undefined) return []
  if (typeof hook === 'function') {
    flow.functions.hooks.set(name, hook)
    return [{ type: name }]
  }
  return (typeof hook === 'string' ? [hook] : hook).map((type) => ({ type }))
}

function stateMeta(plan: StatePlan): JsonObject {
  const { promptParams, timeout, metadata } = plan.state
  const promptJson = (prompt: StatePlan['prompt']): JsonObject => ({ ...prompt })
  return {
    prompt: promptJson(plan.prompt),
    ...(plan.missPrompt === plan.prompt ? {} : { missPrompt: promptJson(plan.missPrompt) }),
    ...(promptParams === undefined ? {} : { promptParams }),
    ...(timeout === undefined ? {} : { timeoutSeconds: timeout.seconds }),
    ...(metadata === undefined ? {} : { metadata: JSON.parse(JSON.stringify(metadata)) }),
  }
}

function understandingMeta(plan: StatePlan, understanding: UnderstandingPlan): JsonObject {
  return {
    about: understanding.about,
    tasks: `${plan.name}/${understanding.about}`,
    questions: JSON.parse(JSON.stringify(understanding.questions)),
  }
}
