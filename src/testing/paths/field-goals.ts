import { type FieldSourceKind, isFilled, sourceKindOf } from '../../conditions/fields/field-source.js'
import type { ConversationFlow } from '../../definition/flow.js'
import type { FlowEdge } from '../../definition/flow-edge.js'
import { fieldOf } from '../../definition/state-facts.js'
import type { ConversationContext } from '../../machine/context.js'
import { firableCandidates } from '../script/possible-edges.js'
import type { MachineScript } from '../script/state-script.js'
import { FieldsThere } from './fields-there.js'
import { type Goal, goalKey } from './goal.js'
import type { ObservedState } from './observed-state.js'

/**
 * Returns what paths are to show of the fields of a flow: each question, answered, missed and refused where that can be; several fields told at
 * once; a state entered with nothing missing where that may be; a correction by each source.
 */
export function fieldGoals(flow: ConversationFlow, script: MachineScript, edges: readonly FlowEdge[]): readonly Goal[] {
  if (flow.fields === undefined) return []
  const there = new FieldsThere(flow, edges)
  return Object.entries(flow.states).flatMap(([state, { collect, correct = [] }]) => [
    ...(collect ?? []).flatMap((field) => questionGoals(flow, script, state, field)),
    ...(collect !== undefined && fillableAtOnce(flow, collect) > 1 ? [{ kind: 'collecting', state, how: 'atOnce' } as const] : []),
    ...(collect !== undefined && there.mayBeComplete(state) ? [{ kind: 'collecting', state, how: 'complete' } as const] : []),
    ...correctedSources(flow, correct).map((source) => ({ kind: 'correction', state, source }) as const),
  ])
}

/** Returns the keys of every word by which a choice is read; a word that others have too may never be, so nobody is told of these. */
export function choiceKeys({ states }: MachineScript): readonly string[] {
  const fields = [...states.values()].flatMap((state) => (state.fields?.way === 'collect' ? state.fields.fields : []))
  return fields.flatMap(({ name, words }) => words.map((word) => choiceKey(name, word)))
}

function choiceKey(field: string, word: string): string {
  return JSON.stringify(['choice', field, word])
}

/** The word by which the field that was asked for was filled, where it is one alone. */
function chosenBy(before: ConversationContext | undefined, { context }: ObservedState): readonly string[] {
  const { asking = null, data } = before ?? {}
  if (asking === null || data === undefined || isFilled(data, asking) || !isFilled(context.data, asking)) return []
  return [choiceKey(asking, context.lastUserText)]
}

function questionGoals(flow: ConversationFlow, { states }: MachineScript, state: string, field: string): readonly Goal[] {
  const { optional, invalid, schema, from } = fieldOf(flow, field) ?? {}
  const user = states.get(state)?.user
  const catchesAll = user === undefined || firableCandidates(user).some(({ condition }) => condition.type === 'always')
  const whats = [
    ...(optional === true ? [] : (['asked'] as const)),
    'filled' as const,
    ...(invalid === undefined || schema === undefined ? [] : (['refused'] as const)),
    // Whatever is said is the text that was asked for.
    ...(optional === true || from === 'text' || catchesAll ? [] : (['missed'] as const)),
  ]
  return whats.map((what) => ({ kind: 'field', state, field, what }) as const)
}

/** Returns how many fields one message can fill: of numbers and dates only one each, and a text only alone. */
function fillableAtOnce(flow: ConversationFlow, names: readonly string[]): number {
  const sources = sourcesOf(flow, names).filter((source) => source !== 'text')
  return sources.filter((source, position) => !isGeneric(source) || sources.indexOf(source) === position).length
}

/** Numbers and dates are read only where one field of the list may mean them. */
function correctedSources(flow: ConversationFlow, names: readonly string[]): readonly FieldSourceKind[] {
  const sources = sourcesOf(flow, names)
  const isClear = (source: FieldSourceKind) => !isGeneric(source) || sources.filter((other) => other === source).length === 1
  return [...new Set(sources)].filter(isClear)
}

function isGeneric(source: FieldSourceKind): boolean {
  return source === 'number' || source === 'date'
}

function sourcesOf(flow: ConversationFlow, names: readonly string[]): readonly FieldSourceKind[] {
  return names.map((name) => sourceKindOf(fieldOf(flow, name) ?? {}))
}

/** Returns the keys of the goals of fields that a step has shown. */
export function shownOfFields(flow: ConversationFlow, before: ObservedState | null, after: ObservedState): readonly string[] {
  if (flow.fields === undefined) return []
  const { asking = null, refused = null, state } = after.context
  const asked = asking === null || after.happened.length === 0 ? [] : [{ kind: 'field', state, field: asking, what: 'asked' } as const]
  const unfit = refused === null ? [] : [{ kind: 'field', state, field: refused.field, what: 'refused' } as const]
  const answered = before === null ? [] : answeredIn(flow, before.context, after)
  const goals = [...asked, ...unfit, ...answered, ...completeIn(flow, before?.context, after)]
  return [...goals.map(goalKey), ...chosenBy(before?.context, after)]
}

/** What a message has told where a conversation stood before it. */
function answeredIn(flow: ConversationFlow, { state, data, asking = null }: ConversationContext, after: ObservedState): readonly Goal[] {
  const { collect = [], correct = [] } = flow.states[state] ?? {}
  const { happened, context } = after
  const filled = collect.filter((field) => !isFilled(data, field) && isFilled(context.data, field))
  const isMissed = asking !== null && (context.refused ?? null) === null && happened.some(({ type }) => type === 'no.match')
  const isCorrected = happened.some((event) => event.type === 'state.entered' && event.from === state && event.transition === 'corrected')
  const differs = (field: string) => isFilled(context.data, field) && JSON.stringify(data[field]) !== JSON.stringify(context.data[field])
  const corrected = isCorrected ? sourcesOf(flow, correct.filter(differs)) : []
  return [
    ...filled.map((field) => ({ kind: 'field', state, field, what: 'filled' }) as const),
    ...(filled.length > 1 ? [{ kind: 'collecting', state, how: 'atOnce' } as const] : []),
    ...(isMissed ? [{ kind: 'field', state, field: asking, what: 'missed' } as const] : []),
    ...corrected.map((source) => ({ kind: 'correction', state, source }) as const),
  ]
}

/** States that were left by `collected` before anything was asked. */
function completeIn(flow: ConversationFlow, before: ConversationContext | undefined, { happened }: ObservedState): readonly Goal[] {
  let unasked = before !== undefined && (before.asking ?? null) === null ? before.state : null
  return happened.flatMap((event): readonly Goal[] => {
    if (event.type !== 'state.entered') return []
    const { from, transition, state } = event
    const isComplete = from !== null && from === unasked && transition === 'collected' && flow.states[from]?.collect !== undefined
    unasked = state
    return isComplete ? [{ kind: 'collecting', state: from, how: 'complete' }] : []
  })
}
