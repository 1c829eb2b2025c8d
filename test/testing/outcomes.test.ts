import { type ConversationFlow, context, custom, extract, guard, keyword, llmClassifier } from 'talkchart'
import { flowPaths, PathBudgetError, PathMismatchError, runPath } from 'talkchart/testing'
import { expect, test } from 'vitest'

/** A flow that goes round between two states that speak through the model. */
function round(change: Partial<ConversationFlow>): ConversationFlow {
  return {
    name: 'round',
    initialState: 'here',
    states: {
      here: { prompt: { instruct: 'Here.', say: 'Here.' }, transitions: { go: keyword(['go']) }, nextStates: { go: 'there' } },
      there: { prompt: { instruct: 'There.', say: 'There.' }, transitions: { back: keyword(['back']) }, nextStates: { back: 'here' } },
      stop: { prompt: { say: 'Stop.' } },
    },
    onLimit: 'stop',
    ...change,
  }
}

test.each([
  ['maxLoops', { maxLoops: 3 }],
  ['maxTurns', { maxTurns: 5 }],
  ['timeoutSeconds', { timeoutSeconds: 600 }],
  ['budget', { budget: { tokens: 5000 } }],
  ['budget', { budget: { modelCalls: 4 } }],
])('the limit %s of %o is walked to, and replays', (limit, change) => {
  const flow = round(change)
  const { paths, covered } = flowPaths(flow, { coverage: 'transitions' })
  const met = covered.flatMap((goal) => (goal.kind === 'limit' ? [`${goal.state} ${goal.limit} ${goal.to}`] : []))
  expect(met).toContain(`there ${limit} stop`)
  for (const path of paths) runPath(flow, path)
})

test('failures are walked to, and what follows when the call is made again', () => {
  const { paths } = flowPaths(round({}), { coverage: 'transitions' })
  const types = paths.flatMap(({ steps }) => steps.map(({ step }) => step.type))
  expect(types).toContain('failure')
  expect(types).toContain('retry')
})

const scripted: ConversationFlow = {
  name: 'scripted',
  initialState: 'ask',
  initialContext: { plan: 'free' },
  states: {
    ask: {
      prompt: { say: 'Yes?' },
      extract: extract({ fields: { city: { type: 'string' } } }),
      transitions: {
        open: guard('isOpen', { day: 'monday' }),
        rich: context((data) => data.plan === 'gold'),
        own: custom(async () => false),
        near: context('city', { equals: 'Bern' }),
        paying: context('plan', { equals: 'pro' }),
        angry: llmClassifier({ prompt: 'Angry?', targetClass: 'yes' }),
      },
      nextStates: { open: 'end', rich: 'end', own: 'end', near: 'end', paying: 'end', angry: 'end' },
    },
    end: { prompt: { say: 'Bye.' } },
  },
}

test('guards, functions, data and classes are shown both ways', () => {
  const { paths, uncovered } = flowPaths(scripted)
  expect(uncovered).toEqual([])
  for (const path of paths) runPath(scripted, path)
  expect(paths.some(({ data }) => data['plan'] === 'pro')).toBe(true)
  expect(paths.some(({ steps }) => steps.some(({ step }) => step.type === 'answers' && step.data['city'] === 'Bern'))).toBe(true)
})

test('what can not be shown has its reason', () => {
  const flow: ConversationFlow = {
    ...round({}),
    states: {
      ...round({}).states,
      here: {
        prompt: { say: 'Here.' },
        transitions: { go: keyword(['go']), gone: keyword(['go']) },
        nextStates: { go: 'there', gone: 'stop' },
      },
    },
  }
  expect(flowPaths(flow).uncovered.map(({ description, reason }) => `${description}: ${reason}`)).toEqual([
    'state stop: No path leads to the state "stop".',
    'here → stop (gone): What says "go" ("go") fires "go", which is tried before.',
    'here: gone, says "go": What says "go" ("go") fires "go", which is tried before.',
  ])
})

test('a path that leads elsewhere says which step differs', () => {
  const flow = round({})
  const path = flowPaths(flow, { coverage: 'states' }).paths[0]
  const changed = round({
    states: { ...flow.states, here: { prompt: { say: 'Here.' }, transitions: { go: keyword(['leave']) }, nextStates: { go: 'there' } } },
  })
  if (path === undefined) throw new Error('There is no path.')
  expect(() => runPath(changed, path)).toThrow(PathMismatchError)
  expect(() => runPath(changed, path)).toThrow(
    'At the start\n  expected: state "here", responding, no transition, enters here, says ["Here.\\n\\nHere."]\n  found: state "here", listening',
  )
})

test('past its budget it refuses, and says what to do', () => {
  expect(() => flowPaths(round({}), { maxPaths: 0 })).toThrow(PathBudgetError)
  expect(() => flowPaths(round({}), { maxSteps: 4 })).toThrow('The flow "round" has more than 4 steps to walk. Raise `maxSteps`')
})
