import { parseFlow } from 'talkchart'
import { flowPaths, runPath } from 'talkchart/testing'
import { expect, test } from 'vitest'

const rental = parseFlow({
  name: 'rental',
  initialState: 'menu',
  fields: {
    size: { ask: { say: 'Which size?' }, from: { choices: { small: ['small'], large: ['large', 'big'] } }, suggestions: ['Large'] },
    days: {
      ask: { say: 'How many days?' },
      from: 'number',
      schema: { type: 'integer', minimum: 1, maximum: 30 },
      invalid: { say: '{{value}} is not possible.' },
    },
    code: { from: { regex: 'AB-([0-9]{4})', group: 1, flags: 'i' }, optional: true },
    start: { ask: { say: 'From when?' }, from: 'date' },
    who: { ask: { say: 'For whom?' }, schema: { type: 'string', maxLength: 40 }, invalid: { say: 'A shorter name, please.' } },
    note: { ask: { say: 'Anything else?' }, from: 'text' },
  },
  globalTransitions: { human: { type: 'keyword', words: ['human'] } },
  globalNextStates: { human: 'desk' },
  states: {
    menu: { prompt: { say: 'What?' }, transitions: { rent: { type: 'keyword', words: ['rent'] } }, nextStates: { rent: 'details' } },
    details: {
      collect: ['size', 'days', 'code', 'start', 'who', 'note'],
      nextStates: { collected: 'confirm' },
      noMatch: { max: 2, to: 'desk', prompt: { say: 'Sorry.' } },
    },
    confirm: {
      prompt: { say: 'Right?' },
      correct: ['size', 'days', 'who'],
      transitions: { yes: { type: 'affirm' }, no: { type: 'deny' } },
      nextStates: { corrected: 'confirm', yes: 'booked', no: { to: 'details', reset: ['size', 'days'] } },
    },
    booked: { prompt: { say: 'Booked.' } },
    desk: { prompt: { say: 'A person.' } },
  },
})

test('paths answer every question, fill every field, and correct what was said', () => {
  const { paths, covered, uncovered } = flowPaths(rental)
  expect(uncovered).toEqual([])
  const shown = covered.flatMap((goal) => (goal.kind === 'field' ? [`${goal.field} ${goal.what}`] : []))
  expect(shown).toEqual([
    ...['size asked', 'size filled', 'size missed', 'days asked', 'days filled', 'days refused', 'days missed', 'code filled'],
    ...['start asked', 'start filled', 'start missed', 'who asked', 'who filled', 'who refused', 'who missed', 'note asked', 'note filled'],
  ])
  const ways = covered.flatMap((goal) => (goal.kind === 'transition' ? [goal.way] : []))
  expect(ways).toEqual(expect.arrayContaining(['collected', 'corrected', 'noMatch']))
  for (const path of paths) expect(() => runPath(rental, path)).not.toThrow()
})

test('moments are as many as questions, not as sets of fields', () => {
  const names = Array.from({ length: 16 }, (_, position) => `field_${position}`)
  const flow = parseFlow({
    name: 'many',
    initialState: 'details',
    fields: Object.fromEntries(names.map((name) => [name, { ask: { say: `${name}?` }, from: 'number' }])),
    states: { details: { collect: names, nextStates: { collected: 'done' } }, done: { prompt: { say: 'Done.' } } },
  })
  const { paths, uncovered } = flowPaths(flow, { maxSteps: 500 })
  expect(uncovered).toEqual([])
  expect(paths.length).toBeLessThan(20)
})

test('what is said before a question, of a miss or of a silence, is shown', () => {
  const flow = parseFlow({
    name: 'names',
    initialState: 'details',
    fields: { size: { ask: { say: 'Which size?' }, from: { choices: { small: ['small'], large: ['large'] } } } },
    states: {
      details: {
        collect: ['size'],
        noMatch: { prompts: [{ say: 'Pardon?' }, { say: 'Small or large?' }], to: 'desk' },
        timeout: { seconds: 60, prompts: [{ say: 'Hello?' }], to: 'desk' },
        nextStates: { collected: 'booked' },
      },
      booked: { prompt: { say: 'Booked.' } },
      desk: { prompt: { say: 'A person.' } },
    },
  })
  const { covered, uncovered } = flowPaths(flow)
  expect(uncovered).toEqual([])
  expect(covered.flatMap((goal) => (goal.kind === 'wording' ? [goal.place] : []))).toEqual([
    'noMatch.prompts.0',
    'noMatch.prompts.1',
    'timeout.prompts.0',
  ])
})
