import * as v from 'valibot'
import type { Condition } from '../../conditions/condition.js'
import { isRecord } from '../../diagnostics/json.js'
import type { ConversationFlow } from '../flow.js'
import { condition } from './condition-schema.js'
import { field, flowEntries, flowSchema, nextState, stateEntries, subFlowEntries } from './flow-schema.js'

/** Tells whether a value that `readPlain` has read has the shape of a flow. */
export function isFlow(value: unknown): value is ConversationFlow {
  return v.is(flowSchema, value)
}

/**
 * Makes a flow of the parts that have the right shape, so that its rules can be checked although other parts are wrong. What is
 * wrong gets a stand-in that breaks no rule. Undefined when there are no states to speak of.
 */
export function recoverPartialFlow(value: unknown): ConversationFlow | undefined {
  if (!isRecord(value) || !isRecord(value.states)) return undefined
  const initialState = typeof value.initialState === 'string' ? value.initialState : (Object.keys(value.states)[0] ?? '')
  const recovered = {
    ...validEntries(flowEntries, value),
    name: typeof value.name === 'string' && value.name !== '' ? value.name : 'unnamed',
    initialState,
    states: mapRecord(value.states, recoverState),
    ...recoverTransitions('globalTransitions', value.globalTransitions),
    ...recoverNextStates('globalNextStates', value.globalNextStates, initialState),
    ...recoverLimit(value),
    ...(isRecord(value.fields) ? { fields: mapRecord(value.fields, recoverField) } : {}),
    ...(isRecord(value.flows) ? { flows: mapRecord(value.flows, recoverSubFlow) } : {}),
  }
  return isFlow(recovered) ? recovered : undefined
}

function recoverSubFlow(value: unknown): unknown {
  if (!isRecord(value)) return { states: {} }
  return { ...validEntries(subFlowEntries, value), states: isRecord(value.states) ? mapRecord(value.states, recoverState) : {} }
}

/** What the model words is not judged by its words. Where fields are asked for, the model words nothing. */
const UNREADABLE_PROMPT = { instruct: 'unreadable' }

function recoverState(value: unknown, name: string): unknown {
  if (!isRecord(value)) return { prompt: UNREADABLE_PROMPT }
  return {
    ...(Object.hasOwn(value, 'prompt') ? { prompt: Object.hasOwn(value, 'collect') ? { say: 'unreadable' } : UNREADABLE_PROMPT } : {}),
    ...validEntries(stateEntries, value),
    ...recoverTransitions('transitions', value.transitions),
    ...recoverNextStates('nextStates', value.nextStates, name),
    ...recoverLimit(value),
  }
}

/** A field that is wrong is one that nobody asks for. */
function recoverField(value: unknown): unknown {
  return v.is(field, value) ? value : { optional: true }
}

/** A limit that is there but wrong still says that the author meant one. */
function recoverLimit({ maxLoops }: Readonly<Record<string, unknown>>): object {
  return maxLoops === undefined || typeof maxLoops === 'number' ? {} : { maxLoops: 1 }
}

/** Nobody can tell when it holds, so nothing is said of it. */
const UNREADABLE: Condition = { type: 'guard', name: 'unreadable' }

function recoverTransitions(key: string, value: unknown): object {
  if (!isRecord(value)) return {}
  return { [key]: mapRecord(value, (entry) => (v.is(condition, entry) ? entry : UNREADABLE)) }
}

function recoverNextStates(key: string, value: unknown, standIn: unknown): object {
  if (!isRecord(value)) return {}
  return { [key]: mapRecord(value, (entry) => (v.is(nextState, entry) ? entry : standIn)) }
}

function validEntries(entries: v.ObjectEntries, value: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(
    Object.entries(entries)
      .filter(([key, schema]) => Object.hasOwn(value, key) && v.is(schema, value[key]))
      .map(([key]) => [key, value[key]]),
  )
}

function mapRecord(record: Readonly<Record<string, unknown>>, map: (value: unknown, key: string) => unknown): object {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]))
}
