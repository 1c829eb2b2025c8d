import { type ConversationFlow, compileFlow, keyword } from 'talkchart'
import { describeGoal, flowPaths, PathMismatchError, runPath, undrivable } from 'talkchart/testing'
import { expect, test } from 'vitest'
import { machineFromConfig } from '../../src/runtime/machine-from-config.js'

const flow: ConversationFlow = {
  name: 'shop',
  initialState: 'ask',
  states: {
    ask: { prompt: { instruct: 'Ask what it is about.' }, transitions: { refund: keyword(['refund']) }, nextStates: { refund: 'told' } },
    told: { prompt: { instruct: 'Say that the refund is on its way.' } },
  },
}
const { paths, covered, uncovered } = flowPaths(flow, { coverage: 'transitions' })
const machine = compileFlow(flow)

test('paths cut replies off, have empty ones, and say something after a failed call', () => {
  expect(uncovered).toEqual([])
  expect(covered.filter(({ kind }) => kind === 'mishap').map(describeGoal)).toEqual([
    'ask: a reply is cut off',
    'ask: a reply is empty',
    'ask: a message comes after a failed call',
    'told: a reply is cut off',
    'told: a reply is empty',
    'told: a message comes after a failed call',
  ])
  for (const path of paths) runPath(machine, path)
})

test('only paths that cut replies off can not be driven for it', () => {
  const cut = paths.filter(({ steps }) => steps.some(({ step }) => step.type === 'interrupt'))
  expect(paths.filter((path) => undrivable(path) !== undefined)).toEqual(cut)
  for (const { steps } of cut) {
    expect(steps.some(({ step }) => step.type === 'failure' || (step.type === 'reply' && step.text === ''))).toBe(false)
  }
})

const { ask, told } = JSON.parse(JSON.stringify(machine.config.states))

test.each([
  ['what a state hears after a failed call', { ask: withOn(ask, 'failed', 'user.message') }],
  ['a call that a message makes again', { told: withOn(told, 'failed', 'user.message') }],
  ['a reply that can be cut off', { ask: withOn(ask, 'responding', 'conversation.interrupt') }],
  ['an end that comes although its reply is cut off', { told: withOn(told, 'responding', 'conversation.interrupt') }],
  ['an empty reply that is none', { ask: withoutEmpty(ask) }],
])('paths find that a chart has lost %s', (_what, states) => {
  const config = { ...machine.config, states: { ...machine.config.states, ...states } }
  const broken = machineFromConfig(JSON.parse(JSON.stringify(config)), machine.implementations)
  expect(() => paths.forEach((path) => void runPath(broken, path))).toThrow(PathMismatchError)
})

const delivery: ConversationFlow = {
  name: 'delivery',
  initialState: 'wait',
  events: { 'parcel.sent': {}, 'parcel.lost': {} },
  on: { 'parcel.lost': { saveAs: 'lost' } },
  states: {
    wait: {
      prompt: { instruct: 'Ask for patience.' },
      transitions: { stop: keyword(['stop']) },
      nextStates: { stop: 'stopped' },
      on: { 'parcel.sent': 'sent' },
    },
    sent: { prompt: { instruct: 'Say that it is sent.' }, transitions: { stop: keyword(['stop']) }, nextStates: { stop: 'stopped' } },
    stopped: { prompt: { say: 'Stopped.' }, transitions: { more: keyword(['more']) }, nextStates: { more: 'wait' } },
  },
}

test('an event comes after a failed call, where a state handles one, and once for those of the whole flow', () => {
  const told = flowPaths(delivery, { coverage: 'transitions' })
  const goals = told.covered.filter((goal) => goal.kind === 'mishap' && goal.what === 'event')
  expect(goals.map(describeGoal)).toEqual(['wait: an event comes after a failed call', 'sent: an event comes after a failed call'])
  expect(told.uncovered).toEqual([])
  const whole = compileFlow(delivery)
  for (const path of told.paths) runPath(whole, path)
  const { wait } = JSON.parse(JSON.stringify(whole.config.states))
  const config = { ...whole.config, states: { ...whole.config.states, wait: withOn(wait, 'failed', 'parcel.sent') } }
  const deaf = machineFromConfig(JSON.parse(JSON.stringify(config)), whole.implementations)
  expect(() => told.paths.forEach((path) => void runPath(deaf, path))).toThrow(PathMismatchError)
})

type Node = { readonly on?: object; readonly states: Record<string, Node>; readonly invoke: { readonly onDone: readonly object[] } }

function withOn(node: Node, substate: string, event: string): object {
  const inner = node.states[substate]
  return { ...node, states: { ...node.states, [substate]: { ...inner, on: { ...inner?.on, [event]: [] } } } }
}

function withoutEmpty(node: Node): object {
  const { responding } = node.states
  const onDone = responding?.invoke.onDone.filter((way) => !JSON.stringify(way).includes('replyUnusable'))
  return { ...node, states: { ...node.states, responding: { ...responding, invoke: { ...responding?.invoke, onDone } } } }
}
