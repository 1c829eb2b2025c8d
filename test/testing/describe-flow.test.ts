import { type Conversation, type ConversationFlow, keyword, openConversation } from 'talkchart'
import { type DescribeFlowOptions, describeFlow, type PropertyViolation, runPath } from 'talkchart/testing'
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
function collected(flow: ConversationFlow, options: DescribeFlowOptions = {}) {
  const tests: (readonly [name: string, body: () => void | Promise<void>])[] = []
  const suites: string[] = []
  describeFlow(flow, {
    ...options,
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

test('each property that counts is a test, whose error shows the talk that breaks it and has its path', () => {
  const properties = {
    'ends-once': { atMost: 1, of: { end: true } },
    'end-needs-no': { never: { state: 'end' }, until: 'missed' },
  } as const
  const tests = collected(
    {
      ...lonely,
      states: { ...lonely.states },
      properties: { ...properties, known: { never: 'ask' } },
      metadata: { allow: ['property:known'] },
      prove: ['never-entered'],
    },
    { prove: true },
  ).tests
  const byName = new Map(tests.map(([name, body]) => [name, body]))
  expect([...byName.keys()].filter((name) => name.startsWith('holds: '))).toEqual([
    'holds: ends-once',
    'holds: end-needs-no',
    'holds: known',
    'holds: never-entered: ask',
    'holds: never-entered: end',
    'holds: never-entered: island',
  ])
  for (const name of ['ends-once', 'known', 'never-entered: end']) expect(byName.get(`holds: ${name}`)).not.toThrow()
  expect(byName.get('holds: never-entered: island')).toThrow('The property "never-entered: island" does not hold')
  const violation = thrownBy(byName.get('holds: end-needs-no'))
  expect(violation.message).toBe(`The property "end-needs-no" does not hold: never end, until missed
  bot   Yes?
  user  "yes"  ask → end → (completed)   ← never end, until missed
  bot   Bye.`)
  expect(violation.path).not.toBeNull()
  if (violation.path !== null) runPath(lonely, violation.path)
})

function thrownBy(body: (() => void | Promise<void>) | undefined): PropertyViolation {
  try {
    void body?.()
  } catch (error) {
    return error as PropertyViolation
  }
  throw new Error('Nothing was thrown.')
}

test('without a test runner it says how to give one', () => {
  expect(() => describeFlow(greeting)).toThrow('describeFlow(flow, { describe, test })')
})
