import { isJsonObject, type JsonValue } from '../../diagnostics/json.js'
import type { ConversationContext } from '../../machine/context.js'
import { positionOf } from '../../machine/state-position.js'
import { renderTemplate } from '../../model/render-template.js'
import { promptView } from '../../runtime/requests.js'
import type { ScriptedEvent } from './event-script.js'
import { choicesNow, everything, type FieldSaying, sayingsNow, toldBy } from './field-script.js'
import type { PathStep } from './path-step.js'
import type { Phrasebook } from './phrasebook.js'
import { holdsData, type Judging, type StateScript } from './state-script.js'
import type { TestUtterance } from './test-utterances.js'

/** A step that may be taken, and what it is meant to exercise. */
export interface PlannedStep {
  readonly step: PathStep
  readonly utterance: TestUtterance | null
}

/** What of a machine's snapshot decides what may happen next. */
export interface ScriptedSnapshot {
  readonly value: unknown
  readonly context: ConversationContext
}

/** Returns everything that may happen next: what the user may say, what the model may answer, what may fail. */
export function nextSteps(snapshot: ScriptedSnapshot, phrases: Phrasebook): readonly PlannedStep[] {
  const { context, value } = snapshot
  const position = positionOf(value)
  const state = phrases.script.states.get(position.state)
  if (position.substate === null || state === undefined) return []
  const steps = stepsBySubstate[position.substate]
  return steps === undefined ? [] : steps(state, context, phrases)
}

type Steps = (state: StateScript, context: ConversationContext, phrases: Phrasebook) => readonly PlannedStep[]

const stepsBySubstate: Partial<Record<string, Steps>> = {
  listening: (state, context, phrases) => [
    ...phrases
      .of(state, 'user')
      .filter((utterance) => isSayable(utterance, state.user, context))
      .map(message),
    ...suggested(state, context, phrases),
    ...tellingMore(state, context, phrases),
    ...[...ofFields(state, context, phrases), ...choices(state, context, phrases)].map(({ text }) => plain({ type: 'message', text })),
    ...events(state, context, phrases).map(plain),
    ...(state.timesOut ? [plain({ type: 'timeout' })] : []),
  ],
  understanding: (state, context, phrases) => [
    ...toldOfFields(state, context, phrases),
    ...answers('user', phrases.of(state, 'user'), context.lastUserText, state.user, context, [
      ...phrases.wordingData(),
      ...phrases.otherData(),
    ]),
    plain({ type: 'failure', during: 'understand' }),
  ],
  responding: (state, context, phrases) => [...replies(state, context, phrases), plain({ type: 'failure', during: 'respond' })],
  understandingReply: (state, context, phrases) => [
    ...answers('reply', phrases.of(state, 'reply'), context.lastReplyText, state.reply, context, [
      ...phrases.wordingData(),
      ...phrases.otherData(),
    ]),
    plain({ type: 'failure', during: 'understand' }),
  ],
  invoking: (state, _context, phrases) => [...outputs(state, phrases).map(plain), ...failures(state, phrases).map(plain)],
  failed: (state, context, phrases) => [plain({ type: 'retry' }), ...events(state, context, phrases).map(plain)],
}

function plain(step: PathStep): PlannedStep {
  return { step, utterance: null }
}

function ofFields({ fields }: StateScript, context: ConversationContext, phrases: Phrasebook): readonly FieldSaying[] {
  return fields === undefined ? [] : sayingsNow(fields, context, (name) => phrases.script.dataKeys.includes(name))
}

/** Each word of a choice tells of no other way, so it is said only where every word is looked at. */
function choices({ fields }: StateScript, context: ConversationContext, phrases: Phrasebook): readonly FieldSaying[] {
  return fields === undefined || !phrases.saysEachWord ? [] : choicesNow(fields, context)
}

/** What leads to a state that collects, and tells it everything in the same breath. */
function tellingMore(state: StateScript, context: ConversationContext, phrases: Phrasebook): readonly PlannedStep[] {
  const own = phrases.of(state, 'user').filter(({ fires }) => fires?.scope === 'own')
  const firsts = own.filter(({ fires }, position) => own.findIndex((other) => other.fires === fires) === position)
  return firsts.flatMap((utterance) => {
    const fields = utterance.fires?.targets.flatMap((target) => phrases.script.states.get(target)?.fields ?? [])[0]
    if (fields?.way !== 'collect' || !isSayable(utterance, state.user, context)) return []
    const { text } = everything(fields.fields)
    return text === '' ? [] : [plain({ type: 'message', text: `${utterance.text}, ${text}`, ...guardsOf(utterance) })]
  })
}

/** What the model tells of the fields, where it finds nothing else in the message. */
function toldOfFields(state: StateScript, context: ConversationContext, phrases: Phrasebook): readonly PlannedStep[] {
  const { fields, user } = state
  if (fields?.isTold !== true) return []
  const miss = phrases.of(state, 'user').find(({ fires }) => fires === null)
  const told = toldBy(fields, ofFields(state, context, phrases), context.lastUserText)
  const guards = miss === undefined ? {} : guardsOf(miss)
  return Object.keys(told).length === 0 || user.extracts !== false
    ? []
    : [plain({ type: 'answers', about: 'user', answers: miss?.answers ?? {}, data: told, extractedBy: 'fields', ...guards })]
}

function message(utterance: TestUtterance): PlannedStep {
  return { step: { type: 'message', text: utterance.text, ...guardsOf(utterance) }, utterance }
}

function replies(state: StateScript, context: ConversationContext, phrases: Phrasebook): readonly PlannedStep[] {
  const text = `[${state.name}]`
  if (!state.onReply) return [plain({ type: 'reply', text })]
  const sayable = phrases.of(state, 'reply').filter((utterance) => isSayable(utterance, state.reply, context))
  const spoken = sayable.map(
    (utterance): PlannedStep => ({ step: { type: 'reply', text: utterance.text, ...guardsOf(utterance) }, utterance }),
  )
  return spoken.length === 0 ? [plain({ type: 'reply', text })] : spoken
}

/** Returns the answers that go with the words in question; where no words were foreseen, any answers may be given. */
function answers(
  about: 'user' | 'reply',
  utterances: readonly TestUtterance[],
  text: string,
  judging: Judging,
  context: ConversationContext,
  wanted: readonly TestUtterance['data'][],
): readonly PlannedStep[] {
  const sayable = utterances.filter((utterance) => isSayable(utterance, judging, context))
  const fitting = sayable.filter((utterance) => utterance.text === text)
  const chosen = fitting.length > 0 ? fitting : sayable
  const own = judging.extracts !== false && judging.extracts.byRun ? ({ extractedBy: 'run' } as const) : {}
  const planned = chosen.map((utterance): PlannedStep => {
    const data = judging.extracts === false || holdsData(context.data, utterance.data) ? {} : utterance.data
    return { step: { type: 'answers', about, answers: utterance.answers, data, ...own, ...guardsOf(utterance) }, utterance }
  })
  const [first] = planned.filter(({ utterance }) => utterance?.isFurther !== true)
  if (first?.step.type === 'answers') planned.push(...extracting(first.step, judging, context, wanted))
  return planned.length > 0 ? planned : [plain({ type: 'answers', about, answers: {}, data: {}, ...own })]
}

/** The same answers, with data that wordings want, or changes. */
function extracting(
  step: Extract<PathStep, { readonly type: 'answers' }>,
  judging: Judging,
  context: ConversationContext,
  wanted: readonly TestUtterance['data'][],
): readonly PlannedStep[] {
  if (judging.extracts === false) return []
  const { extracts } = judging
  const told = wanted.filter((data) => !holdsData(context.data, data) && mayExtract(extracts, data))
  return told.map((data) => plain({ ...step, data: { ...step.data, ...data } }))
}

/** Returns what the flow suggests, as it is rendered where the conversation is; what is said there anyway is not said twice. */
function suggested(state: StateScript, context: ConversationContext, phrases: Phrasebook): readonly PlannedStep[] {
  const known = new Set(phrases.of(state, 'user').map(({ text }) => text))
  const texts = phrases.thorough ? suggestedTexts(state, context) : []
  return [...new Set(texts)].filter((text) => !known.has(text)).map((text) => plain({ type: 'message', text }))
}

/** Returns the texts of a state's own suggestions, in their order, filled in as they are offered now. */
export function suggestedTexts({ suggestions, promptParams }: StateScript, context: ConversationContext): readonly string[] {
  if (suggestions.length === 0) return []
  const offered = context.messages.findLast(({ role }) => role === 'assistant')?.suggestions ?? []
  if (offered.length >= suggestions.length) return offered.slice(-suggestions.length).map(({ text }) => text)
  const view = promptView(context, promptParams)
  return suggestions.map((suggestion) => renderTemplate(typeof suggestion === 'string' ? suggestion : suggestion.text, view))
}

/** Returns the ways in which an actor fails: as any call does, and so that what is kept of it is what conditions want. */
function failures({ savesErrorAs, failsOnward }: StateScript, phrases: Phrasebook): readonly PathStep[] {
  const wanted = savesErrorAs === undefined ? [] : phrases.wantedData().map((data) => data[savesErrorAs])
  const errors = wanted.filter((value) => isJsonObject(value))
  const failed = errors.map((error): PathStep => ({ type: 'failure', during: 'invoke', error }))
  // What can not be kept keeps the state waiting even where the flow goes on when its actor fails.
  const unkeepable: readonly PathStep[] = failsOnward ? [{ type: 'failure', during: 'invoke', unkeepable: true }] : []
  return [{ type: 'failure', during: 'invoke' }, ...failed, ...unkeepable]
}

/** Tells whether the data is such, or can be made such by what is extracted. */
function isSayable({ data }: TestUtterance, { extracts }: Judging, context: ConversationContext): boolean {
  if (holdsData(context.data, data)) return true
  return extracts !== false && mayExtract(extracts, data)
}

function mayExtract({ fields }: Exclude<Judging['extracts'], false>, data: TestUtterance['data']): boolean {
  return fields === undefined || Object.keys(data).every((key) => fields.includes(key) && data[key] !== null)
}

function outputs({ savesAs }: StateScript, phrases: Phrasebook): readonly PathStep[] {
  const wanted = [...phrases.wantedData(), ...phrases.otherData()]
  if (savesAs === undefined || savesAs === null) return [{}, ...wanted].map((output): PathStep => ({ type: 'work', output }))
  const values = wanted.flatMap((data): readonly JsonValue[] => (data[savesAs] === undefined ? [] : [data[savesAs]]))
  return [null, ...values].map((output): PathStep => ({ type: 'work', output }))
}

/** What is held already is not sent again: it would only wait beside itself. */
function events({ events: known }: StateScript, context: ConversationContext, phrases: Phrasebook): readonly PathStep[] {
  const held = context.inbox.flatMap((waiting) => ('type' in waiting ? [waiting.type] : []))
  return known.filter(({ event }) => !held.includes(event)).flatMap((event) => eventSteps(event, phrases))
}

function eventSteps({ event, payload, savesAs, fits }: ScriptedEvent, phrases: Phrasebook): readonly PathStep[] {
  const wanted =
    savesAs === null
      ? []
      : [...phrases.wantedData(), ...phrases.otherData()].flatMap((data) => (data[savesAs] === undefined ? [] : [data[savesAs]]))
  const payloads = [...(payload === undefined ? [] : [payload]), ...wanted.filter(fits)]
  if (payloads.length === 0) return [{ type: 'event', event }]
  const distinct = new Map(payloads.map((each) => [JSON.stringify(each), each]))
  return [...distinct.values()].map((each) => ({ type: 'event', event, payload: each }))
}

function guardsOf({ guards }: TestUtterance): { readonly guards?: Readonly<Record<string, boolean>> } {
  return Object.keys(guards).length === 0 ? {} : { guards }
}
