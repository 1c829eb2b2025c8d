import { always, context, custom, defineFlow, keyword } from 'talkchart'
import { analyzeFlow, toMachineSource } from 'talkchart/analysis'
import { machine } from 'talkchart/machines/simple_greeting'
import { describe, expect, test } from 'vitest'

const end = { prompt: { say: 'Goodbye.' } } as const

function found(flow: Parameters<typeof analyzeFlow>[0], code: string) {
  return analyzeFlow(flow).diagnostics.filter((diagnostic) => diagnostic.code === code)
}

function asking(words: readonly string[], more: Parameters<typeof keyword>[1] = {}) {
  return defineFlow({
    name: 'asking',
    initialState: 'ask',
    states: {
      ask: { prompt: { say: 'Yes?' }, transitions: { go: keyword(words, more) }, nextStates: { go: 'done' }, noMatch: { to: 'done' } },
      done: end,
    },
  })
}

describe('an error does not hide the rest', () => {
  const transitions = { back: keyword(['cancel*']), on: keyword(['go']) }

  test('of a cycle without end', () => {
    const flow = {
      name: 'round',
      initialState: 'a',
      states: {
        a: { prompt: { say: 'A' }, advanceTo: 'b' },
        b: { prompt: { say: 'B' }, advanceTo: 'a' },
        c: { prompt: { say: 'C?' }, transitions, nextStates: { back: 'c', on: 'done' } },
        done: end,
      },
    }
    const codes = analyzeFlow(flow).diagnostics.map(({ code }) => code)
    expect(codes).toEqual(expect.arrayContaining(['unbounded-cycle', 'unreachable-state', 'keyword-pattern']))
  })

  test('of a state that is not there, of a prompt and of a condition', () => {
    const flow = {
      name: 'broken',
      initialState: 'a',
      states: {
        a: {
          prompt: { say: 'A {{#x}}' },
          transitions: { ...transitions, lost: keyword([]) },
          nextStates: { back: 'nowhere', on: 'done', lost: 'a' },
        },
        done: end,
      },
    }
    const codes = analyzeFlow(flow).diagnostics.map(({ code }) => code)
    expect(codes).toEqual(
      expect.arrayContaining(['unknown-state', 'invalid-template', 'no-keywords', 'keyword-pattern', 'missing-catch-all']),
    )
  })
})

describe('keywords that look like patterns', () => {
  const patterns = ['refund*', 'behaviou?r', '(cat|dog)', '^hello$', '\\bhi\\b', 'hey.*', 'call * back', '[abc]+', 'yes/no', 'up|down']
  test.each(patterns)('%s is told', (word) => expect(found(asking([word]), 'keyword-pattern')).toHaveLength(1))

  const words = ['24/7', 'c++', 'c#', '#1', '.net', 'e-mail', "don't", '100%', 'where?', 'n/a', '$5', 'at&t', '*', 'a.m.']
  test.each(words)('%s is not', (word) => expect(found(asking([word]), 'keyword-pattern')).toEqual([]))
})

describe('denied keywords', () => {
  test.each(['cancel', 'pay', 'renew', 'go ahead', 'problem', 'received', 'curious', 'arrived'])(
    '%s is warned of before an end',
    (word) => {
      expect(found(asking([word]), 'negated-keyword')).toMatchObject([{ severity: 'warning' }])
    },
  )

  test.each(['catering', 'seed', 'hundred', 'spring', 'banking', 'red', 'do not', "don't call"])('%s is not', (word) => {
    expect(found(asking([word]), 'negated-keyword')).toEqual([])
  })

  const state = (transitions: Record<string, ReturnType<typeof keyword>>) => ({
    name: 'menu',
    initialState: 'menu',
    maxTurns: 9,
    states: {
      menu: {
        prompt: { say: 'Which?' },
        transitions,
        nextStates: Object.fromEntries(Object.keys(transitions).map((name) => [name, name])),
        noMatch: { max: 1, to: 'done' },
      },
      ...Object.fromEntries(
        Object.keys(transitions).map((name) => [
          name,
          {
            prompt: { say: 'So?' },
            transitions: { back: keyword(['back']) },
            nextStates: { back: 'menu' },
            noMatch: { max: 1, to: 'done' },
          },
        ]),
      ),
      done: end,
    },
  })

  test('are noted once a state where nothing is lost', () => {
    const [note, ...more] = found(state({ pay: keyword(['pay']), renew: keyword(['renew']), call: keyword(['call']) }), 'negated-keyword')
    expect([note?.severity, more]).toEqual(['info', []])
    expect(note?.message).toContain('So it is with "renew" and "call".')
  })

  test('are warned of where another transition stands for the opposite', () => {
    const flow = state({ solved: keyword(['solved']), open: keyword(["isn't solved", 'still broken']) })
    expect(found(flow, 'negated-keyword')).toMatchObject([{ severity: 'warning', witness: 'not solved' }])
  })
})

test('a state without a catch-all is told of once a flow, for all the others', () => {
  const state = (next: string) => ({ prompt: { say: 'Yes?' }, transitions: { go: keyword(['go']) }, nextStates: { go: next } })
  const flow = { name: 'three', initialState: 'a', states: { a: state('b'), b: state('c'), c: state('done'), done: end } }
  const [told, ...more] = found(flow, 'missing-catch-all')
  expect(more).toEqual([])
  expect(told?.message).toContain('So it is in 2 more states.')
})

test('a reply that always satisfies its transition is told of, and what follows it is not called reachable', () => {
  const flow = defineFlow({
    name: 'look',
    initialState: 'look',
    states: {
      look: {
        prompt: { say: 'I am looking.' },
        transitionsOn: 'reply',
        transitions: { looking: keyword(['looking']), lost: keyword(['lost']), other: always() },
        nextStates: { looking: 'done', lost: 'sorry', other: 'done' },
      },
      sorry: end,
      done: end,
    },
  })
  expect(found(flow, 'fixed-reply').map(({ message }) => /always satisfies|never satisfies/.exec(message)?.[0])).toEqual([
    'always satisfies',
    'never satisfies',
  ])
  expect(found(flow, 'unreachable-state')).toMatchObject([{ path: ['states', 'sorry'] }])
})

describe('paths into the data', () => {
  const flow = (path: string, state: object = {}) => ({
    name: 'data',
    initialState: 'ask',
    initialContext: { order: { total: 5 }, later: null },
    states: {
      ask: {
        prompt: { say: '?' },
        ...state,
        transitions: { big: context(path, { gt: 1 }), other: always() },
        nextStates: { big: 'done', other: 'done' },
      },
      done: end,
    },
  })
  test.each(['ordre.total', 'order.totl', 'size'])('%s is in none', (path) => expect(found(flow(path), 'unknown-path')).toHaveLength(1))
  test.each(['order.total', 'later', 'later.than'])('%s may be there', (path) => expect(found(flow(path), 'unknown-path')).toEqual([]))
  test('an actor may fill any', () => {
    expect(found(flow('size', { invoke: { src: 'load', saveAs: 'size' } }), 'unknown-path')).toEqual([])
    expect(found(flow('size', { invoke: { src: 'load' } }), 'unknown-path')).toEqual([])
  })
})

test('a machine is not written down as if it were a flow', () => {
  expect(() => toMachineSource(machine as never)).toThrow(/^toMachineSource writes a flow; this is a machine/)
})

test('what a function decides is left alone', () => {
  const flow = asking(['go'])
  const own = { ...flow, states: { ...flow.states, ask: { ...flow.states.ask, transitions: { go: custom(() => true) } } } }
  expect(analyzeFlow(own).diagnostics.filter(({ severity }) => severity !== 'info')).toEqual([])
})
