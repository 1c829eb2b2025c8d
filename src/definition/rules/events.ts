import { evaluatorOf } from '../../conditions/evaluator.js'
import { deciderOf, leafConditions } from '../../conditions/leaves.js'
import type { Diagnostic, DiagnosticPath } from '../../diagnostics/diagnostic.js'
import type { JsonObject, JsonValue } from '../../diagnostics/json.js'
import { makeDiagnostic } from '../../diagnostics/make-diagnostic.js'
import { quote, quoteList } from '../../diagnostics/quote.js'
import { didYouMean } from '../../diagnostics/suggest.js'
import type { ConversationFlow, EventDefinition, EventWay, FlowState, OnEvent } from '../flow.js'
import { eventWayOf, selectOf } from '../next-state.js'
import { unknownType, unknownTypeProblem } from '../schema-type.js'
import { handlesEvents, rests, transitionsOnOf } from '../state-facts.js'

const RESERVED = ['user', 'conversation', 'operator', 'flow', 'xstate', 'done', 'error']

/** Events are declared under names of their own, and handled where a state rests. */
export function* events(flow: ConversationFlow): Generator<Diagnostic> {
  const declared = Object.keys(flow.events ?? {})
  for (const name of declared) yield* eventName(name)
  for (const [name, definition] of Object.entries(flow.events ?? {})) yield* payloadEvaluator(name, definition)
  yield* handlers(flow.on, ['on'], declared)
  for (const [name, state] of Object.entries(flow.states)) {
    const path = ['states', name]
    yield* handlers(state.on, [...path, 'on'], declared)
    yield* eventState(state, path)
  }
}

function* eventName(name: string): Generator<Diagnostic> {
  const path = ['events', name]
  const [first = ''] = name.split('.')
  if (RESERVED.includes(first)) {
    const message = `The event name ${quote(name)} begins with the word ${quote(first)}, which is talkchart's own or XState's.`
    yield makeDiagnostic('reserved-event', 'error', path, message, { suggestion: 'Begin it with another word, such as "payment.".' })
  } else if (!/^[^.*\s]+(?:\.[^.*\s]+)+$/u.test(name)) {
    const message = `The event name ${quote(name)} is not made of words with dots between them.`
    yield makeDiagnostic('illegal-name', 'error', path, message, { expected: 'a name such as "payment.completed"' })
  }
}

/** A payload is checked by the evaluator that the factory brings. */
function* payloadEvaluator(name: string, definition: EventDefinition): Generator<Diagnostic> {
  if (definition.payload === undefined) return
  const evaluator = evaluatorOf(definition)
  if (evaluator !== undefined) {
    yield* unusableSchema(name, definition.payload, evaluator.problem)
    return
  }
  const message = `The event ${quote(name)} came without what checks its payload, or with that of another version, so every payload would be refused.`
  yield makeDiagnostic('missing-evaluator', 'error', ['events', name, 'payload'], message, {
    suggestion: 'Make it with event(), or read the flow with parseFlow().',
  })
}

/** One of each kind of JSON value. */
const SAMPLES: readonly JsonValue[] = [null, true, 0, '', [], {}]

/** A schema that refers to what is not there, or whose parts are of the wrong kind, breaks what checks by it. */
function* unusableSchema(name: string, schema: JsonObject, problem: (payload: JsonValue) => unknown): Generator<Diagnostic> {
  const unknown = unknownType(schema)
  if (unknown !== undefined) {
    yield unknownTypeProblem(['events', name, 'payload'], unknown)
    return
  }
  try {
    for (const sample of SAMPLES) problem(sample)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    const message = `No payload of ${quote(name)} can be checked by this schema: ${why}`
    yield makeDiagnostic('invalid-schema', 'error', ['events', name, 'payload'], message, { expected: 'a JSON Schema' })
  }
}

function* handlers(on: Readonly<Record<string, OnEvent>> = {}, path: DiagnosticPath, declared: readonly string[]): Generator<Diagnostic> {
  for (const [name, handler] of Object.entries(on)) {
    if (!declared.includes(name)) {
      const expected = declared.length === 0 ? 'the event under "events" of the flow' : `one of ${quoteList(declared)}`
      const message = `There is no event ${quote(name)}.`
      yield makeDiagnostic('undeclared-event', 'error', [...path, name], message, { expected, suggestion: didYouMean(name, declared) })
    }
    yield* eventWay(name, eventWayOf(handler), [...path, name])
  }
}

function* eventWay(name: string, { to, call, nextStates, saveAs, set, reset }: EventWay, path: DiagnosticPath): Generator<Diagnostic> {
  if (call !== undefined && to !== undefined) {
    const message = `The event calls ${quote(call)}, so its "to" would never be looked at.`
    yield makeDiagnostic('beside-call', 'error', [...path, 'to'], message, {
      suggestion: 'Remove it, or write the outcomes into "nextStates".',
    })
  }
  if (call === undefined && nextStates !== undefined) {
    const message = 'The event calls no flow, so there are no outcomes to go on by.'
    yield makeDiagnostic('idle-outcomes', 'error', [...path, 'nextStates'], message, {
      suggestion: 'Write "to" for a state, or "call" for a flow.',
    })
  }
  if ([to, call, saveAs, set, reset].every((part) => part === undefined)) {
    const message = `Nothing happens when ${quote(name)} comes.`
    yield makeDiagnostic('idle-event', 'error', path, message, { expected: 'to, call, saveAs, set or reset' })
  }
}

function* eventState(state: FlowState, path: DiagnosticPath): Generator<Diagnostic> {
  if (handlesEvents(state) && !rests(state)) {
    const message = 'No event is waited for here: the state goes on by itself.'
    yield makeDiagnostic('events-unheard', 'error', [...path, 'on'], message, { suggestion: 'Remove it.' })
  }
  if (transitionsOnOf(state) !== 'event') return
  yield* judgedByModel(state, path)
  const leads =
    Object.values(state.on ?? {})
      .map(eventWayOf)
      .some(({ to, nextStates = {} }) => to !== undefined || Object.keys(nextStates).length > 0) || state.timeout?.to !== undefined
  if (!leads) {
    const message = 'Nothing leads out of this state: none of its events has a "to", and it has no timeout.'
    yield makeDiagnostic('no-way-out', 'error', [...path, 'on'], message, { expected: 'an event with "to", or a timeout with "to"' })
  }
}

/** Where events are waited for, nothing is asked: neither the model nor a function of the flow's own. */
function* judgedByModel(state: FlowState, path: DiagnosticPath): Generator<Diagnostic> {
  for (const [name, condition] of Object.entries(state.transitions ?? {})) {
    const asked = leafConditions(condition).find((leaf) => ['model', 'function'].includes(deciderOf(leaf)))
    const next = state.nextStates?.[name]
    const chooses = next !== undefined && selectOf(next) !== undefined
    if (asked === undefined && !chooses) continue
    const needs = chooses ? 'chooses among states' : `asks ${asked?.type === 'custom' ? 'a function' : 'the model'}`
    const message = `The transition ${quote(name)} ${needs}, and nothing is asked of anybody where events are waited for.`
    const place = chooses ? [...path, 'nextStates', name] : [...path, 'transitions', name]
    yield makeDiagnostic('asks-while-waiting', 'error', place, message, {
      expected: 'a condition that the words or the data decide, and one next state',
    })
  }
}
