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
  'calledFrom',
  'noneActive',
  'silent',
  'eventNotNew',
  'payloadUnfit',
  'awaitedOnStack',
] as const

const ACTIONS = [
  'takeUp',
  'enqueue',
  'takeFromInbox',
  'refuse',
  'countMiss',
  'enter',
  'reachLimit',
  'clearError',
  'raiseSpoken',
  'raiseUnderstood',
  'speak',
  'recordReply',
  'recordInterrupted',
  'recordUnderstanding',
  'saveOutput',
  'relayDelta',
  'recordFailure',
  'push',
  'unwind',
  'resume',
  'change',
  'countSilence',
  'saveError',
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

/** The guards that talkchart itself supplies. */
export type BuiltInGuard = ImmediateType | (typeof OTHER_GUARDS)[number] | FieldGuard

/** The actions that talkchart itself supplies. */
export type BuiltInAction = (typeof ACTIONS)[number] | FieldAction

/** The name of a composed guard that holds guards of the user's own. */
export type ComposedGuard = `composed:${string}`

/** A name that the flow's author chose, for an implementation that the author gives. */
export type UserName<Kind extends 'guard' | 'action'> = string & { readonly [kind]: Kind }

declare const kind: unique symbol

const guardNames: ReadonlySet<string> = new Set([...Object.keys(CONDITION_GUARDS), ...OTHER_GUARDS, ...FIELD_GUARDS])
const actionNames: readonly string[] = [...ACTIONS, ...FIELD_ACTIONS]

export function isBuiltInGuard(type: string): type is BuiltInGuard {
  return guardNames.has(type)
}

export function isBuiltInAction(type: string): type is BuiltInAction {
  return actionNames.includes(type)
}

/** Names a composed guard that holds guards of the user's own: only XState can call these, so each such tree is a guard of its own. */
export function composedGuard(state: string, count: number): ComposedGuard {
  return `composed:${state}/${count}`
}

export function isComposedGuard(type: string): type is 'composed' | ComposedGuard {
  return type === 'composed' || holdsUserGuards(type)
}

/** Tells the name of a composed guard that holds guards of the user's own. */
export function holdsUserGuards(type: string): type is ComposedGuard {
  return type.startsWith('composed:')
}

/** Takes a name from a flow, whose checks keep it apart from the names above. */
export function userName<Kind extends 'guard' | 'action'>(name: string): UserName<Kind> {
  return name as UserName<Kind>
}
