import { type ConversationFlow, compileFlow, parseFlow } from 'talkchart'
import { describeGoal, flowPaths, mutateFlow, PathMismatchError, runPath } from 'talkchart/testing'
import { describe, expect, test } from 'vitest'

const said = (...words: string[]) => ({ type: 'keyword', words })

const rental = {
  name: 'rental',
  initialState: 'menu',
  fields: {
    size: { ask: { say: 'Which size?' }, from: { choices: { small: ['small'], large: ['large', 'big'] } } },
    days: { ask: { say: 'How many days?' }, from: 'number', schema: { type: 'integer', minimum: 1, maximum: 30 } },
    who: { ask: { say: 'For whom?' } },
  },
  states: {
    menu: { prompt: { say: 'What?' }, transitions: { rent: said('rent') }, nextStates: { rent: 'details' } },
    details: {
      collect: ['size', 'days', 'who'],
      noMatch: { max: 2, to: 'desk', prompt: { say: 'Sorry.' } },
      nextStates: { collected: 'confirm' },
    },
    confirm: {
      prompt: { say: 'Right?' },
      correct: ['size', 'days', 'who'],
      transitions: { yes: said('yes'), again: said('again') },
      nextStates: { corrected: 'changed', yes: 'booked', again: { to: 'details', reset: ['size'] } },
    },
    changed: { prompt: { say: 'Changed.' }, advanceTo: 'confirm' },
    booked: { prompt: { say: 'Booked.' } },
    desk: { prompt: { say: 'A person.' } },
  },
}

const aside = (prompt: string) => ({
  states: {
    ask: { prompt: { say: prompt }, transitions: { fine: said('fine'), no: said('no') }, nextStates: { fine: 'done', no: 'gone' } },
    done: { prompt: { say: 'Good.' } },
    gone: { prompt: { say: 'Well.' } },
  },
})

const help = {
  name: 'help',
  initialState: 'menu',
  flows: { helper: aside('Help with what?'), glossary: aside('Which word?'), login: aside('Your name?') },
  globalTransitions: { help: said('help'), meaning: said('meaning'), urgent: said('help', 'urgent') },
  globalNextStates: { help: { call: 'helper' }, meaning: { call: 'glossary', nextStates: { gone: 'desk' } }, urgent: 'desk' },
  states: {
    menu: { prompt: { say: 'What?' }, transitions: { enter: said('enter') }, nextStates: { enter: 'entry' } },
    entry: { call: 'login', nextStates: { done: 'inside', gone: 'menu' } },
    inside: { prompt: { say: 'You are in.' }, transitions: { leave: said('leave') }, nextStates: { leave: 'menu' } },
    desk: { prompt: { say: 'A person.' } },
  },
}

const FIELD_FAULTS: readonly (readonly [fault: string, change: (copy: typeof rental) => unknown])[] = [
  ['a field that need not be told', ({ fields }) => Object.assign(fields, { who: { optional: true } })],
  ['one miss more', ({ states }) => Object.assign(states.details.noMatch, { max: 3 })],
  ['one miss less', ({ states }) => Object.assign(states.details.noMatch, { max: 1 })],
  ['a choice that can not be corrected', ({ states }) => Object.assign(states.confirm, { correct: ['days', 'who'] })],
  ['a number that can not be corrected', ({ states }) => Object.assign(states.confirm, { correct: ['size', 'who'] })],
  ['what the model reads, that can not be corrected', ({ states }) => Object.assign(states.confirm, { correct: ['size', 'days'] })],
  ['a reset of all that is there', ({ states }) => Object.assign(states.details, { reset: ['size', 'days', 'who'] })],
  ['a smaller number', ({ fields }) => Object.assign(fields.days.schema, { maximum: 1 })],
  ['a choice that is not known', ({ fields }) => Object.assign(fields.size.from.choices, { small: ['tiny'] })],
]

const CALL_FAULTS: readonly (readonly [fault: string, change: (copy: typeof help) => unknown])[] = [
  ['an outcome that leads on where the state should go on', ({ globalNextStates: { help: called } }) => lead(called, { gone: 'desk' })],
  ['an outcome that goes on where it should lead on', ({ globalNextStates: { meaning } }) => lead(meaning, undefined)],
  ['a swapped outcome of a call state', ({ states }) => lead(states.entry, { done: 'menu', gone: 'inside' })],
  ['a swapped flow', ({ globalNextStates }) => Object.assign(globalNextStates.help, { call: 'glossary' })],
  // Only where the first of them is held back, as its flow is active, does the last have a say.
  [
    'what is tried after a digression that is held back',
    ({ globalTransitions }) => Object.assign(globalTransitions, { urgent: said('urgent') }),
  ],
]

function lead(place: object, nextStates: object | undefined): void {
  Object.assign(place, { nextStates })
}

function broken<Definition>(definition: Definition, change: (copy: Definition) => unknown): ConversationFlow {
  const copy = structuredClone(definition)
  change(copy)
  return parseFlow(JSON.parse(JSON.stringify(copy)))
}

describe('the paths of a flow with fields', () => {
  const flow = parseFlow(rental)
  const { paths, covered, uncovered } = flowPaths(flow)

  test('show all of it', () => {
    expect(uncovered).toEqual([])
    const shown = covered.flatMap((goal) => (goal.kind === 'collecting' || goal.kind === 'correction' ? [describeGoal(goal)] : []))
    expect(shown).toEqual([
      'details: several fields are filled at once',
      'details: nothing is missing on entering',
      'confirm: a correction is heard (choices)',
      'confirm: a correction is heard (number)',
      'confirm: a correction is heard (model)',
    ])
    const missed = covered.flatMap((goal) => (goal.kind === 'field' && goal.what === 'missed' ? [goal.field] : []))
    expect(missed).toEqual(['size', 'days', 'who'])
    for (const path of paths) expect(() => runPath(flow, path)).not.toThrow()
  })

  test.each(FIELD_FAULTS)('find %s', (_fault, change) => {
    const machine = compileFlow(broken(rental, change))
    expect(() => paths.forEach((path) => void runPath(machine, path))).toThrow(PathMismatchError)
  })

  test('leave out what can not be: a state that resets what only an answer tells', () => {
    const fields = { note: { ask: { say: 'What?' }, from: 'text' } }
    const details = { collect: ['note'], reset: ['note'], nextStates: { collected: 'menu' } }
    const goals = flowPaths(parseFlow({ ...rental, fields, states: { menu: rental.states.menu, details } }))
    expect(goals.uncovered).toEqual([])
    expect(goals.covered.filter(({ kind }) => kind === 'collecting')).toEqual([])
  })
})

describe('the paths of a flow with calls', () => {
  const flow = parseFlow(help)
  const { paths, covered, uncovered } = flowPaths(flow)

  test('show all of it', () => {
    expect(uncovered).toEqual([])
    const shown = covered.flatMap((goal) => (goal.kind === 'heldBack' || goal.kind === 'outcome' ? [describeGoal(goal)] : []))
    expect(shown).toEqual([
      'anywhere: help does not call helper, which is active',
      'anywhere: meaning does not call glossary, which is active',
      ...['login/done ends what entry has called', 'login/gone ends what entry has called'],
      ...['helper/done ends what help has called', 'helper/gone ends what help has called'],
      ...['glossary/done ends what meaning has called', 'glossary/gone ends what meaning has called'],
    ])
    for (const path of paths) expect(() => runPath(flow, path)).not.toThrow()
  })

  test.each(CALL_FAULTS)('find %s', (_fault, change) => {
    const machine = compileFlow(broken(help, change))
    expect(() => paths.forEach((path) => void runPath(machine, path))).toThrow(PathMismatchError)
  })
})

describe('what only prompts read is stated', () => {
  const flow = parseFlow({
    name: 'payments',
    initialState: 'intake',
    events: { 'order.paid': { payload: { type: 'object', properties: { amount: { type: 'number' } } } } },
    on: { 'order.paid': { saveAs: 'payment' } },
    states: {
      intake: {
        prompt: { say: 'Who are you, and what is wrong?' },
        extract: { type: 'extract', fields: { name: { type: 'string' }, problem: { type: 'string' } } },
        transitions: { known: { type: 'context', path: 'name', test: { exists: true } } },
        nextStates: { known: 'done' },
      },
      done: { prompt: { say: 'Thank you.' } },
    },
  })

  test.each([
    ['event', null, 'order.paid not handled'],
    ['extract-field', 'intake', 'field name dropped'],
  ] as const)('so that paths find the %s change of %s: %s', (operator, state, description) => {
    const { mutants } = mutateFlow(flow, { operators: [operator] })
    expect(mutants.find((mutant) => mutant.description === description)).toMatchObject({ state, verdict: 'killed' })
  })
})
