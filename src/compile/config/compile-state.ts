import type { JsonObject } from '../../diagnostics/json.js'
import type { StateNodeConfig } from '../../machine/config.js'
import type { Substate } from '../../machine/ids.js'
import type { FlowPlan } from '../plan/flow-plan.js'
import { isVerbatim, type StatePlan } from '../plan/state-plan.js'
import { substateAfterSpeaking } from './after-speaking.js'
import { hookActions } from './hook-actions.js'
import { speak } from './nodes/common.js'
import { failedNode } from './nodes/failed-node.js'
import { listeningNode } from './nodes/listening-node.js'
import { respondingNode } from './nodes/responding-node.js'
import { spokenNode } from './nodes/spoken-node.js'
import { understandingNodes, understandingReplyNodes } from './nodes/understanding-nodes.js'
import { workingNode } from './nodes/working-node.js'
import { TransitionWriter } from './transitions.js'

/** One flow state as one compound state of the machine. */
export function compileState(flow: FlowPlan, plan: StatePlan): StateNodeConfig {
  const { state, name } = plan
  const speakFirst = state.invoke === undefined && isVerbatim(plan.prompt) ? [speak(plan)] : []
  const entry = [...hookActions(flow, `${name}.onEnter`, state.onEnter), ...speakFirst]
  return {
    id: name,
    ...(state.description === undefined ? {} : { description: state.description }),
    meta: stateMeta(plan),
    initial: firstSubstate(plan),
    ...(entry.length > 0 ? { entry } : {}),
    states: substates(flow, plan, new TransitionWriter(flow, plan)),
  }
}

function substates(flow: FlowPlan, plan: StatePlan, write: TransitionWriter): Readonly<Record<string, StateNodeConfig>> {
  const { invoke } = plan.state
  const nodes: [Substate, StateNodeConfig][] = []
  if (invoke !== undefined) nodes.push(['invoking', workingNode(plan, write, invoke)])
  if (mayRespond(plan)) nodes.push(['responding', respondingNode(plan, write)])
  if (speaksVerbatim(plan) && substateAfterSpeaking(plan) === 'spoken') nodes.push(['spoken', spokenNode(plan, write)])
  nodes.push(...understandingReplyNodes(plan, write))
  if (plan.listens) nodes.push(['listening', listeningNode(flow, plan, write)])
  nodes.push(...understandingNodes(plan, write))
  const failed = failedNode(flow, plan, write, new Set(nodes.map(([key]) => key)))
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
