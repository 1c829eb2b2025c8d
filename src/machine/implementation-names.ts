import type { ImmediateType } from '../conditions/condition.js'

/** The guards that are a condition each, in their params. */
const CONDITION_GUARDS: Readonly<Record<ImmediateType, true>> = {
  keyword: true,
  affirm: true,
  deny: true,
  unsure: true,
  regex: true,
  sentiment: true,
  context: true,
}

const OTHER_GUARDS = [
  'answer',
  'composed',
  'notNew',
  'inboxFull',
  'turnsOver',
  'olderThan',
  'visitedOften',
  'budgetSpent',
  'missesOver',
  'replyUnusable',
  'valueInvalid',
  'outputNotJson',
  'interrupts',
  'failedDuring',
  'silent',
] as const

/** The guards of flows within the flow. */
const CALL_GUARDS = ['calledFrom', 'noneActive'] as const

/** The guards of what comes from outside. */
const EVENT_GUARDS = ['eventNotNew', 'payloadUnfit', 'awaitedOnStack'] as const

/** The actions of a conversation that calls no actor. */
const VERBATIM_ACTIONS = [
  'takeUp',
  'enqueue',
  'takeFromInbox',
  'refuse',
  'countMiss',
  'enter',
  'reachLimit',
  'clearError',
  'raiseSpoken',
  'speak',
  'countSilence',
] as const

/** The actions that take in what actors give. */
const ACTOR_ACTIONS = [
  'raiseUnderstood',
  'recordReply',
  'recordInterrupted',
  'recordUnderstanding',
  'saveOutput',
  'relayDelta',
  'recordFailure',
  'saveError',
] as const

/** The actions of flows within the flow. */
const CALL_ACTIONS = ['push', 'unwind', 'resume'] as const

/** The actions that change the data. */
const CHANGE_ACTIONS = ['change'] as const

/** The actions of what comes from outside. */
const EVENT_ACTIONS = [
  'takeEvent',
  'holdEvent',
  'ignoreEvent',
  'refuseEvent',
  'enqueueEvent',
  'addOperatorMessage',
  'takeUpUnjudged',
] as const

/** The guards of states that collect or correct fields. */
const FIELD_GUARDS = [
  'filled',
  'asking',
  'asks',
  'readsMessage',
  'progressed',
  'valueRefused',
  'refusedOften',
  'wholeMessage',
  'askedFound',
  'corrects',
  'correctionRefused',
  'onlyAnswer',
] as const

/** The actions of states that collect or correct fields. */
const FIELD_ACTIONS = ['ask', 'collect', 'recordTold', 'correct', 'refuseValue'] as const

/** The guards that only a flow with fields has. */
export type FieldGuard = (typeof FIELD_GUARDS)[number]

/** The actions that only a flow with fields has. */
export type FieldAction = (typeof FIELD_ACTIONS)[number]

/** The guards of every conversation. */
export type CommonGuard = (typeof OTHER_GUARDS)[number]

/** The actions of a conversation that calls no actor. */
export type VerbatimAction = (typeof VERBATIM_ACTIONS)[number]

/** The actions of every conversation. */
export type CommonAction = VerbatimAction | (typeof ACTOR_ACTIONS)[number]

/** The guards that only a flow with flows has. */
export type CallGuard = (typeof CALL_GUARDS)[number]

/** The actions that only a flow with flows has. */
export type CallAction = (typeof CALL_ACTIONS)[number]

/** The actions that only a flow that changes the data has. */
export type ChangeAction = (typeof CHANGE_ACTIONS)[number]

/** The guards that only a flow with events has. */
export type EventGuard = (typeof EVENT_GUARDS)[number]

/** The actions that only a flow with events has. */
export type EventAction = (typeof EVENT_ACTIONS)[number]

/** The guards that talkchart itself supplies. */
export type BuiltInGuard = ImmediateType | CommonGuard | CallGuard | EventGuard | FieldGuard

/** The actions that talkchart itself supplies. */
export type BuiltInAction = CommonAction | CallAction | ChangeAction | EventAction | FieldAction

/** A name that the flow's author chose, for an implementation that the author gives. */
export type UserName<Kind extends 'guard' | 'action'> = string & { readonly [kind]: Kind }

declare const kind: unique symbol

const guardNames: ReadonlySet<string> = new Set([
  ...Object.keys(CONDITION_GUARDS),
  ...OTHER_GUARDS,
  ...CALL_GUARDS,
  ...EVENT_GUARDS,
  ...FIELD_GUARDS,
])
const actionNames: readonly string[] = [
  ...VERBATIM_ACTIONS,
  ...ACTOR_ACTIONS,
  ...CALL_ACTIONS,
  ...CHANGE_ACTIONS,
  ...EVENT_ACTIONS,
  ...FIELD_ACTIONS,
]

export function isBuiltInGuard(type: string): type is BuiltInGuard {
  return guardNames.has(type)
}

export function isBuiltInAction(type: string): type is BuiltInAction {
  return actionNames.includes(type)
}

/** Names what a construct of the language adds to the parts of every conversation. */
export type AddedParts = 'calls' | 'changes' | 'events' | 'fields'

/** Tells which construct of the language an action or a guard is of; undefined for those of every conversation, of conditions, and of others. */
export function addedPartsOf(type: string): AddedParts | undefined {
  const of = (names: readonly string[]) => names.includes(type)
  if (of(CALL_ACTIONS) || of(CALL_GUARDS)) return 'calls'
  if (of(CHANGE_ACTIONS)) return 'changes'
  if (of(FIELD_ACTIONS) || of(FIELD_GUARDS)) return 'fields'
  return of(EVENT_ACTIONS) || of(EVENT_GUARDS) ? 'events' : undefined
}

/** Takes a name from a flow, whose checks keep it apart from the names above. */
export function userName<Kind extends 'guard' | 'action'>(name: string): UserName<Kind> {
  return name as UserName<Kind>
}
