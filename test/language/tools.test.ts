import { parseFlow } from 'talkchart'
import { analyzeFlow, toMachineSource, toMermaid } from 'talkchart/analysis'
import { flowPaths, runPath } from 'talkchart/testing'
import { describe, expect, test } from 'vitest'
import { checkGenerated } from '../analysis/source/check-generated.js'
import { flowOf, on, said } from './talk.js'

const whole = parseFlow(
  flowOf({
    check: {
      transitionsOn: 'entry',
      transitions: { known: { type: 'context', path: 'name', test: { exists: true } }, new: on },
      nextStates: { known: 'ask', new: { to: 'ask', set: { name: 'you' } } },
    },
    ask: {
      prompt: {
        when: [{ if: { type: 'context', path: 'visits', test: { gte: 2 } }, say: 'Again: yes or no?' }],
        say: ['Hello {{name}}.', 'Yes or no?'],
      },
      suggestions: ['Yes', 'No'],
      noMatch: { prompts: [{ say: 'Pardon?' }, { say: 'Yes or no, please.' }], to: 'bye' },
      timeout: { seconds: 60, prompts: [{ say: 'Still there?' }], to: 'bye' },
      transitions: { yes: said('yes'), no: said('no') },
      nextStates: { yes: { to: 'check', set: { said: '{{text}}' } }, no: { to: 'bye', reset: true } },
    },
    bye: { prompt: { variants: [{ say: 'Bye.' }, { say: 'Farewell.' }] } },
  }),
)

describe('a flow with changes, wordings, silences and a branch', () => {
  test('is analysed', () => {
    expect(analyzeFlow(whole).diagnostics.filter(({ severity }) => severity !== 'info')).toEqual([])
  })

  test('is drawn', () => {
    expect(toMermaid(whole)).toContain('check_ -->|"new:<br/>anything"| ask_')
  })

  test('is walked whole', async () => {
    const { paths, uncovered } = flowPaths(whole)
    expect(uncovered).toEqual([])
    for (const path of paths) await runPath(whole, path)
  })

  test('is written as source', () => {
    const source = toMachineSource(whole)
    expect(source).toContain("type: 'change'")
    expect(checkGenerated({ whole: source })).toBe('')
  })
})
