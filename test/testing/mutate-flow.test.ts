import { affirm, all, any, type ConversationFlow, compileFlow, deny, keyword, not, sentiment, unsure } from 'talkchart'
import { type ExpectedState, flowPaths, mutateFlow, PathMismatchError, runPath } from 'talkchart/testing'
import { describe, expect, test, vi } from 'vitest'
import { flow as support } from '../../machines/save_and_resume.js'
import { flow as greeting } from '../../machines/simple_greeting.js'
import { mutantsOf } from '../../src/testing/mutation/mutants-of.js'

/** Two ways that words decide, misses that count, a way back, an end. */
const shop: ConversationFlow = {
  name: 'shop',
  initialState: 'ask',
  maxLoops: 3,
  states: {
    ask: {
      prompt: { say: 'What is it about?' },
      transitions: { refund: keyword(['refund', 'money back']), card: keyword(['card', 'credit']) },
      nextStates: { refund: 'refund', card: 'card' },
      noMatch: { max: 1, to: 'person', prompt: { say: 'A refund, or a card?' } },
    },
    refund: {
      prompt: { say: 'The refund is on its way. Anything else?' },
      transitions: { more: keyword(['yes']) },
      nextStates: { more: 'ask' },
    },
    card: { prompt: { say: 'Your card is locked.' } },
    person: { prompt: { say: 'A person will call.' } },
    lost: { prompt: { say: 'Nobody comes here.' }, transitions: { on: keyword(['on']) }, nextStates: { on: 'card' } },
  },
}

/** An entry that decides on the data at once, so that a first step passes more than one state. */
const decides: ConversationFlow = {
  name: 'decides',
  initialState: 'first',
  initialContext: { known: false },
  states: {
    first: { prompt: { say: 'Hello.' }, advanceTo: 'choose' },
    choose: {
      transitionsOn: 'entry',
      transitions: { known: { type: 'context', path: 'known', test: { equals: true } }, other: { type: 'always' } },
      nextStates: { known: 'back', other: 'new' },
    },
    back: { prompt: { say: 'Welcome back.' } },
    new: { prompt: { say: 'Are you new?' }, transitions: { yes: keyword(['yes', 'sure']) }, nextStates: { yes: 'back' } },
  },
}

/** Paths that show less than all there is. */
const few = flowPaths(shop, { coverage: 'transitions' }).paths
const report = mutateFlow(shop)
const weak = mutateFlow(shop, { paths: few })

function verdictOf(state: string, description: string, { mutants } = report) {
  return mutants.find((mutant) => mutant.state === state && mutant.description === description)
}

test.each([
  ['ask', 'refund: leads to card', 'killed'],
  ['ask', 'card dropped', 'killed'],
  ['ask', 'refund: keyword "money back" dropped', 'killed'],
  ['ask', 'noMatch.max 2', 'killed'],
  ['ask', 'noMatch.prompt dropped', 'killed'],
  ['card', "another state's prompt", 'killed'],
  ['ask', 'card before refund', 'killed'],
  ['refund', 'more: ignoreNegated true', 'killed'],
  ['ask', 'card: match word', 'killed'],
  ['lost', 'on: leads to person', 'equivalent'],
])('a mutant of %s (%s) is %s', (state, description, verdict) => {
  expect(verdictOf(state, description)?.verdict).toBe(verdict)
})

test.each([
  ['ask', 'refund: leads to card', 'killed'],
  ['ask', 'card before refund', 'survived'],
  ['refund', 'more: ignoreNegated true', 'survived'],
])('where paths show only the ways, a mutant of %s (%s) is %s', (state, description, verdict) => {
  expect(verdictOf(state, description, weak)?.verdict).toBe(verdict)
})

test('the score is of those that are not equivalent, and unknown ones count as survived', () => {
  const counted = report.mutants.filter(({ verdict }) => verdict !== 'equivalent')
  const killed = counted.filter(({ verdict }) => verdict === 'killed')
  expect(report.score).toBeCloseTo((100 * killed.length) / counted.length)
  expect(report.score).toBeGreaterThan(95)
  expect(weak.score).toBeLessThan(report.score)
})

test('the paths of a ready flow find each of its mutants', () => {
  const { score, mutants } = mutateFlow(support)
  expect(mutants.filter(({ verdict }) => verdict !== 'killed' && verdict !== 'equivalent').map(({ description }) => description)).toEqual(
    [],
  )
  expect(score).toBe(100)
  expect(mutants.length).toBeGreaterThan(70)
})

test('calls, choices, silences and limits are changed, too', () => {
  const asking = { prompt: { say: 'Which?' }, collect: ['size'], advanceTo: 'sized' }
  const flow: ConversationFlow = {
    name: 'asking',
    initialState: 'size',
    fields: { size: { ask: { say: 'Which size?' }, from: { choices: { small: ['small', 'little'], large: ['large'] } } } },
    timeout: { seconds: 60, to: 'bye', max: 1 },
    maxLoops: 2,
    flows: { ask: { states: { first: { prompt: { say: 'First.' } } } }, other: { states: { second: { prompt: { say: 'Second.' } } } } },
    states: {
      size: { ...asking, onLimit: 'bye' },
      sized: { call: 'ask', nextStates: { first: 'size' } },
      bye: { prompt: { say: 'Bye.' } },
    },
  }
  const changes = [...mutantsOf(flow)].map(({ operator, state, description }) => [operator, state, description])
  expect(changes).toEqual(
    expect.arrayContaining([
      ['call', 'sized', 'calls other'],
      ['choice-word', null, 'size: small without "little"'],
      ['timeout', null, 'timeout dropped'],
      ['timeout', null, 'timeout.max 2'],
      ['timeout', null, 'timeout.to size'],
      ['limit-target', 'size', 'onLimit dropped'],
    ]),
  )
})

test('the missing test of a survivor holds on the flow and breaks on the mutant, wherever one is found', () => {
  const survivors = weak.mutants.filter(({ verdict }) => verdict === 'survived')
  const flows = [...mutantsOf(shop)]
  expect(survivors.length).toBeGreaterThan(2)
  for (const { missing, state, description } of survivors) {
    const mutant = flows.find((other) => other.state === state && other.description === description)
    if (missing === null || mutant === undefined) throw new Error(`${description}: nothing is missing.`)
    runPath(shop, missing)
    expect(() => runPath(mutant.flow, missing)).toThrow(PathMismatchError)
  }
})

test('however long the work takes, no conversation grows too old by it', () => {
  const flow: ConversationFlow = { ...shop, timeoutSeconds: 60, onLimit: 'person' }
  const options = { only: 'ask', operators: ['transition', 'misses'] } as const
  const { paths } = flowPaths(flow)
  const { mutants } = mutateFlow(flow, { ...options, paths })
  let now = Date.now()
  const clock = vi.spyOn(Date, 'now').mockImplementation(() => (now += 61_000))
  expect(flowPaths(flow).paths).toEqual(paths)
  for (const path of paths) runPath(flow, path)
  expect(mutateFlow(flow, { ...options, paths }).mutants).toEqual(mutants)
  clock.mockRestore()
})

test.each([
  [
    { only: 'refunds' },
    'unknown-state',
    'Nothing can be changed in the state "refunds": the flow "shop" has no such state. Did you mean "refund"?',
  ],
  [{ only: 'toString' }, 'unknown-state', 'the flow "shop" has no such state.'],
  [{ operators: ['targets' as 'target'] }, 'invalid-option', 'found "targets". Did you mean "target"?'],
])('who asks for what there is not (%j) is told so', (options, code, message) => {
  expect(() => mutateFlow(shop, { paths: [], ...options })).toThrow(
    expect.objectContaining({ code, message: expect.stringContaining(message) }),
  )
})

test('paths that lead elsewhere on the flow itself are refused: they would seem to find every change', () => {
  const [path] = flowPaths(shop).paths
  if (path === undefined) throw new Error('There is no path.')
  const stale = { ...path, start: { ...path.start, state: 'card' } }
  expect(() => mutateFlow(shop, { paths: [stale] })).toThrow(PathMismatchError)
})

test('a missing test that is added to the paths kills its mutant', () => {
  const { missing } = verdictOf('ask', 'card before refund', weak) ?? {}
  if (missing == null) throw new Error('Nothing is missing.')
  const { mutants } = mutateFlow(shop, { paths: [...few, missing], only: 'ask', operators: ['order'] })
  expect(mutants.map(({ verdict }) => verdict)).toEqual(['killed'])
})

test('what a state does after many misses is told apart by as many', () => {
  const { paths } = flowPaths(shop, { coverage: 'states' })
  const unmissed = paths.filter(({ steps }) => !steps.some(({ expected }) => expected.state === 'person'))
  const { mutants } = mutateFlow(shop, { paths: unmissed, only: 'ask', operators: ['miss-target'] })
  expect(mutants.map(({ verdict }) => verdict)).toContain('survived')
  expect(mutants.map(({ verdict }) => verdict)).not.toContain('unknown')
  for (const { missing } of mutants) if (missing !== null) runPath(shop, missing)
})

/** Sizes are never inflected; a yes and a no never come together; of two desks the longer words decide. */
const sizes: ConversationFlow = {
  name: 'sizes',
  initialState: 'size',
  states: {
    size: {
      prompt: { say: 'Small or large?' },
      transitions: { small: keyword(['small']), large: keyword(['large']) },
      nextStates: { small: 'sure', large: 'sure' },
    },
    sure: {
      prompt: { say: 'Are you sure?' },
      transitions: { forget: keyword(['forget it']), no: deny(), yes: affirm() },
      nextStates: { forget: 'desk', no: 'size', yes: 'desk' },
    },
    desk: {
      prompt: { say: 'What is it?' },
      transitions: { technical: keyword(['error', 'stopped working']), billing: keyword(['bill', 'error on my bill']) },
      nextStates: { technical: 'done', billing: 'size' },
    },
    done: { prompt: { say: 'Done.' } },
  },
}

/** Answers beside keywords that they hold for, and a mood that hesitation takes back. */
const leads: ConversationFlow = {
  name: 'leads',
  initialState: 'ask',
  states: {
    ask: {
      prompt: { say: 'Shall we begin?' },
      transitions: {
        away: all(sentiment('negative', { threshold: 0.7 }), not(any(keyword(['maybe', 'think about it']), unsure()))),
        begin: any(affirm(), keyword(['ready', 'go on'], { ignoreNegated: true })),
      },
      nextStates: { away: 'bye', begin: 'begun' },
    },
    begun: { prompt: { say: 'Good.' } },
    bye: { prompt: { say: 'Bye.' } },
  },
}

test('a keyword that an answer takes, too, and what a mood is not to be, are said so that they decide alone', () => {
  const { mutants, score } = mutateFlow(leads, { only: 'ask' })
  const verdictsOf = (description: string) => mutants.filter((each) => each.description === description).map(({ verdict }) => verdict)
  expect(verdictsOf('begin: keyword "ready" dropped')).toEqual(['killed'])
  expect(verdictsOf('begin: keyword "go on" dropped')).toEqual(['killed'])
  expect(verdictsOf('begin: affirm dropped from any')).toEqual(['killed'])
  expect(verdictsOf('away: unsure dropped from any')).toEqual(['killed'])
  expect(verdictsOf('away: keyword "think about it" dropped')).toEqual(['killed'])
  expect(verdictsOf('away: ignoreNegated true')).toEqual(['killed'])
  expect(score).toBeGreaterThan(95)
})

test('words are said in forms that people write, or in none', () => {
  const said = flowPaths(sizes).paths.flatMap(({ steps }) => steps.flatMap(({ step }) => (step.type === 'message' ? [step.text] : [])))
  expect(said.filter((text) => /smalls|smalling|smalled|larges|larging|larged|\bqu|qu\b/.test(text))).toEqual([])
  expect(said).toContain('bills')
})

test.each([
  ['sure', 'order', 'no before forget', 'equivalent'],
  ['sure', 'order', 'yes before no', 'equivalent'],
  ['desk', 'keyword', 'billing: keyword "error on my bill" dropped', 'killed'],
] as const)('in %s the change of %s (%s) is %s', (only, operator, description, verdict) => {
  const { mutants } = mutateFlow(sizes, { only, operators: [operator] })
  expect(mutants.find((mutant) => mutant.description === description)?.verdict).toBe(verdict)
})

test('paths that were kept without words and states passed still run, and tell other words apart only by the side', () => {
  const kept = flowPaths(shop).paths.map((path) => ({
    ...path,
    start: unworded(path.start),
    steps: path.steps.map(({ step, expected }) => ({ step, expected: unworded(expected) })),
  }))
  for (const path of kept) runPath(shop, path)
  const { mutants } = mutateFlow(shop, { paths: kept, only: 'ask', operators: ['miss-prompt'] })
  expect(mutants.map(({ verdict }) => verdict)).toEqual(['said'])
})

function unworded({ entered: _, said: __, ...expected }: ExpectedState): ExpectedState {
  return expected
}

describe('the kills are those of whole paths', () => {
  test.each([shop, decides, greeting])('in $name', (flow) => {
    const { paths } = flowPaths(flow)
    const fast = mutateFlow(flow, { paths }).mutants.filter(({ verdict }) => verdict === 'killed')
    const slow = [...mutantsOf(flow)].filter((mutant) => isKilled(mutant.flow, paths))
    expect(fast.map(({ state, description }) => [state, description])).toEqual(slow.map(({ state, description }) => [state, description]))
  })
})

/** A mutant that does not compile is none. */
function isKilled(mutant: ConversationFlow, paths: ReturnType<typeof flowPaths>['paths']): boolean {
  const machine = compiled(mutant)
  if (machine === undefined) return false
  try {
    for (const path of paths) runPath(machine, path)
    return false
  } catch (error) {
    if (PathMismatchError.isInstance(error)) return true
    throw error
  }
}

function compiled(flow: ConversationFlow) {
  try {
    return compileFlow(flow)
  } catch {
    return undefined
  }
}
