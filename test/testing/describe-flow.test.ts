import { type Conversation, type ConversationFlow, keyword, openConversation } from 'talkchart'
import { describeFlow } from 'talkchart/testing'
import { describe, expect, test } from 'vitest'
import { flow as greeting } from '../../machines/simple_greeting.js'

describeFlow(greeting, { describe, test })

describeFlow(greeting, {
  describe,
  test,
  coverage: 'transitions',
  driver: () => {
    let conversation: Conversation | undefined
    return {
      start: async ({ model }) => {
        conversation = await openConversation({ flow: greeting, model })
      },
      send: async (utterance) => {
        await conversation?.send(utterance)
      },
      state: () => conversation?.state ?? '',
    }
  },
})

/** Collects what a suite would run. */
function collected(flow: ConversationFlow) {
  const tests: (readonly [name: string, body: () => void | Promise<void>])[] = []
  const suites: string[] = []
  describeFlow(flow, {
    describe: (name, body) => {
      suites.push(name)
      body()
    },
    test: (name, body) => tests.push([name, body]),
  })
  return { suites, tests }
}

const lonely: ConversationFlow = {
  name: 'lonely',
  initialState: 'ask',
  states: {
    ask: { prompt: { say: 'Yes?' }, transitions: { go: keyword(['yes']) }, nextStates: { go: 'end' } },
    end: { prompt: { say: 'Bye.' } },
    island: { prompt: { say: 'Nobody comes here.' } },
  },
}

test('a suite has a test for each path, named after it', () => {
  const { suites, tests } = collected(greeting)
  expect(suites).toEqual(['the flow simple_greeting'])
  expect(tests.map(([name]) => name)).toContain('greeting: "yes?"')
})

test('a state that nothing leads to fails the suite', () => {
  const [covered] = collected(lonely).tests
  expect(covered?.[0]).toMatch(/^is covered: \d+ of \d+$/)
  expect(covered?.[1]).toThrow('No path shows:\n  state island: No path leads to the state "island".')
})

test('without a test runner it says how to give one', () => {
  expect(() => describeFlow(greeting)).toThrow('describeFlow(flow, { describe, test })')
})
