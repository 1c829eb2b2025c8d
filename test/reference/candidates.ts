import type { Condition } from '../../src/conditions/condition.js'
import type { ConversationFlow, NextState } from '../../src/definition/flow.js'
import type { Candidate } from './conversation.js'
import { definitionOf, firstOf, homeOf, mayBeActive, reachedByCallStates } from './flows.js'

/** The transitions that are tried on a message of this kind in this state, in the order in which they are tried. */
export function candidatesFor(flow: ConversationFlow, stateName: string, about: 'user' | 'reply'): Candidate[] {
  const state = definitionOf(flow, stateName)
  if (!state || (state.transitions === undefined && state.on === undefined && state.collect === undefined)) return []
  const own = list('own', state.transitions, state.nextStates).flatMap((candidate) => called(flow, stateName, candidate))
  const triedOn = state.transitionsOn ?? 'user'
  if (about === 'reply') return triedOn === 'user' || triedOn === 'event' ? [] : order(flow, own, [])
  const isHeard = ({ name }: Candidate) => state.globals === undefined || (state.globals !== false && state.globals.includes(name))
  const heard = list('global', flow.globalTransitions, flow.globalNextStates).filter(isHeard)
  const global = heard.flatMap((candidate) => called(flow, stateName, candidate))
  if (triedOn === 'event') return order(flow, own, [])
  return order(flow, triedOn === 'user' ? own : [], global)
}

/** A digression is no candidate in the states of its own flow and of those that this flow's call states reach; elsewhere these must not be active. */
function called(flow: ConversationFlow, stateName: string, candidate: Candidate): Candidate[] {
  const { call } = candidate
  if (call === undefined) return [candidate]
  const reached = reachedByCallStates(flow, call)
  const home = homeOf(stateName)
  if (home !== null && reached.includes(home)) return []
  const active = home === null ? [] : mayBeActive(flow, home)
  return [{ ...candidate, next: firstOf(flow, call), mustRest: reached.filter((name) => active.includes(name)) }]
}

function list(
  scope: Candidate['scope'],
  conditions: Readonly<Record<string, Condition>> = {},
  targets: Readonly<Record<string, NextState>> = {},
): Candidate[] {
  return Object.entries(conditions).flatMap(([name, condition]) => {
    const next = targets[name]
    if (next === undefined) return []
    if (typeof next === 'string' || 'candidates' in next) return [{ name, scope, condition, next, change: {} }]
    if ('to' in next) return [{ name, scope, condition, next: next.to, change: next }]
    return [{ name, scope, condition, next: '', change: next, call: next.call }]
  })
}

function order(flow: ConversationFlow, own: Candidate[], global: Candidate[]): Candidate[] {
  if (flow.transitionOrder === 'declared') return [...own, ...global]
  const specific = (candidate: Candidate) => !isCatchAll(candidate.condition)
  const general = (candidate: Candidate) => isCatchAll(candidate.condition)
  return [...own.filter(specific), ...global.filter(specific), ...own.filter(general), ...global.filter(general)]
}

export function isCatchAll(condition: Condition): boolean {
  return condition.type === 'always' || (condition.type === 'keyword' && condition.words.includes('.*'))
}
