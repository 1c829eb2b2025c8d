import { valueProblem } from '../../conditions/fields/check-value.js'
import type { ConversationFlow } from '../../definition/flow.js'
import { isJsonObject, type JsonObject, type JsonValue } from '../../diagnostics/json.js'
import { guardLeavesOf, type MachineConfigJson, transitionsOf } from '../../machine/config.js'
import type { UnderstandingMeta } from '../../machine/meta.js'
import { readConfig } from '../../machine/read-config.js'
import { positionOf } from '../../machine/state-position.js'
import type { ObservedState } from '../paths/observed-state.js'
import { questionsIn } from '../script/asked-questions.js'
import { scriptedEvent } from '../script/event-script.js'
import { nextSteps } from '../script/next-steps.js'
import type { PathStep, ScriptedGuards } from '../script/path-step.js'
import type { Phrasebook } from '../script/phrasebook.js'
import type { StateScript } from '../script/state-script.js'
import { saidAtOnce } from './said-at-once.js'

/** What comes from outside: how late, and how costly, something has to be for the limits of a flow to be passed, and the events that it declares. */
export interface Outside {
  readonly late: number | undefined
  readonly tokens: number | undefined
  readonly events: readonly Extract<PathStep, { readonly type: 'event' }>[]
}

/** Reads the limits of a flow from its guards, and what its events bring. */
export function outsideOf({ events = {} }: Pick<ConversationFlow, 'events'>, config: MachineConfigJson): Outside {
  const leaves = transitionsOf(config).flatMap(guardLeavesOf)
  const paramIn = (type: string, key: string) => {
    const found = leaves.flatMap((leaf) => (leaf.type === type && typeof leaf.params?.[key] === 'number' ? [leaf.params[key]] : []))
    return found.length === 0 ? undefined : Math.max(...found.map(Number))
  }
  const late = paramIn('olderThan', 'seconds')
  const declared = Object.entries(events).flatMap(([name, { payload: schema }]) => {
    const { event, payload } = scriptedEvent(name, schema) ?? {}
    return event === undefined ? [] : [{ type: 'event' as const, event, ...(payload === undefined ? {} : { payload }) }]
  })
  return { late: late === undefined ? undefined : late + 1, tokens: paramIn('budgetSpent', 'tokens'), events: declared }
}

/**
 * Lists what may be tried for something that happens in a model: what the user may say there, what the model may answer, with some data.
 *
 * @param event the event of the model
 * @param data what is to be in the data afterwards
 */
export function triedFor(
  event: string,
  data: JsonObject,
  observed: ObservedState,
  phrases: Phrasebook,
  outside: Outside,
): readonly PathStep[] {
  const steps = [...plainSteps(event, data, observed, phrases), ...outside.events].filter((step) => isOf(event, step))
  const distinct = new Map(steps.flatMap((step) => withExtremes(step, outside)).map((step) => [JSON.stringify(step), step]))
  return [...distinct.values()]
}

function* plainSteps(event: string, data: JsonObject, observed: ObservedState, phrases: Phrasebook): Generator<PathStep> {
  const { state: name, substate } = positionOf(observed.value)
  const state = phrases.script.states.get(name)
  for (const { step } of nextSteps(observed, phrases)) yield step
  if (state === undefined) return
  // What comes to a state that listens may come to one that has failed, too.
  for (const { step } of nextSteps({ ...observed, value: { [name]: 'listening' } }, phrases)) yield step
  if (event === 'user.message') yield* messagesTo(state, phrases)
  if (event === 'done respond') yield { type: 'reply', text: '' }
  if (event === 'conversation.interrupt') yield { type: 'interrupt' }
  if (event === 'done understand') yield* answersTo(state, substate === 'understanding' ? 'user' : 'reply', data, observed, phrases)
  if (event === 'done work') yield* worksIn(state, data)
  const saved = state.events.find((each) => each.event === event)?.savesAs
  if (typeof saved === 'string' && data[saved] !== undefined) yield { type: 'event', event, payload: data[saved] }
}

/** Whatever the data are. */
function* messagesTo(state: StateScript, phrases: Phrasebook): Generator<PathStep> {
  for (const { text, guards } of phrases.of(state, 'user')) yield { type: 'message', text, ...given(guards) }
  yield { type: 'message', text: 'Hello?' }
  for (const text of saidAtOnce(state, phrases)) yield { type: 'message', text }
}

function* worksIn({ savesAs }: StateScript, data: JsonObject): Generator<PathStep> {
  if (savesAs !== undefined) yield { type: 'work', output: savesAs === null ? data : (data[savesAs] ?? null) }
  yield { type: 'failure', during: 'invoke', unkeepable: true }
}

/** Any answers that are known for the state, whatever the words are that they go with, and any data that may be extracted. */
function* answersTo(
  state: StateScript,
  about: 'user' | 'reply',
  data: JsonObject,
  { machine, value }: ObservedState,
  phrases: Phrasebook,
): Generator<PathStep> {
  const { extracts } = state[about]
  const own = extracts !== false && extracts.byRun ? ({ extractedBy: 'run' } as const) : {}
  const fields =
    extracts === false ? {} : extractable(data, questionsIn(readConfig(machine.machine.config), positionOf(value)), extracts.byRun === true)
  for (const { answers, guards } of phrases.of(state, about)) {
    yield { type: 'answers', about, answers, data: {}, ...own, ...given(guards) }
    if (Object.keys(fields).length > 0) yield { type: 'answers', about, answers, data: fields, ...own, ...given(guards) }
  }
  yield { type: 'answers', about, answers: {}, data: fields, ...own }
  yield { type: 'failure', during: 'understand', unkeepable: true }
}

/** The data that a model may be told to have found: of each field, what fits it. */
function extractable(data: JsonObject, questions: UnderstandingMeta['questions'], byRun: boolean): JsonObject {
  if (byRun) return data
  const extract = questions.find(({ type }) => type === 'extract')
  const properties = extract?.type === 'extract' && isJsonObject(extract.schema.properties) ? extract.schema.properties : undefined
  const fits = ([key, value]: readonly [string, JsonValue]) => {
    const schema = properties?.[key]
    return value !== null && isJsonObject(schema) && valueProblem(value, schema) === undefined
  }
  return properties === undefined ? data : Object.fromEntries(Object.entries(data).filter(fits))
}

function given(guards: ScriptedGuards): { readonly guards?: ScriptedGuards } {
  return Object.keys(guards).length === 0 ? {} : { guards }
}

const STEPS: Readonly<Record<string, readonly PathStep['type'][]>> = {
  'user.message': ['message'],
  'done respond': ['reply'],
  'error respond': ['failure'],
  'done understand': ['answers', 'failure'],
  'error understand': ['failure'],
  'done work': ['work', 'failure'],
  'error work': ['failure'],
  'done timeout': ['timeout'],
  'conversation.retry': ['retry'],
  'conversation.interrupt': ['interrupt'],
}

/** A failure is either an actor's that gives something, or one that gives nothing. */
function isOf(event: string, step: PathStep): boolean {
  if (step.type === 'event') return step.event === event
  if (STEPS[event]?.includes(step.type) !== true) return false
  return step.type !== 'failure' || (step.unkeepable === true) === event.startsWith('done ')
}

function withExtremes(step: PathStep, { late, tokens }: Outside): readonly PathStep[] {
  if (step.type === 'message' && late !== undefined) return [step, { ...step, atAge: late }]
  if ((step.type === 'reply' || step.type === 'answers') && tokens !== undefined) return [step, { ...step, tokens }]
  return [step]
}

/** What data there is to give, as JSON. */
export function givenData(data: Readonly<Record<string, unknown>>): JsonObject {
  const given: Record<string, JsonValue> = JSON.parse(JSON.stringify(data))
  return given
}
