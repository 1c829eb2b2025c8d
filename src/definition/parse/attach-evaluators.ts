import type { Condition } from '../../conditions/condition.js'
import { evaluatorKey } from '../../conditions/evaluator.js'
import type { FieldSource } from '../../conditions/fields/field-source.js'
import { fromDate } from '../../conditions/fields/from-date.js'
import { evaluators, withEvaluators } from '../../conditions/with-evaluators.js'
import { event } from '../event.js'
import { withExtractEvaluator } from '../extract-evaluator.js'
import type { ConversationFlow, Field, FlowState, SubFlow } from '../flow.js'

type Conditions = Readonly<Record<string, Condition>>

/** Gives every regex, every sentiment by the lexicon and every extraction its evaluator, as their factories do. */
export function attachEvaluators(flow: ConversationFlow): ConversationFlow {
  const { globalTransitions, flows, fields, events } = flow
  return {
    ...flow,
    states: attachToStates(flow.states),
    ...(flows && { flows: Object.fromEntries(Object.entries(flows).map(([name, inner]) => [name, attachToFlow(inner)])) }),
    ...(fields && { fields: attachToFields(fields) }),
    ...(events && { events: Object.fromEntries(Object.entries(events).map(([name, definition]) => [name, event(definition)])) }),
    ...(globalTransitions && { globalTransitions: attachToAll(globalTransitions) }),
  }
}

function attachToFlow(flow: SubFlow): SubFlow {
  return { ...flow, states: attachToStates(flow.states) }
}

function attachToStates(states: ConversationFlow['states']): ConversationFlow['states'] {
  return Object.fromEntries(Object.entries(states).map(([name, state]) => [name, attachToState(state)]))
}

/** Gives the sources of fields the engines that their factories would give them. */
function attachToFields(fields: Readonly<Record<string, Field>>): Readonly<Record<string, Field>> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, field.from === undefined ? field : { ...field, from: withEngine(field.from) }]),
  )
}

/** In JSON a day is read by `'date'`. */
function withEngine(from: FieldSource | 'date'): FieldSource {
  if (from === 'date') return fromDate()
  if (typeof from === 'string' || 'choices' in from) return from
  return 'regex' in from ? { ...from, [evaluatorKey]: evaluators.regex } : fromDate()
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
