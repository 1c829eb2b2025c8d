import type { Condition } from '../../conditions/condition.js'
import { withEvaluators } from '../../conditions/with-evaluators.js'
import { withExtractEvaluator } from '../extract-evaluator.js'
import type { ConversationFlow, FlowState } from '../flow.js'

type Conditions = Readonly<Record<string, Condition>>

/** Gives every regex, every sentiment by the lexicon and every extraction its evaluator, as their factories do. */
export function attachEvaluators(flow: ConversationFlow): ConversationFlow {
  const states = Object.fromEntries(Object.entries(flow.states).map(([name, state]) => [name, attachToState(state)]))
  const { globalTransitions } = flow
  return { ...flow, states, ...(globalTransitions && { globalTransitions: attachToAll(globalTransitions) }) }
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
