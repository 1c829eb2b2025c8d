import { orderCandidates } from '../../conditions/order/transition-order.js'
import type { ConversationFlow, PromptDefinition } from '../../definition/flow.js'
import { statesOnCycles } from '../../definition/flow-graph.js'
import type { CompileOptions } from '../compile-options.js'
import type { FlowPlan } from './flow-plan.js'
import { resolvePrompt } from './resolve-prompt.js'
import { planState, type StatePlan } from './state-plan.js'

const NOTHING_TO_SAY: PromptDefinition = { say: '' }

/** Works out everything about a flow that is known before it runs. */
export function planFlow(definition: ConversationFlow, options: CompileOptions): FlowPlan {
  const states = new Map<string, StatePlan>()
  const { language, transitionOrder: order } = definition
  const orderOptions = { order, language, stemmers: options.stemmers }
  const flow: FlowPlan = {
    definition,
    states,
    cyclic: statesOnCycles(definition),
    functions: { tests: new Map(), tasks: new Map(), hooks: new Map() },
    guardTrees: new Map(),
    prompt: (prompt) => resolvePrompt(definition, options.prompts, prompt) ?? NOTHING_TO_SAY,
    order: (candidates) => orderCandidates(candidates, orderOptions),
  }
  for (const [name, state] of Object.entries(definition.states)) {
    const plan = planState(flow, name, state)
    states.set(name, plan)
    for (const understanding of [plan.understanding, plan.understandingReply]) {
      if (understanding !== undefined) flow.functions.tasks.set(`${name}/${understanding.about}`, understanding.tasks)
    }
  }
  return flow
}
