import type { ConversationFlow } from 'talkchart'
import { toMachineSource } from 'talkchart/analysis'
import { flowPaths, runPath } from 'talkchart/testing'
import { expect, test } from 'vitest'
import { walkGenerated } from '../analysis/source/generated-driver.js'
import { runGenerated } from '../analysis/source/generated-machine.js'
import { bank } from './bank.js'

test('paths show each call, digression, outcome and resumed state, and can be walked', () => {
  const { paths, uncovered, covered } = flowPaths(bank)
  expect(uncovered).toEqual([])
  expect(covered).toEqual(
    expect.arrayContaining([
      { kind: 'transition', state: 'verify', name: null, way: 'call', to: 'identity/pin' },
      { kind: 'digression', state: null, name: 'hours', flow: 'hours' },
      { kind: 'resumed', state: 'menu' },
      { kind: 'resumed', state: 'identity/pin' },
      { kind: 'outcome', state: 'identity/verified', caller: 'verify', name: null },
      { kind: 'outcome', state: 'identity/failed', caller: 'verify', name: null },
    ]),
  )
  for (const path of paths) runPath(bank, path)
})

test('a digression makes no limits: who comes back has not been round', () => {
  const said = (word: string, to: string) => ({
    prompt: { say: `${word}?` },
    transitions: { on: { type: 'keyword', words: [word] } as const },
    nextStates: { on: to },
  })
  const { covered, uncovered } = flowPaths({
    name: 'aside',
    initialState: 'one',
    states: { one: said('one', 'two'), two: said('two', 'end'), end: { prompt: { say: 'The end.' } } },
    flows: { hours: { states: { told: { prompt: { say: 'Nine to five.' } } } } },
    globalTransitions: { hours: { type: 'keyword', words: ['hours'] } },
    globalNextStates: { hours: { call: 'hours' } },
    maxLoops: 2,
  })
  expect(uncovered).toEqual([])
  expect(covered.filter(({ kind }) => kind === 'limit')).toEqual([])
})

test('a digression into a flow that waits is walked from one state, and each state is resumed', () => {
  const ask = (name: string, to: string) => ({
    prompt: { say: `${name}?` },
    transitions: { next: { type: 'keyword', words: ['next'] } as const },
    nextStates: { next: to },
  })
  const flow: ConversationFlow = {
    name: 'product',
    initialState: 'one',
    states: { one: ask('One', 'two'), two: ask('Two', 'three'), three: ask('Three', 'end'), end: { prompt: { say: 'The end.' } } },
    flows: {
      a: { states: { in: ask('A', 'out'), out: { prompt: { say: 'So much for A.' } } } },
      b: { states: { in: ask('B', 'out'), out: { prompt: { say: 'So much for B.' } } } },
    },
    globalTransitions: { a: { type: 'keyword', words: ['alpha'] }, b: { type: 'keyword', words: ['beta'] } },
    globalNextStates: { a: { call: 'a' }, b: { call: 'b' } },
  }
  const { uncovered } = flowPaths(flow)
  expect(uncovered).toEqual([])
})

test('the generated machine walks the same paths', async () => {
  const { machineWith, machine } = runGenerated(toMachineSource(bank))
  for (const path of flowPaths(bank).paths) {
    expect(await walkGenerated(machineWith ?? (() => machine), path)).toBe(true)
  }
})
