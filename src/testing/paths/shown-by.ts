import type { WitnessOptions } from '../../conditions/witness/index.js'
import type { ConversationFlow } from '../../definition/flow.js'
import type { FlowEdgeKind } from '../../definition/flow-edge.js'
import { impliedWays } from '../../definition/state-facts.js'
import type { ConversationEmitted } from '../../machine/events.js'
import { positionOf } from '../../machine/state-position.js'
import { judgeMessage } from '../script/judge-message.js'
import type { PlannedStep } from '../script/next-steps.js'
import type { PathStep } from '../script/path-step.js'
import type { Phrasebook } from '../script/phrasebook.js'
import type { MachineScript } from '../script/state-script.js'
import { CallsTold, HeldBack } from './call-goals.js'
import { dataShown } from './data-goals.js'
import { shownOfEvents } from './event-goals.js'
import { shownOfFields } from './field-goals.js'
import { goalKey } from './goal.js'
import { mishapsShown } from './mishaps.js'
import type { ObservedState } from './observed-state.js'

type Entered = Extract<ConversationEmitted, { readonly type: 'state.entered' }>

/** Gives the keys of the goals that a step has shown, by what the machine told. */
export type ShownBy = (planned: PlannedStep, before: ObservedState | null, after: ObservedState) => readonly string[]

/** Returns what tells the goals that steps of a flow have shown. */
export function shownByIn(flow: ConversationFlow, { script, options }: Phrasebook): ShownBy {
  const heldBack = new HeldBack(flow)
  return (planned, before, after) => [
    ...shownBy({ flow, heldBack }, planned, before, after),
    ...mishapsShown(planned.step, before),
    ...shownOfFields(flow, before, after),
    ...shownOfEvents(flow, planned.step, before, after),
    ...dataShown(flow, script, planned.step, before, after),
    ...shownByFixedReplies(script, options, planned.step.type === 'reply' ? (before?.context.state ?? null) : null, after),
  ]
}

function shownBy(
  { flow, heldBack }: { readonly flow: ConversationFlow; readonly heldBack: HeldBack },
  { step, utterance }: PlannedStep,
  before: ObservedState | null,
  after: ObservedState,
): readonly string[] {
  const { happened } = after
  const calls = new CallsTold(flow, before?.context.stack)
  const shown = happened.flatMap((event, position): readonly string[] => {
    const last = happened[position - 1]
    const ofCalls = calls.hear(event, last?.type === 'limit.reached')
    // What an event calls is shown as the event's way, too.
    const isByEvent = step.type === 'event' && event.type === 'state.entered' && event.transition === null
    if (ofCalls.length > 0 && !isByEvent)
      return event.type === 'state.entered' ? [...ofCalls, goalKey({ kind: 'state', state: event.state })] : ofCalls
    switch (event.type) {
      case 'state.entered':
        return [...ofCalls, ...shownByEntry(flow, event, happened.slice(0, position), step)]
      case 'limit.reached':
        return [goalKey({ ...event, kind: 'limit' })]
      case 'model.failed':
        return [goalKey({ kind: 'failure', state: event.state, during: event.error.during, about: event.error.about ?? null })]
      default:
        return []
    }
  })
  const state = before === null ? undefined : positionOf(before.value).state
  // What is being understood may be another state's: it reads the message that led there, or its own reply.
  const isOpen = isUnderstanding(after) && step.type !== 'answers' && !happened.some(({ type }) => type === 'state.entered')
  // Nothing is tried on a message that is only read for fields.
  const isOnlyRead = step.type === 'answers' && before?.context.readsMessage === true
  if (utterance === null || before === null || state === undefined || isOpen || isOnlyRead || step.type === 'failure') return shown
  const passedOver = utterance.fires === null ? [] : heldBack.shown(state, utterance.fires, before.context, happened)
  return [...shown, ...passedOver, ...alternativeShown(state, utterance, happened)]
}

function shownByEntry(flow: ConversationFlow, event: Entered, before: readonly ConversationEmitted[], step: PathStep): readonly string[] {
  const way = wayInto(flow, event, before, step.type)
  const name = way === 'event' ? nameOf(step) : event.transition
  const entered = [goalKey({ kind: 'state', state: event.state })]
  if (way === undefined || event.from === null) return entered
  return [...entered, goalKey({ kind: 'transition', state: event.from, name, way, to: event.state })]
}

/** What verbatim replies have exercised of the transitions that are tried on them: nobody chose their words. */
function shownByFixedReplies(
  { states }: MachineScript,
  options: WitnessOptions,
  chosenIn: string | null,
  { happened, context }: ObservedState,
): readonly string[] {
  return happened.flatMap((event, position) => {
    const state = event.type === 'assistant.message' ? states.get(event.message.state) : undefined
    if (event.type !== 'assistant.message' || state === undefined || !state.onReply || state.name === chosenIn) return []
    const next = happened.slice(position).find(({ type }) => type === 'state.entered')
    const target = next?.type === 'state.entered' ? next.state : state.name
    const hindsight = { options: { ...options, data: { ...context.data } }, unknownKeys: new Set<string>() }
    const { exercised } = judgeMessage(state.reply, event.message.text, (name) => name === target, hindsight)
    return exercised.map(({ candidate, alternative }) =>
      goalKey({ kind: 'alternative', state: state.name, transition: candidate.name, alternative }),
    )
  })
}

function alternativeShown(
  state: string,
  utterance: NonNullable<PlannedStep['utterance']>,
  happened: readonly ConversationEmitted[],
): readonly string[] {
  const [fired] = happened.flatMap((event) => (event.type === 'state.entered' && event.from === state ? [event.transition] : []))
  const isForeseen = (fired ?? null) === (utterance.fires?.name ?? null)
  const contrasts = (isForeseen ? (utterance.contrasts ?? []) : []).map((contrast) => goalKey({ kind: 'contrast', ...contrast }))
  if (utterance.exercises === null) return contrasts
  const { candidate, alternative } = utterance.exercises
  const asForeseen = utterance.fires === null ? fired !== candidate.name : fired === utterance.fires.name
  if (!asForeseen) return contrasts
  const place = candidate.scope === 'own' ? state : null
  return [...contrasts, goalKey({ kind: 'alternative', state: place, transition: candidate.name, alternative })]
}

function nameOf(step: PathStep): string | null {
  return step.type === 'event' ? step.event : null
}

/** Which of the flow's edges led into a state; undefined for a limit, which is told of apart. */
function wayInto(
  flow: ConversationFlow,
  { from, transition, state }: Entered,
  before: readonly ConversationEmitted[],
  stepType: string,
): FlowEdgeKind | undefined {
  const left = flow.states[from ?? '']
  const implied = left === undefined ? undefined : impliedWays(left).find((way) => way === transition)
  if (implied !== undefined && !Object.hasOwn(left?.transitions ?? {}, implied)) return implied
  if (transition !== null) return Object.hasOwn(left?.transitions ?? {}, transition) ? 'transition' : 'global'
  const last = before.at(-1)
  if (last?.type === 'limit.reached' && last.to === state) return undefined
  return left?.call === undefined ? unnamedWay(before, stepType) : 'call'
}

function unnamedWay(before: readonly ConversationEmitted[], stepType: string): FlowEdgeKind {
  const isFirst = !before.some(({ type }) => type === 'state.entered')
  if (isFirst && stepType === 'timeout') return 'timeout'
  if (isFirst && stepType === 'event') return 'event'
  if (isFirst && before.some(({ type }) => type === 'no.match')) return 'noMatch'
  return isFirst && stepType === 'failure' ? 'error' : 'advance'
}

function isUnderstanding(observed: ObservedState): boolean {
  const substate = positionOf(observed.value).substate
  return substate === 'understanding' || substate === 'understandingReply'
}
