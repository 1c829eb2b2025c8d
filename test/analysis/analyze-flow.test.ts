import { always, custom, defineFlow, extract, guard, keyword, llmClassifier, regex, select, sentiment } from 'talkchart'
import { analyzeFlow } from 'talkchart/analysis'
import { stemmers } from 'talkchart/languages'
import { describe, expect, test } from 'vitest'

const done = { prompt: { say: 'Goodbye.' } }
const question = { say: 'Is it fixed now?' }

describe('analyzeFlow', () => {
  test('gives all the problems of a flow that is not well-formed', () => {
    const flow = { name: 'broken', initialState: 'nowhere', states: { start: { prompt: 'unheard_of' } } }
    const { diagnostics, loops, modelCalls } = analyzeFlow(flow)
    expect(diagnostics.map(({ code }) => code)).toEqual(['unknown-state', 'unknown-prompt'])
    expect([loops, modelCalls]).toEqual([[], undefined])
  })

  test('tells what keeps a well-formed flow from being compiled', () => {
    const flow = defineFlow({
      name: 'broken',
      initialState: 'start',
      states: {
        start: { prompt: { say: 'Hello {{#name}}' }, transitions: { open: guard('visitedOften') }, nextStates: { open: 'done' } },
        done,
      },
    })
    const { diagnostics, modelCalls } = analyzeFlow(flow)
    expect(diagnostics.map(({ code }) => code)).toEqual(['invalid-template', 'reserved-guard-name', 'missing-catch-all'])
    expect(modelCalls).toBeUndefined()
  })

  test('takes prompts as the compiler does', () => {
    const flow = { name: 'example', initialState: 'start', states: { start: { prompt: 'greeting' } } }
    expect(analyzeFlow(flow).diagnostics.map(({ code }) => code)).toEqual(['unknown-prompt'])
    expect(analyzeFlow(flow, { prompts: { greeting: { say: 'Hello!' } } }).diagnostics).toEqual([])
    expect(analyzeFlow(flow, { prompts: () => undefined }).diagnostics).toMatchObject([{ code: 'unknown-prompt', severity: 'error' }])
  })

  test('compares words in the flow’s language', () => {
    const flow = defineFlow({
      name: 'example',
      language: 'de',
      transitionOrder: 'declared',
      initialState: 'start',
      states: {
        start: {
          prompt: question,
          transitions: { fehler: keyword(['Fehler']), meldung: keyword(['Fehler melden']) },
          nextStates: { fehler: 'done', meldung: 'done' },
        },
        done,
      },
    })
    expect(analyzeFlow(flow, { stemmers }).diagnostics).toMatchObject([{ code: 'shadowed-transition' }, { code: 'missing-catch-all' }])
  })
})

describe('metadata.allow', () => {
  const flowWith = (allow: readonly string[], stateAllow: readonly string[]) =>
    defineFlow({
      name: 'example',
      initialState: 'start',
      metadata: { allow },
      states: {
        start: {
          prompt: question,
          transitions: { fixed: keyword(['fixed']) },
          nextStates: { fixed: 'other' },
          noMatch: { max: 1, to: 'done' },
          metadata: { allow: stateAllow },
        },
        other: {
          prompt: question,
          transitions: { solved: keyword(['solved']) },
          nextStates: { solved: 'done' },
          noMatch: { max: 1, to: 'done' },
        },
        done,
      },
    })
  const statesOf = (allow: readonly string[], stateAllow: readonly string[]) =>
    analyzeFlow(flowWith(allow, stateAllow)).diagnostics.map(({ code, path }) => [code, path[1]])

  test('silences a code in the state that has it', () => {
    expect(statesOf([], [])).toEqual([
      ['negated-keyword', 'other'],
      ['negated-keyword', 'start'],
    ])
    expect(statesOf([], ['negated-keyword'])).toEqual([['negated-keyword', 'other']])
    expect(statesOf([], ['overlap'])).toHaveLength(2)
  })

  test('silences a code in the whole flow', () => {
    expect(statesOf(['negated-keyword'], [])).toEqual([])
  })
})

describe('what only the model, the data or a function decides', () => {
  test('is called neither shadowed nor overlapping', () => {
    const flow = defineFlow({
      name: 'example',
      initialState: 'start',
      transitionOrder: 'declared',
      states: {
        start: {
          prompt: question,
          transitions: {
            asked: llmClassifier({ prompt: 'Is it fixed?', targetClass: 'yes' }),
            own: custom(() => true),
            guarded: guard('isOpen'),
            chosen: always(),
            fixed: keyword(['solved']),
          },
          nextStates: { asked: 'done', own: 'done', guarded: 'done', chosen: select({ candidates: ['done'] }), fixed: 'done' },
          noMatch: { max: 1, to: 'done' },
        },
        done,
      },
    })
    expect(analyzeFlow(flow).diagnostics).toEqual([])
  })

  test('is proven where two conditions are the same', () => {
    const calm = { prompt: 'Is {{text}} calm?', targetClass: 'yes' } as const
    const flow = defineFlow({
      name: 'example',
      initialState: 'start',
      states: {
        start: {
          prompt: question,
          transitions: {
            calm: llmClassifier(calm),
            also_calm: llmClassifier(calm),
            glad: sentiment('positive', { threshold: 0.6 }),
            very_glad: sentiment('positive', { threshold: 0.8 }),
            number: regex('[0-9]+'),
            again: regex('[0-9]+'),
          },
          nextStates: { calm: 'done', also_calm: 'done', glad: 'done', very_glad: 'done', number: 'done', again: 'done' },
          noMatch: { max: 1, to: 'done' },
        },
        done,
      },
    })
    const shadowed = analyzeFlow(flow).diagnostics.filter(({ code }) => code === 'shadowed-transition')
    expect(shadowed.map(({ path }) => path[3])).toEqual(['also_calm', 'very_glad', 'again'])
  })

  test('may fill any variable', () => {
    const flow = defineFlow({
      name: 'example',
      initialState: 'start',
      states: {
        start: { prompt: question, extract: extract({ run: () => ({}) }), transitions: { go: always() }, nextStates: { go: 'done' } },
        done: { prompt: { say: 'Goodbye {{name}}.' } },
      },
    })
    expect(analyzeFlow(flow).diagnostics.map(({ code }) => code)).not.toContain('unknown-variable')
  })
})
