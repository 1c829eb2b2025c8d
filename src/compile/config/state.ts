import type { JsonObject } from '../../diagnostics/json.js'
import type { StateNodeConfig } from '../../machine/config.js'
import type { Substate } from '../../machine/ids.js'
import type { FlowPlan } from '../plan/flow-plan.js'
import { isVerbatim } from '../plan/prompt.js'
import type { StatePlan } from '../plan/state-plan.js'
import { hookActions, speak } from './action.js'
import { failedNode, invokingNode, listeningNode, respondingNode, spokenNode, understandingNodes } from './substate.js'
import { TransitionWriter } from './transition.js'
import { substateAfterSpeaking } from './turn.js'

/** Writes one flow state as one compound state of the machine. */
export function stateConfig(flow: FlowPlan, plan: StatePlan): StateNodeConfig {
  const { state, name, prompt } = plan
  const speakFirst = state.invoke === undefined && isVerbatim(prompt) ? [speak(prompt.say)] : []
  const entry = [...hookActions(plan, 'onEnter'), ...speakFirst]
  return {
    id: name,
    ...(state.description === undefined ? {} : { description: state.description }),
    meta: stateMeta(plan),
    initial: firstSubstate(plan),
    ...(entry.length > 0 ? { entry } : {}),
    states: substates(flow, plan, new TransitionWriter(flow, plan)),
  }
}

function substates(flow: FlowPlan, plan: StatePlan, transitions: TransitionWriter): Readonly<Record<string, StateNodeConfig>> {
  const { invoke } = plan.state
  const nodes: [Substate, StateNodeConfig][] = []
  if (invoke !== undefined) nodes.push(['invoking', invokingNode(plan, transitions, invoke)])
  if (mayRespond(plan)) nodes.push(['responding', respondingNode(plan, transitions)])
  if (speaksVerbatim(plan) && substateAfterSpeaking(plan) === 'spoken') nodes.push(['spoken', spokenNode(plan, transitions)])
  nodes.push(...understandingNodes(plan, transitions, 'reply'))
  if (plan.listens) nodes.push(['listening', listeningNode(flow, plan, transitions)])
  nodes.push(...understandingNodes(plan, transitions, 'user'))
  const failed = failedNode(flow, plan, transitions, new Set(nodes.map(([key]) => key)))
  return Object.fromEntries(failed === undefined ? nodes : [...nodes, ['failed', failed]])
}

function firstSubstate(plan: StatePlan): Substate {
  if (plan.state.invoke !== undefined) return 'invoking'
  return isVerbatim(plan.prompt) ? substateAfterSpeaking(plan) : 'responding'
}

function mayRespond(plan: StatePlan): boolean {
  return !isVerbatim(plan.prompt) || (plan.listens && !plan.onReply && !isVerbatim(plan.missPrompt))
}

function speaksVerbatim(plan: StatePlan): boolean {
  return isVerbatim(plan.prompt) || isVerbatim(plan.missPrompt)
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
