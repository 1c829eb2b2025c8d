import { getShortestPaths, getSimplePaths } from '@xstate/graph'
import {
  type ConversationFlow,
  type ConversationMachine,
  compileFlow,
  context,
  defineFlow,
  extract,
  keyword,
  machineFromConfig,
  not,
  select,
} from 'talkchart'
import { traversalOptions } from 'talkchart/testing'
import { describe, expect, test } from 'vitest'
import { readyFlows } from './ready-flows.js'

/** The state values that a traversal can come to, as `state.substate`. */
function placesIn(machine: ConversationMachine): readonly string[] {
  return Object.entries(machine.config.states ?? {}).flatMap(([name, { states }]) =>
    states === undefined ? [name] : Object.keys(states).map((substate) => JSON.stringify({ [name]: substate })),
  )
}

function placesReached(machine: ConversationMachine): ReadonlySet<string> {
  const paths = getShortestPaths(machine, traversalOptions(machine))
  return new Set(paths.map(({ state: { value } }) => (typeof value === 'string' ? value : JSON.stringify(value))))
}

describe.each(readyFlows)('the machine of %s', (_name, flow) => {
  const machine = compileFlow(flow)
  let places: ReadonlySet<string> | undefined
  const reachedOnce = () => (places ??= placesReached(machine))

  test('is walked to every place by shortest paths, but for limits, which take cycles', () => {
    const reached = reachedOnce()
    // Nobody rests where a digression comes back, where fields are read, or where a state has said all: the flow goes on at once.
    const isPassing = (place: string) => place === '$resume' || /"(?:collecting|spoken)"/.test(place)
    expect(placesIn(machine).filter((place) => !reached.has(place) && place !== '$limit' && !isPassing(place))).toEqual([])
  })

  test('is walked alike when it comes from JSON', () => {
    const again = machineFromConfig(JSON.parse(JSON.stringify(machine.config)), machine.implementations)
    expect([...placesReached(again)]).toEqual([...reachedOnce()])
  })
})

const small: ConversationFlow = defineFlow({
  name: 'small',
  initialState: 'ask',
  initialContext: { plan: 'free' },
  states: {
    ask: {
      prompt: { say: 'What is it?' },
      extract: extract({ fields: { plan: { type: 'string' } } }),
      transitions: { paid: context('plan', { equals: 'pro' }), pick: keyword(['pick']) },
      nextStates: { paid: 'fetch', pick: select({ candidates: ['fetch', 'bye'] }) },
      timeout: { seconds: 60, to: 'bye' },
    },
    fetch: {
      prompt: { say: 'Here it is.' },
      invoke: { src: 'fetchIt', onError: 'sorry' },
      transitions: { thanks: not(keyword(['more'])) },
      nextStates: { thanks: 'bye' },
      noMatch: { max: 1, to: 'ask' },
    },
    sorry: { prompt: { say: 'That went wrong.' }, advanceTo: 'bye' },
    bye: { prompt: { say: 'Bye!' } },
  },
})

test('extracted data, choices, actors, timeouts and misses are walked', () => {
  const machine = compileFlow(small)
  const reached = placesReached(machine)
  // Between two moments, not moments of their own; and the actor's failure leads elsewhere.
  const passing = ['{"sorry":"spoken"}', '{"bye":"spoken"}', '{"fetch":"failed"}']
  expect(placesIn(machine).filter((place) => !reached.has(place) && !passing.includes(place))).toEqual(['$limit'])
})

test('simple paths end on a small machine', () => {
  const machine = compileFlow(small)
  expect(getSimplePaths(machine, traversalOptions(machine)).length).toBeGreaterThan(10)
})

test('a traversal past its limit is given up', () => {
  const machine = compileFlow(small)
  expect(() => getShortestPaths(machine, traversalOptions(machine, { limit: 5 }))).toThrow('Traversal limit exceeded')
})
