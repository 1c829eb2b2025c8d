import fc from 'fast-check'
import { type Conversation, type ConversationFlow, keyword, openConversation } from 'talkchart'
import { drivePath, flowPaths, type PathDriver, PathMismatchError, undrivable } from 'talkchart/testing'
import { describe, expect, test } from 'vitest'
import { runsOr } from '../runs.js'
import { seedOfTest } from '../seed.js'
import { readyFlows } from './ready-flows.js'
import { readyPaths } from './ready-paths.js'

/** Walks on a whole conversation, with its store and its model calls, as an application has it. */
function conversationDriver(flow: ConversationFlow): PathDriver {
  let conversation: Conversation | undefined
  let heard = 0
  const spoken = () => (conversation?.messages ?? []).flatMap(({ role, text }) => (role === 'assistant' ? [text] : []))
  const asked = async (ask: () => Promise<unknown> | undefined) => {
    heard = spoken().length
    await ask()
  }
  return {
    async start({ model, data }) {
      conversation = await openConversation({ flow, model, data })
    },
    send: (utterance) => asked(() => conversation?.send(utterance)),
    notify: (event, payload) => asked(() => conversation?.notify(event, payload)),
    retry: () => asked(() => conversation?.retry()),
    state: () => conversation?.state ?? '',
    said: () => spoken().slice(heard),
    async stop() {
      await conversation?.close()
    },
  }
}

describe.each(readyFlows)('conversations of %s', (name, flow) => {
  test('go where the paths say', async () => {
    const drivable = readyPaths(name, 'transitions').paths.filter((path) => undrivable(path) === undefined)
    // A machine replays them all elsewhere; whole conversations take longer, and each run takes others.
    const count = Math.min(drivable.length, runsOr(40))
    const some = fc.shuffledSubarray(drivable, { minLength: count, maxLength: count })
    const [paths = []] = fc.sample(some, { numRuns: 1, seed: seedOfTest() })
    for (const path of paths) await drivePath(path, conversationDriver(flow))
    expect(paths.length).toBeGreaterThan(0)
  })
})

test('a conversation that goes elsewhere is told of, with the step', async () => {
  const [, flow] = readyFlows.find(([name]) => name === 'support_routing') ?? []
  if (flow === undefined) throw new Error('The flow is gone.')
  const path = readyPaths('support_routing').paths.find(({ steps }) => steps.at(-1)?.expected.state === 'billing_support')
  if (path === undefined) throw new Error('No path leads to billing.')
  const broken: ConversationFlow = {
    ...flow,
    states: { ...flow.states, greeting: { ...flow.states['greeting'], nextStates: ELSEWHERE } },
  }
  await expect(drivePath(path, conversationDriver(broken))).rejects.toThrow(PathMismatchError)
  await expect(drivePath(path, conversationDriver(broken))).rejects.toThrow('expected: state "billing_support"')
})

const ELSEWHERE = { technical: 'tech_support', billing: 'general_help', general: 'general_help' }

test('a conversation that says something else is told of, where the driver knows what was said', async () => {
  const path = flowPaths(greeter).paths.find(({ steps }) => steps.length > 0)
  if (path === undefined) throw new Error('There is no path with a step.')
  const broken: ConversationFlow = { ...greeter, states: { ...greeter.states, bye: { prompt: { say: 'Farewell.' } } } }
  const { said: _, ...deaf } = conversationDriver(broken)
  await drivePath(path, deaf)
  await expect(drivePath(path, conversationDriver(broken))).rejects.toThrow('says ["Farewell."]')
})

const greeter: ConversationFlow = {
  name: 'greeter',
  initialState: 'hello',
  states: {
    hello: { prompt: { say: 'Hello.' }, transitions: { leave: keyword(['bye']) }, nextStates: { leave: 'bye' } },
    bye: { prompt: { say: 'Bye.' } },
  },
}
