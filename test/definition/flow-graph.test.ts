import fc from 'fast-check'
import { expect, test } from 'vitest'
import { always, keyword } from '../../src/conditions/index.js'
import { type ConversationFlow, defineFlow, flowEdges, select, statesOnCycles } from '../../src/definition/index.js'

const written = (flow: ConversationFlow) =>
  flowEdges(flow).map(({ from, to, kind, name }) => `${from} -${kind}${name === undefined ? '' : `:${name}`}-> ${to}`)

test('every edge of a flow', () => {
  const flow = defineFlow({
    name: 'edges',
    initialState: 'ask',
    states: {
      ask: {
        prompt: { say: 'Ask' },
        transitions: { yes: keyword(['yes']), other: always() },
        nextStates: { yes: 'work', other: select({ candidates: ['ask', 'bye'] }) },
        noMatch: { max: 1, to: 'bye' },
        timeout: { seconds: 9, to: 'bye' },
        maxLoops: 3,
      },
      work: { prompt: { say: 'Work' }, invoke: { src: 'work', onError: 'sorry' }, advanceTo: 'ask' },
      sorry: { prompt: { say: 'Sorry' }, advanceTo: 'bye' },
      bye: { prompt: { say: 'Bye' } },
    },
    globalTransitions: { stop: keyword(['stop']) },
    globalNextStates: { stop: 'bye' },
    onLimit: 'bye',
  })
  expect(written(flow)).toEqual([
    'ask -transition:yes-> work',
    'ask -transition:other-> ask',
    'ask -transition:other-> bye',
    'ask -global:stop-> bye',
    'ask -noMatch-> bye',
    'ask -timeout-> bye',
    'ask -limit-> bye',
    'work -advance-> ask',
    'work -error-> sorry',
    'work -limit-> bye',
    'sorry -advance-> bye',
  ])
  expect([...statesOnCycles(flow)]).toEqual(['ask', 'work'])
})

test('a digression and the way back from it bring nobody round', () => {
  const flow = defineFlow({
    name: 'aside',
    initialState: 'ask',
    states: {
      ask: { prompt: { say: 'Ask' }, transitions: { on: always() }, nextStates: { on: 'more' } },
      more: { prompt: { say: 'More' }, transitions: { again: always() }, nextStates: { again: 'more' } },
    },
    flows: { hours: { states: { told: { prompt: { say: 'Nine to five.' } } } } },
    globalTransitions: { hours: keyword(['hours']) },
    globalNextStates: { hours: { call: 'hours' } },
    maxLoops: 2,
  })
  expect([...statesOnCycles(flow)]).toEqual(['more'])
})

test('a limit of the whole conversation is met wherever something happens', () => {
  const flow = defineFlow({
    name: 'limits',
    initialState: 'ask',
    states: {
      ask: { prompt: { say: 'Ask' }, transitions: { on: always() }, nextStates: { on: 'told' } },
      told: { prompt: { instruct: 'Tell' } },
      bye: { prompt: { say: 'Bye' } },
    },
    maxTurns: 5,
    onLimit: 'bye',
  })
  expect(written(flow)).toEqual(['ask -transition:on-> told', 'ask -limit-> bye', 'told -limit-> bye'])
})

test('a state without edges of its own has none because of the flow', () => {
  const flow = defineFlow({
    name: 'quiet',
    initialState: 'only',
    states: { only: { prompt: { say: 'Hello' } } },
    noMatch: { to: 'only' },
    globalTransitions: { stop: always() },
    globalNextStates: { stop: 'only' },
  })
  expect(written(flow)).toEqual([])
})

/** A flow of these advances; what `advanceTo` can not say, a select says. */
function flowOf(successors: readonly (readonly number[])[]): ConversationFlow {
  const states = successors.map((targets, position) => {
    const next = select({ candidates: targets.map((target) => `s${target}`) })
    return [`s${position}`, { prompt: { say: 'x' }, transitions: { next: always() }, nextStates: { next } }] as const
  })
  return { name: 'made', initialState: 's0', states: Object.fromEntries(states) }
}

const graphs = fc
  .integer({ min: 1, max: 8 })
  .chain((size) => fc.array(fc.uniqueArray(fc.nat(size - 1), { maxLength: 3 }), { minLength: size, maxLength: size }))

test('a state is on a cycle when, and only when, it can be reached from itself', () => {
  fc.assert(
    fc.property(graphs, (successors) => {
      const reachable = (start: number) => {
        const seen = new Set<number>()
        const waiting = [...(successors[start] ?? [])]
        for (const node of waiting) {
          if (seen.has(node)) continue
          seen.add(node)
          waiting.push(...(successors[node] ?? []))
        }
        return seen
      }
      const expected = successors.flatMap((_, position) => (reachable(position).has(position) ? [`s${position}`] : []))
      expect([...statesOnCycles(flowOf(successors))].sort()).toEqual(expected)
    }),
  )
})

test('a chain of twenty thousand states does not overflow the stack', () => {
  const size = 20_000
  const flow = flowOf(Array.from({ length: size }, (_, position) => [(position + 1) % size]))
  expect(statesOnCycles(flow).size).toBe(size)
})
