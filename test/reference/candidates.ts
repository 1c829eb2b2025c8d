import type { Condition } from '../../src/conditions/condition.js'
import type { ConversationFlow, NextState } from '../../src/definition/flow.js'
import type { Candidate } from './conversation.js'

/** The transitions that are tried on a message of this kind in this state, in the order in which they are tried. */
export function candidatesFor(flow: ConversationFlow, stateName: string, about: 'user' | 'reply'): Candidate[] {
  const state = flow.states[stateName]
  if (!state?.transitions) return []
  const own = list('own', state.transitions, state.nextStates)
  const triedOn = state.transitionsOn ?? 'user'
  if (about === 'reply') return triedOn === 'reply' ? order(flow, own, []) : []
  const isHeard = ({ name }: Candidate) => state.globals === undefined || (state.globals !== false && state.globals.includes(name))
  const global = list('global', flow.globalTransitions, flow.globalNextStates).filter(isHeard)
  return order(flow, triedOn === 'user' ? own : [], global)
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
    return 'to' in next ? [{ name, scope, condition, next: next.to, change: next }] : []
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
