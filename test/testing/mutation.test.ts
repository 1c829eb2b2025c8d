import { affirm, type ConversationFlow, compileFlow, deny, type KeywordCondition } from 'talkchart'
import { PathMismatchError, runPath } from 'talkchart/testing'
import { expect, test } from 'vitest'
import { flow as accumulation } from '../../machines/context_accumulation.js'
import { flow as support } from '../../machines/customer_support.js'
import { flow as routing } from '../../machines/dynamic_routing.js'
import { flow as interview } from '../../machines/interview.js'
import { flow as onboarding } from '../../machines/user_onboarding.js'
import { readyPaths } from './ready-paths.js'

type States = ConversationFlow['states']

/** A flow with one state changed. */
function withState(flow: ConversationFlow, name: string, change: Partial<States[string]>): ConversationFlow {
  const state = flow.states[name]
  if (state === undefined) throw new Error(`There is no state ${name}.`)
  return { ...flow, states: { ...flow.states, [name]: { ...state, ...change } } }
}

function transitionsOf(flow: ConversationFlow, state: string) {
  return { ...flow.states[state]?.transitions }
}

function withoutWord(condition: unknown, word: string): KeywordCondition {
  const keywords = condition as KeywordCondition
  return { ...keywords, words: keywords.words.filter((other) => other !== word) }
}

const help = transitionsOf(support, 'feature_help')

/** What somebody may break without noticing, each in one flow. */
const FAULTS: readonly (readonly [fault: string, flow: ConversationFlow, broken: ConversationFlow])[] = [
  [
    'a swapped target',
    support,
    withState(support, 'process_refund', {
      nextStates: { ...support.states.process_refund.nextStates, declined: 'satisfaction_check', accepted: 'billing_support' },
    }),
  ],
  [
    'a dropped keyword',
    support,
    withState(support, 'feature_help', { transitions: { ...help, more_help: withoutWord(help['more_help'], 'another') } }),
  ],
  [
    'an answer the wrong way round',
    support,
    withState(support, 'process_refund', {
      transitions: { ...transitionsOf(support, 'process_refund'), declined: affirm(), accepted: deny() },
    }),
  ],
  [
    'a negation that counts',
    support,
    withState(support, 'feature_help', { transitions: heedless(transitionsOf(support, 'feature_help')) }),
  ],
  ['one visit more', interview, { ...interview, maxLoops: 4 }],
  ['one visit less', support, { ...support, maxLoops: 2 }],
  ['one turn less', accumulation, { ...accumulation, maxTurns: 11 }],
  ['one miss more', routing, withState(routing, 'greeting', { noMatch: { max: 3, to: 'general_help' } })],
  ['a lost way out for misses', routing, withState(routing, 'billing_support', { noMatch: { prompt: { say: 'Again?' } } })],
  ['a swapped end', accumulation, { ...accumulation, onLimit: 'wrap_up' }],
  [
    'the other class',
    onboarding,
    withState(onboarding, 'collect_info', {
      transitions: {
        ...transitionsOf(onboarding, 'collect_info'),
        info_provided: { type: 'llmClassifier', prompt: 'Does this message contain user information? {{text}}', targetClass: 'no' },
      },
    }),
  ],
  ['a lost global transition', support, { ...support, globalTransitions: {}, globalNextStates: {} }],
  ['the order as declared', interview, { ...interview, transitionOrder: 'declared' }],
]

function heedless(transitions: States[string]['transitions'] = {}) {
  return Object.fromEntries(
    Object.entries(transitions).map(([name, condition]) => [
      name,
      condition.type === 'keyword' ? { ...condition, ignoreNegated: false } : condition,
    ]),
  )
}

test.each(FAULTS)('the paths of the unbroken flow find %s', (_fault, flow, broken) => {
  const machine = compileFlow(broken)
  const run = () => {
    for (const path of readyPaths(flow.name).paths) runPath(machine, path)
  }
  expect(run).toThrow(PathMismatchError)
})
