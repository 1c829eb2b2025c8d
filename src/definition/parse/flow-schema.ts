import type { StandardSchemaV1 } from '@standard-schema/spec'
import * as v from 'valibot'
import type { evaluatorKey } from '../../conditions/evaluator.js'
import {
  bySight,
  count,
  described,
  type EntriesOf,
  jsonObject,
  jsonValue,
  listOf,
  optional,
  recordOf,
  refuse,
  strict,
  typed,
} from '../../conditions/schema-parts.js'
import { isRecord } from '../../diagnostics/json.js'
import type {
  Budget,
  CallBack,
  Change,
  ConversationFlow,
  EventDefinition,
  EventWay,
  Extract,
  Field,
  FlowState,
  Go,
  Invoke,
  NoMatch,
  Select,
  SubFlow,
  Timeout,
  Wording,
} from '../flow.js'
import { STANDARD_PROPERTIES } from '../properties/property-names.js'
import { condition } from './condition-schema.js'
import { property } from './property-schema.js'

const stateName = described(v.string(), 'The name of a state.')

const say = bySight(v.union([v.string(), v.array(v.string())]), (input) => (Array.isArray(input) ? v.array(v.string()) : v.string()))

const wordingEntries = {
  instruct: optional(v.string(), 'Given to the model, which words the reply; a template.'),
  say: optional(say, 'Spoken verbatim, with no model call; a template, or a list of them: a message each.'),
} satisfies EntriesOf<Omit<Wording, 'variants'>>

const wordingsEntries = {
  ...wordingEntries,
  variants: optional(listOf(strict(wordingEntries)), 'Wordings that take turns, instead of one.'),
}

const conditionalWording = strict({
  if: described(condition, 'A condition on the data: context tests, all, any, not, always.'),
  ...wordingsEntries,
})

export const promptDefinition = strict({
  ...wordingsEntries,
  when: optional(listOf(conditionalWording), 'Other wordings: the first whose "if" holds is used.'),
})

export const prompt = bySight(v.union([described(v.string(), 'The name of a prompt.'), promptDefinition]), (input) => {
  if (typeof input === 'string') return v.string()
  return isRecord(input) ? promptDefinition : refuse('wrong-type', 'the name of a prompt, or an object with "say" or "instruct"')
})

const selectEntries = {
  type: v.literal('select'),
  candidates: described(listOf(stateName), 'The states to choose among.'),
  prompt: optional(v.string(), 'What the model is asked; a template.'),
  choose: optional(v.function(), 'The flow’s own choice.'),
} satisfies EntriesOf<Select>

export const select = typed('select', selectEntries)

const place = bySight(v.union([stateName, select]), (input) => {
  if (typeof input === 'string') return v.string()
  return isRecord(input) ? select : refuse('wrong-type', 'the name of a state, or a select')
})

const reset = bySight(v.union([v.literal(true), v.array(v.string())]), (input) =>
  typeof input === 'boolean' ? v.literal(true) : v.array(v.string()),
)

const changeEntries = {
  set: optional(recordOf(jsonValue), 'Values by dotted path; a text is a template, and null removes.'),
  reset: optional(reset, 'Paths that get their first value again; true starts over with all data.'),
} satisfies EntriesOf<Change>

const go = strict({ to: described(place, 'The name of a state, or a select.'), ...changeEntries } satisfies EntriesOf<Go>)

const callBack = strict({
  call: described(v.string(), 'The name of one of the flows.'),
  nextStates: optional(recordOf(bySight(v.union([place, go]), (input) => (hasKey(input, 'to') ? go : place))), 'Where each outcome leads.'),
  ...changeEntries,
} satisfies EntriesOf<CallBack>)

export const nextState = bySight(v.union([stateName, select, go, callBack]), (input) => {
  if (typeof input === 'string') return v.string()
  if (!isRecord(input)) return refuse('wrong-type', 'the name of a state, a select, { to } or { call }')
  if (hasKey(input, 'call')) return callBack
  return hasKey(input, 'type') || hasKey(input, 'candidates') ? select : go
})

function hasKey(value: unknown, key: string): boolean {
  return isRecord(value) && Object.hasOwn(value, key)
}

const eventWay = strict({
  to: optional(stateName, 'Where the event leads; without it the conversation stays where it is.'),
  call: optional(v.string(), 'The flow that the event calls, in place of "to".'),
  nextStates: optional(recordOf(bySight(v.union([place, go]), (input) => (hasKey(input, 'to') ? go : place))), 'Where each outcome leads.'),
  saveAs: optional(v.string(), 'The key of the data that receives the payload.'),
  ...changeEntries,
} satisfies EntriesOf<EventWay>)

const onEvent = bySight(v.union([stateName, eventWay]), (input) => {
  if (typeof input === 'string') return v.string()
  return isRecord(input) ? eventWay : refuse('wrong-type', 'the name of a state, or { to, call, saveAs }')
})

const eventEntries = {
  payload: optional(jsonObject, 'A JSON Schema; a payload that does not fit is refused.'),
  description: optional(v.string(), 'A note to people.'),
} satisfies EntriesOf<Omit<EventDefinition, typeof evaluatorKey>>

function isStandardSchema(value: unknown): value is StandardSchemaV1 {
  try {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null || !('~standard' in value)) return false
    const standard = value['~standard']
    return isRecord(standard) && typeof standard.validate === 'function'
  } catch {
    return false
  }
}

const extractEntries = {
  type: v.literal('extract'),
  fields: optional(recordOf(jsonObject), 'JSON Schema by field name.'),
  schema: optional({ ...v.custom(isStandardSchema, 'wrong-type'), expects: 'a Standard Schema' }, 'Any Standard Schema.'),
  from: optional(v.picklist(['user', 'reply']), 'Whose message is looked at; the user’s by default.'),
  prompt: optional(v.string(), 'What the model is asked; a template.'),
  run: optional(v.function(), 'The flow’s own extraction.'),
} satisfies EntriesOf<Omit<Extract, typeof evaluatorKey>>

const invokeEntries = {
  src: described(v.string(), 'The name of an actor given by provide({ actors }) or the actors option.'),
  saveAs: optional(v.string(), 'The key of the data that receives the output.'),
  onError: optional(stateName, 'Where a failure leads.'),
  saveErrorAs: optional(v.string(), 'The key of the data that receives what went wrong.'),
} satisfies EntriesOf<Invoke>

const noMatchEntries = {
  max: optional(count(0), 'How many misses in a row are answered before the next goes to "to".'),
  to: optional(stateName, 'Where too many misses lead.'),
  prompt: optional(prompt, 'Spoken on a miss, instead of the state’s prompt.'),
  prompts: optional(listOf(prompt), 'One for each miss in a row; the last one for all later ones.'),
} satisfies EntriesOf<NoMatch>

const timeoutEntries = {
  seconds: described(count(1), 'How long the user may be silent.'),
  max: optional(count(0), 'How many silences in a row are answered before the next goes to "to".'),
  to: optional(stateName, 'Where silence leads.'),
  prompts: optional(listOf(prompt), 'One for each silence in a row; the last one for all later ones.'),
} satisfies EntriesOf<Timeout>

export const hook = bySight(v.union([v.string(), v.array(v.string())]), (input) => {
  if (typeof input === 'function') return v.function()
  return Array.isArray(input)
    ? v.array(v.string())
    : typeof input === 'string'
      ? v.string()
      : refuse('wrong-type', 'action names, or a function')
})

export const metadata = bySight(
  v.looseObject({ allow: optional(listOf(v.string()), 'Codes of diagnostics that are meant to be so.') }),
  (input) =>
    isRecord(input) && Object.hasOwn(input, 'allow') ? v.intersect([jsonObject, v.looseObject({ allow: listOf(v.string()) })]) : jsonObject,
)

export const globals = bySight(v.union([v.literal(false), v.array(v.string())]), (input) => {
  if (input === false) return v.literal(false)
  return Array.isArray(input) ? v.array(v.string()) : refuse('wrong-type', 'false, or a list of names of global transitions')
})

export const transitions = recordOf(condition)
export const nextStates = recordOf(nextState)
export const invoke = strict(invokeEntries)
export const extract = typed('extract', extractEntries)
export const noMatch = strict(noMatchEntries)
export const timeout = strict(timeoutEntries)

const labelled = strict({
  label: described(v.string(), 'What is shown; a template.'),
  text: described(v.string(), 'What is said when it is chosen; a template.'),
})

export const suggestions = listOf(
  bySight(v.union([v.string(), labelled]), (input) => {
    if (typeof input === 'string') return v.string()
    return isRecord(input) ? labelled : refuse('wrong-type', 'a text, or { label, text }')
  }),
)

const choices = strict({ choices: described(recordOf(listOf(v.string())), 'The words of each choice; the value is the key.') })

const regexSource = strict({
  regex: described(v.string(), 'RE2 syntax: neither look-around nor back-references.'),
  group: optional(v.union([v.string(), v.number()]), 'The group that holds the value; the whole match by default.'),
  flags: optional(v.string(), 'Any of i, m and s.'),
})

const plainSource = v.picklist(['model', 'number', 'text', 'date'])

/** What `fromDate()` gives, once it went through JSON. */
const dateSource = strict({ type: v.literal('date') })

const source = bySight(v.union([plainSource, choices, regexSource]), (input) => {
  if (typeof input === 'string') return plainSource
  if (!isRecord(input)) return refuse('wrong-type', '"model", "number", "text", "date", { choices } or { regex }')
  if (Object.hasOwn(input, 'type')) return dateSource
  return Object.hasOwn(input, 'choices') ? choices : regexSource
})

const fieldEntries = {
  ask: optional(prompt, 'The question; an optional field has none.'),
  invalid: optional(prompt, 'Spoken for a value that does not fit, with {{value}} and {{reason}}; the question by default.'),
  optional: optional(v.boolean(), 'Whether the field is filled and never asked for.'),
  overwrite: optional(v.boolean(), 'Whether a later message may change the value while it is collected.'),
  globals: optional(globals, 'Which global transitions are tried while this field is asked for; all by default.'),
  suggestions: optional(suggestions, 'What the user may be offered to say when this field is asked for.'),
  schema: optional(jsonObject, 'JSON Schema of the value.'),
  from: optional(source, 'What reads the value from a message; the model by default.'),
} satisfies EntriesOf<Field>

export const field = strict(fieldEntries)

const fieldNames = listOf(v.string())

export const stateEntries = {
  prompt: optional(prompt, 'What the state says: the name of a prompt, or an inline prompt.'),
  ...changeEntries,
  transitions: optional(transitions, 'The named, guarded ways out of the state, in the order in which they are tried.'),
  nextStates: optional(nextStates, 'Where each transition leads; beside "call", where each outcome leads.'),
  call: optional(v.string(), 'The flow that is called once the state has spoken; "nextStates" has an entry for each of its outcomes.'),
  transitionsOn: optional(
    v.picklist(['user', 'reply', 'entry', 'event']),
    'On whose words the transitions are tried; the user’s by default; entry: on the data alone, at once; event: the state waits for events.',
  ),
  globals: optional(globals, 'Which global transitions are tried here: all by default, none (false), or those that are listed.'),
  on: optional(recordOf(onEvent), 'What each event does here.'),
  advanceTo: optional(stateName, 'Goes on to this state without waiting for the user.'),
  invoke: optional(invoke, 'Your own actor, run before the state speaks.'),
  extract: optional(extract, 'Data pulled out of a message.'),
  collect: optional(fieldNames, 'The fields that are asked for, in this order; collected is taken when all are there.'),
  correct: optional(fieldNames, 'The fields for which other values are heard; corrected is taken then.'),
  maxLoops: optional(count(1), 'How often the state may be entered.'),
  onLimit: optional(stateName, 'Where a limit leads.'),
  noMatch: optional(noMatch, 'What happens to messages that fire no transition.'),
  timeout: optional(timeout, 'What happens when the user is silent.'),
  suggestions: optional(suggestions, 'What the user may be offered to say.'),
  promptParams: optional(jsonObject, 'Values for the names in the prompt.'),
  onEnter: optional(hook, 'Actions run when the state is entered.'),
  onExit: optional(hook, 'Actions run when the state is left.'),
  description: optional(v.string(), 'A note to people.'),
  metadata: optional(metadata, 'Your own facts; "allow" silences diagnostics by code.'),
} satisfies EntriesOf<FlowState>

const budgetEntries = {
  modelCalls: optional(count(0), 'How many model calls the conversation may make.'),
  tokens: optional(count(0), 'How many tokens, input and output together.'),
} satisfies EntriesOf<Budget>

const historyEntries = { maxMessages: optional(count(1), 'How many messages stay in view of the model; 100 by default.') }

export const state = strict(stateEntries)

export const subFlowEntries = {
  initialState: optional(stateName, 'The state that the flow begins in; the first by default.'),
  states: described(recordOf(state), 'The states by name. Those that end the flow are its outcomes.'),
  description: optional(v.string(), 'A note to people.'),
  metadata: optional(metadata, 'Your own facts; "allow" silences diagnostics by code.'),
} satisfies EntriesOf<SubFlow>

export const subFlow = strict(subFlowEntries)

export const flowEntries = {
  name: described(v.string(), 'The name of the flow.'),
  initialState: described(stateName, 'Where the conversation begins.'),
  states: described(recordOf(state), 'The states by name.'),
  flows: optional(recordOf(subFlow), 'Flows within the flow, by name, which states and transitions call.'),
  version: optional(v.string(), '1.0.0 by default.'),
  description: optional(v.string(), 'A note to people.'),
  language: optional(v.string(), 'A BCP 47 tag, en by default; decides how keywords are stemmed.'),
  prompts: optional(recordOf(promptDefinition), 'The prompts by name.'),
  systemPrompt: optional(prompt, 'Given to the model before everything else.'),
  fields: optional(recordOf(field), 'What the flow asks for and remembers, by name.'),
  timeZone: optional(v.string(), 'The IANA name of the time zone in which days are read; UTC by default.'),
  initialContext: optional(jsonObject, 'The data that a conversation starts with.'),
  maxLoops: optional(count(1), 'How often each state may be entered, unless the state says otherwise.'),
  maxTurns: optional(count(1), 'How many user messages the conversation may hold.'),
  maxMessageLength: optional(count(1), 'How many characters a message of the user may have; 10,000 by default.'),
  timeoutSeconds: optional(count(1), 'How old the conversation may get.'),
  budget: optional(strict(budgetEntries), 'What the conversation may spend on the model.'),
  onLimit: optional(stateName, 'Where a limit leads; without it the conversation ends.'),
  noMatch: optional(noMatch, 'What happens to messages that fire no transition, unless the state says otherwise.'),
  timeout: optional(timeout, 'What happens when the user is silent, unless the state says otherwise.'),
  events: optional(recordOf(strict(eventEntries)), 'The events that may come from outside.'),
  on: optional(recordOf(onEvent), 'What each event does wherever a state does not say otherwise.'),
  whileBusy: optional(
    v.picklist(['wait', 'interrupt']),
    'Whether a message that comes while a reply is made waits (default) or cuts it off.',
  ),
  globalTransitions: optional(transitions, 'Transitions that every listening state has.'),
  globalNextStates: optional(nextStates, 'Where each global transition leads.'),
  typos: optional(v.boolean(), 'Whether keywords are found with one mistake in a word of six letters or more; false by default.'),
  transitionOrder: optional(
    v.picklist(['specific', 'declared']),
    'specific (default): catch-alls come last and keywords yield to longer ones; declared: neither.',
  ),
  history: optional(strict(historyEntries), 'What stays in view of the model.'),
  properties: optional(recordOf(property), 'What holds in every talk, by names of your own; talkchart prove proves it.'),
  prove: optional(listOf(v.picklist(STANDARD_PROPERTIES)), 'Which of the properties that every flow is asked count as its own do.'),
  metadata: optional(metadata, 'Your own facts; "allow" silences diagnostics by code.'),
} satisfies EntriesOf<Omit<ConversationFlow, symbol>>

/** `$schema` is for editors; it says nothing of the flow. */
export const flowSchema = strict({ $schema: optional(v.string(), 'The address of this JSON Schema.'), ...flowEntries })
