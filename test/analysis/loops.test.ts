import { type ConversationFlow, keyword, llmClassifier } from 'talkchart'
import { analyzeFlow } from 'talkchart/analysis'
import { describe, expect, test } from 'vitest'

const prompt = { say: 'Go on.' }
const done = { prompt }

/** A state with a transition for each keyword, to the state of that name. */
function state(...targets: readonly string[]): ConversationFlow['states'][string] {
  return {
    prompt,
    transitions: Object.fromEntries(targets.map((target) => [`to_${target}`, keyword([`go ${target}`])])),
    nextStates: Object.fromEntries(targets.map((target) => [`to_${target}`, target])),
  }
}

function loopsOf(states: ConversationFlow['states'], settings: Partial<ConversationFlow> = {}) {
  const { loops } = analyzeFlow({ name: 'example', initialState: Object.keys(states)[0] ?? '', states, ...settings })
  return loops.map(({ kind, limit, cycle, utterances }) => ({ kind, limit, cycle, utterances }))
}

describe('a loop', () => {
  test('of the user is walked by what is said', () => {
    expect(loopsOf({ a: state('b', 'done'), b: state('c'), c: state('a', 'b'), done })).toEqual([
      { kind: 'user-gated', limit: undefined, cycle: ['a', 'b', 'c'], utterances: ['go b', 'go c', 'go a'] },
    ])
  })

  test('is none without a way back', () => {
    expect(loopsOf({ a: state('b', 'done'), b: state('done'), done })).toEqual([])
  })

  test('is bounded by maxLoops on one of its states, and another way round is not', () => {
    const states = { a: state('b', 'c', 'done'), b: { ...state('a'), maxLoops: 2 }, c: state('a'), done }
    expect(loopsOf(states)).toEqual([
      { kind: 'user-gated', limit: undefined, cycle: ['a', 'c'], utterances: ['go c', 'go a'] },
      { kind: 'bounded', limit: 'maxLoops', cycle: ['b', 'a'], utterances: ['go a', 'go b'] },
    ])
  })

  test('of the user is bounded by maxTurns', () => {
    expect(loopsOf({ a: state('a', 'done'), done }, { maxTurns: 9 })).toMatchObject([{ kind: 'bounded', limit: 'maxTurns', cycle: ['a'] }])
  })

  test('goes on where a limit leads back into it', () => {
    const states = { a: state('b', 'done'), b: { ...state('a'), maxLoops: 2 }, done }
    const loops = loopsOf(states, { onLimit: 'a' })
    expect(loops).toContainEqual({ kind: 'user-gated', limit: undefined, cycle: ['a'], utterances: undefined })
  })

  test('of misses is walked by as many as it takes', () => {
    const states = { a: { ...state('done'), noMatch: { max: 1, to: 'b' } }, b: state('a'), done }
    const [loop] = loopsOf(states)
    expect(loop).toMatchObject({ kind: 'user-gated', cycle: ['a', 'b'] })
    expect(loop?.utterances).toHaveLength(3)
  })

  test('is not said to be walked by texts where the model decides', () => {
    const again = llmClassifier({ prompt: 'Once more?', targetClass: 'yes' })
    const states = { a: { prompt, transitions: { again, stop: keyword(['stop']) }, nextStates: { again: 'a', stop: 'done' } }, done }
    expect(loopsOf(states)).toEqual([{ kind: 'user-gated', limit: undefined, cycle: ['a'], utterances: undefined }])
  })
})

describe('a long chain of states', () => {
  test('is analysed without running out of stack', () => {
    const count = 1500
    const names = Array.from({ length: count }, (_, position) => `s${position}`)
    const states = Object.fromEntries(
      names.map((name, position) => [name, position === count - 1 ? { prompt } : { prompt, advanceTo: `s${position + 1}` }]),
    )
    expect(loopsOf(states)).toEqual([])
  })
})
