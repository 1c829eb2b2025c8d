import { always, context, defineFlow, extract, keyword } from 'talkchart'
import { coverage, describeFlow, describeStep, flowPaths, PathMismatchError, undrivable } from 'talkchart/testing'
import { describe, expect, test } from 'vitest'

const end = { prompt: { say: 'Goodbye.' } } as const

test('a path has no step after its end', () => {
  const flow = defineFlow({
    name: 'short',
    initialState: 'a',
    states: {
      a: { prompt: { say: 'A?' }, maxLoops: 2, transitions: { on: always() }, nextStates: { on: 'b' } },
      b: {
        prompt: { say: 'B?' },
        maxLoops: 1,
        transitions: { again: keyword(['again', 'more', 'once more']), stop: always() },
        nextStates: { again: 'a', stop: 'done' },
      },
      done: end,
    },
  })
  for (const { steps } of flowPaths(flow).paths) {
    expect(steps.slice(0, -1).filter(({ expected }) => expected.outcome !== null)).toEqual([])
  }
})

test('the limit of every topic that goes back by itself is met', () => {
  const topics = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']
  const flow = {
    name: 'topics',
    initialState: 'menu',
    states: {
      menu: {
        prompt: { say: 'Which?' },
        maxLoops: 3,
        transitions: Object.fromEntries(topics.map((topic) => [topic, keyword([topic])])),
        nextStates: Object.fromEntries(topics.map((topic) => [topic, `about_${topic}`])),
      },
      ...Object.fromEntries(topics.map((topic) => [`about_${topic}`, { prompt: { say: topic }, advanceTo: 'menu' }])),
    },
  }
  expect(flowPaths(flow).uncovered).toEqual([])
})

test('a limit is named after the state whose limit it is', () => {
  const flow = {
    name: 'card',
    initialState: 'menu',
    states: {
      menu: {
        prompt: { say: 'Pay?' },
        transitions: { pay: keyword(['pay']), quit: keyword(['quit']) },
        nextStates: { pay: 'card', quit: 'bye' },
      },
      card: { prompt: { say: 'Declined.' }, advanceTo: 'menu', maxLoops: 2, onLimit: 'person' },
      person: end,
      bye: end,
    },
  }
  const { paths, uncovered } = flowPaths(flow)
  expect(uncovered).toEqual([])
  expect(paths.flatMap(({ shows }) => shows)).toContain('card: maxLoops is reached, coming from menu → person')
})

test('what a verbatim reply exercises is shown', () => {
  const flow = defineFlow({
    name: 'lookup',
    initialState: 'ask',
    states: {
      ask: { prompt: { say: 'Shall I look?' }, transitions: { yes: keyword(['yes']) }, nextStates: { yes: 'look' } },
      look: {
        invoke: { src: 'find' },
        prompt: { say: 'Let me see.' },
        transitionsOn: 'reply',
        transitions: { missing: context('found', { equals: false }), other: always() },
        nextStates: { missing: 'sorry', other: 'done' },
      },
      sorry: end,
      done: end,
    },
  })
  expect(flowPaths(flow).uncovered).toEqual([])
})

test('ways that a catch-all leaves to nobody are not asked for', async () => {
  const flow = {
    name: 'free',
    initialState: 'ask',
    noMatch: { max: 1, to: 'done' },
    transitionOrder: 'declared',
    states: { ask: { prompt: { say: '?' }, transitions: { given: always() }, nextStates: { given: 'done' } }, person: end, done: end },
    globalTransitions: { person: keyword(['person']) },
    globalNextStates: { person: 'person' },
  } as const
  expect(flowPaths(flow).uncovered.map(({ description }) => description)).toEqual(['state person'])
  expect((await coverage(flow, [])).items.map(({ description }) => description)).toEqual([
    'state ask',
    'state person',
    'state done',
    'ask → done (given)',
    'ask: given, anything',
  ])
})

test('coverage counts the way through an actor that has failed', async () => {
  const flow = defineFlow({
    name: 'paying',
    initialState: 'ask',
    states: {
      ask: { prompt: { say: 'Pay?' }, transitions: { pay: keyword(['pay']) }, nextStates: { pay: 'charge' } },
      charge: { invoke: { src: 'charge', onError: 'sorry' }, prompt: { say: 'Paid.' } },
      sorry: end,
    },
  })
  const messages = [
    { role: 'assistant', text: 'Pay?', state: 'ask' },
    { role: 'user', text: 'pay', state: 'ask' },
    { role: 'assistant', text: 'Goodbye.', state: 'sorry' },
  ] as const
  const { states, transitions } = await coverage(flow, [{ id: '1', messages }])
  expect([states, transitions]).toEqual([
    { covered: 3, total: 3 },
    { covered: 2, total: 2 },
  ])
})

describe('an extraction of the flow’s own', () => {
  const flow = defineFlow({
    name: 'own',
    initialState: 'ask',
    states: {
      ask: {
        prompt: { say: 'How many?' },
        extract: extract({ run: ({ text }) => ({ count: text.length }) }),
        transitions: { some: context('count', { exists: true }) },
        nextStates: { some: 'done' },
      },
      done: end,
    },
  })
  const steps = flowPaths(flow).paths.flatMap((path) => path.steps.map(({ step }) => describeStep(step)))

  test('is not told as an answer of the model', () => {
    expect(steps.filter((step) => step.startsWith('extract.run gives')).length).toBeGreaterThan(0)
    expect(steps.filter((step) => step.startsWith('the model'))).toEqual([])
  })

  test('can not be driven from outside', () => {
    const reasons = flowPaths(flow).paths.map((path) => undrivable(path))
    expect(reasons).toContain("It scripts the flow's own `extract.run`.")
  })
})

test('kept paths show that a target has changed', async () => {
  const flow = (target: string) => ({
    name: 'kept',
    initialState: 'ask',
    states: { ask: { prompt: { say: '?' }, transitions: { go: keyword(['go']) }, nextStates: { go: target } }, done: end, other: end },
  })
  const { paths } = flowPaths(flow('done'))
  const outcomes: unknown[] = []
  describeFlow(flow('other'), {
    paths,
    describe: (_name, body) => body(),
    test: (_name, body) => {
      try {
        outcomes.push(body())
      } catch (error) {
        outcomes.push(error)
      }
    },
  })
  expect(outcomes.some((outcome) => PathMismatchError.isInstance(outcome))).toBe(true)
})

test('titles are cut between names and words', () => {
  const names = Array.from({ length: 12 }, (_, position) => `a_rather_long_name_${position}`)
  const flow = {
    name: 'long',
    initialState: names[0] ?? '',
    states: {
      ...Object.fromEntries(
        names.map((name, position) => [
          name,
          {
            prompt: { say: '?' },
            transitions: { go: keyword([`forward_${position}`]) },
            nextStates: { go: names[position + 1] ?? 'done' },
          },
        ]),
      ),
      done: end,
    },
  }
  const [title = ''] = flowPaths(flow)
    .paths.map((path) => path.title)
    .filter((each) => each.includes('…'))
  const way = title.split(': ')[0] ?? ''
  expect(
    way
      .replace(/ \(\w+\)$/, '')
      .split(' → ')
      .filter((name) => name !== '…' && name !== 'done' && !names.includes(name)),
  ).toEqual([])
})
