import type { Condition } from '../../conditions/condition.js'
import { withEvaluators } from '../../conditions/with-evaluators.js'
import { withExtractEvaluator } from '../extract-evaluator.js'
import type { ConversationFlow, FlowState, SubFlow } from '../flow.js'

type Conditions = Readonly<Record<string, Condition>>

/** Gives every regex, every sentiment by the lexicon and every extraction its evaluator, as their factories do. */
export function attachEvaluators(flow: ConversationFlow): ConversationFlow {
  const { globalTransitions, flows } = flow
  return {
    ...flow,
    states: attachToStates(flow.states),
    ...(flows && { flows: Object.fromEntries(Object.entries(flows).map(([name, inner]) => [name, attachToFlow(inner)])) }),
    ...(globalTransitions && { globalTransitions: attachToAll(globalTransitions) }),
  }
}

function attachToFlow(flow: SubFlow): SubFlow {
  return { ...flow, states: attachToStates(flow.states) }
}

function attachToStates(states: ConversationFlow['states']): ConversationFlow['states'] {
  return Object.fromEntries(Object.entries(states).map(([name, state]) => [name, attachToState(state)]))
}

function attachToState(state: FlowState): FlowState {
  const { transitions, extract } = state
  return {
    ...state,
    ...(transitions && { transitions: attachToAll(transitions) }),
    ...(extract && { extract: withExtractEvaluator(extract) }),
  }
}

function attachToAll(conditions: Conditions): Conditions {
  return Object.fromEntries(Object.entries(conditions).map(([name, condition]) => [name, withEvaluators(condition)]))
}
