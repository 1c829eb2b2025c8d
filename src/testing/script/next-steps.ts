import type { JsonValue } from '../../diagnostics/json.js'
import type { ConversationContext } from '../../machine/context.js'
import { holdsData } from './json-data.js'
import type { PathStep } from './path-step.js'
import type { Phrasebook } from './phrasebook.js'
import type { Judging, StateScript } from './state-script.js'
import type { Stimulus } from './stimuli.js'

/** A step that may be taken, and what it is meant to exercise. */
export interface PlannedStep {
  readonly step: PathStep
  readonly stimulus: Stimulus | null
}

/** What of a machine's snapshot decides what may happen next. */
export interface ScriptedSnapshot {
  readonly value: unknown
  readonly context: ConversationContext
}

/** The flow state and substate that a machine is in; undefined at an end. */
export function placeOf({ value }: ScriptedSnapshot): { readonly state: string; readonly substate: string } | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const [entry] = Object.entries(value)
  return entry === undefined ? undefined : { state: entry[0], substate: String(entry[1]) }
}

/** Everything that may happen next: what the user may say, what the model may answer, what may fail. */
export function nextSteps(snapshot: ScriptedSnapshot, phrases: Phrasebook): readonly PlannedStep[] {
  const place = placeOf(snapshot)
  const state = place === undefined ? undefined : phrases.script.states.get(place.state)
  if (place === undefined || state === undefined) return []
  const { context } = snapshot
  const steps = stepsByPlace[place.substate]
  return steps === undefined ? [] : steps(state, context, phrases)
}

type Steps = (state: StateScript, context: ConversationContext, phrases: Phrasebook) => readonly PlannedStep[]

const stepsByPlace: Partial<Record<string, Steps>> = {
  listening: (state, context, phrases) => [
    ...phrases
      .of(state, 'user')
      .filter((stimulus) => isSayable(stimulus, state.user, context))
      .map(message),
    ...(state.timesOut ? [plain({ type: 'timeout' })] : []),
  ],
  understanding: (state, context, phrases) => [
    ...answers('user', phrases.of(state, 'user'), context.lastUserText, state.user, context),
    plain({ type: 'failure', during: 'understand' }),
  ],
  responding: (state, context, phrases) => [...replies(state, context, phrases), plain({ type: 'failure', during: 'respond' })],
  understandingReply: (state, context, phrases) => [
    ...answers('reply', phrases.of(state, 'reply'), context.lastReplyText, state.reply, context),
    plain({ type: 'failure', during: 'understand' }),
  ],
  invoking: (state, _context, phrases) => [...outputs(state, phrases).map(plain), plain({ type: 'failure', during: 'invoke' })],
  failed: () => [plain({ type: 'retry' })],
}

function plain(step: PathStep): PlannedStep {
  return { step, stimulus: null }
}

function message(stimulus: Stimulus): PlannedStep {
  return { step: { type: 'message', text: stimulus.text, ...guardsOf(stimulus) }, stimulus }
}

function replies(state: StateScript, context: ConversationContext, phrases: Phrasebook): readonly PlannedStep[] {
  const text = `[${state.name}]`
  if (!state.onReply) return [plain({ type: 'reply', text })]
  const sayable = phrases.of(state, 'reply').filter((stimulus) => isSayable(stimulus, state.reply, context))
  const spoken = sayable.map((stimulus): PlannedStep => ({ step: { type: 'reply', text: stimulus.text, ...guardsOf(stimulus) }, stimulus }))
  return spoken.length === 0 ? [plain({ type: 'reply', text })] : spoken
}

/** The answers that go with the words in question; where no words were foreseen, any answers may be given. */
function answers(
  about: 'user' | 'reply',
  stimuli: readonly Stimulus[],
  text: string,
  judging: Judging,
  context: ConversationContext,
): readonly PlannedStep[] {
  const sayable = stimuli.filter((stimulus) => isSayable(stimulus, judging, context))
  const fitting = sayable.filter((stimulus) => stimulus.text === text)
  const chosen = fitting.length > 0 ? fitting : sayable
  const planned = chosen.map((stimulus): PlannedStep => {
    const data = judging.extracts === false || holdsData(context.data, stimulus.data) ? {} : stimulus.data
    return { step: { type: 'answers', about, answers: stimulus.answers, data, ...guardsOf(stimulus) }, stimulus }
  })
  return planned.length > 0 ? planned : [plain({ type: 'answers', about, answers: {}, data: {} })]
}

/** Whether the data is such, or can be made such by what is extracted. */
function isSayable({ data }: Stimulus, { extracts }: Judging, context: ConversationContext): boolean {
  if (holdsData(context.data, data)) return true
  if (extracts === false) return false
  return extracts.fields === undefined || Object.keys(data).every((key) => extracts.fields?.includes(key) && data[key] !== null)
}

function outputs({ savesAs }: StateScript, phrases: Phrasebook): readonly PathStep[] {
  const wanted = phrases.wantedData()
  if (savesAs === undefined || savesAs === null) return [{}, ...wanted].map((output): PathStep => ({ type: 'work', output }))
  const values = wanted.flatMap((data): readonly JsonValue[] => (data[savesAs] === undefined ? [] : [data[savesAs]]))
  return [null, ...values].map((output): PathStep => ({ type: 'work', output }))
}

function guardsOf({ guards }: Stimulus): { readonly guards?: Readonly<Record<string, boolean>> } {
  return Object.keys(guards).length === 0 ? {} : { guards }
}
