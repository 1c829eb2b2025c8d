import { type ConversationFlow, compileFlow, InvalidFlowError, parseFlow } from 'talkchart'
import { analyzeFlow } from 'talkchart/analysis'
import { describe, expect, test } from 'vitest'

/** A flow with fields, a call, digressions and events, as JSON has it. */
const clinic = {
  name: 'clinic',
  initialState: 'hello',
  onLimit: 'bye',
  events: { 'payment.completed': { payload: { type: 'object', required: ['amount'] } }, 'handoff.ended': {} },
  fields: {
    doctor: { ask: { say: 'Which doctor?' }, from: { choices: { adams: ['adams'], brown: ['brown'] } }, suggestions: ['Dr Adams'] },
    day: { ask: { say: 'On which day?' }, from: 'date' },
    people: { ask: { say: 'How many?' }, from: 'number', schema: { type: 'integer', maximum: 4 } },
    card: { from: { regex: 'in-([0-9]{5})', group: 1 }, optional: true },
  },
  states: {
    hello: { prompt: { say: 'Yes?' }, transitions: { yes: { type: 'affirm' } }, nextStates: { yes: 'identify' } },
    identify: { call: 'identity', nextStates: { known: 'details', unknown: 'bye' } },
    details: { collect: ['doctor', 'day', 'people', 'card'], nextStates: { collected: 'confirm' } },
    confirm: {
      prompt: { say: 'Dr {{doctor}} on {{day}} for {{people}}?' },
      correct: ['doctor', 'people'],
      transitions: { right: { type: 'affirm' }, wrong: { type: 'deny' } },
      nextStates: { corrected: 'confirm', right: 'pay', wrong: { to: 'details', reset: ['doctor'] } },
    },
    pay: { prompt: { say: 'Pay.' }, transitionsOn: 'event', on: { 'payment.completed': { to: 'bye', saveAs: 'payment' } } },
    bye: { prompt: { say: 'Goodbye.' } },
  },
  flows: {
    identity: {
      states: {
        pin: {
          prompt: { say: 'Your PIN?' },
          transitions: { right: { type: 'keyword', words: ['4321'] } },
          nextStates: { right: 'known' },
          noMatch: { max: 2, to: 'unknown' },
        },
        known: {},
        unknown: {},
      },
    },
    nurse: {
      states: {
        waiting: { prompt: { say: 'A nurse comes.' }, transitionsOn: 'event', on: { 'handoff.ended': 'back' } },
        back: { prompt: { say: 'It is me again.' } },
      },
    },
  },
  globalTransitions: { nurse: { type: 'keyword', words: ['nurse'] } },
  globalNextStates: { nurse: { call: 'nurse' } },
}

/** The clinic, with one text in place of another. */
function withText(found: string, written: string): unknown {
  const text = JSON.stringify(clinic)
  expect(text).toContain(found)
  return JSON.parse(text.replace(found, written))
}

/** The value with another text at a place; engines under symbols stay. */
function put(value: unknown, [key, ...rest]: readonly string[], text: string): unknown {
  if (key === undefined) return text
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((part, position) => (String(position) === key ? put(part, rest, text) : part))
  return { ...value, [key]: put(Reflect.get(value, key), rest, text) }
}

function reported(flow: unknown): readonly string[] {
  // What JavaScript wrote is no more than this for the compiler.
  return analyzeFlow(flow as ConversationFlow).diagnostics.map(({ severity, code, path }) => `${severity} ${code} ${path.join('.')}`)
}

const sound = parseFlow(clinic)

describe('one mistake is told of once, where it is, and hides nothing else', () => {
  test.each([
    ['unknown-field states.details.collect.0', 'docter'],
    ['unknown-flow states.identify.call', 'identitty'],
    ['unknown-flow globalNextStates.nurse.call', 'nurze'],
    ['foreign-state states.details.nextStates.collected', 'identity/pin'],
    ['unknown-state states.pay.on.payment.completed.to', 'by'],
  ])('%s', (told, written) => {
    const path = told
      .slice(told.indexOf(' ') + 1)
      .replace('payment.completed', 'payment completed')
      .split('.')
    const flow = put(
      sound,
      path.map((key) => key.replace(' ', '.')),
      written,
    )
    expect(reported(flow).filter((line) => !line.startsWith('info'))).toEqual([`error ${told}`])
  })

  test('a flow that calls itself', () => {
    const { nurse } = sound.flows ?? {}
    const more = { ...sound.states.hello, nextStates: { yes: { call: 'nurse' } } }
    const flow = { ...sound, flows: { ...sound.flows, nurse: { ...nurse, states: { more, ...nurse?.states } } } }
    expect(reported(flow)).toContain('error call-cycle flows.nurse.states.more.nextStates.yes.call')
  })
})

test('a mistake in one place brings no word about prompts that may be left out', () => {
  const read = (input: unknown) => {
    try {
      return parseFlow(input)
    } catch (error) {
      if (!InvalidFlowError.isInstance(error)) throw error
      return error.diagnostics.map(({ code, path }) => `${code} ${path.join('.')}`)
    }
  }
  expect(read(withText('"say":"Pay."', '"says":"Pay."'))).toEqual(['unknown-key states.pay.prompt.says'])
  expect(read(withText('"ask":{"say":"Which doctor?"}', '"asks":{"say":"Which doctor?"}'))).toEqual(['unknown-key fields.doctor.asks'])
})

test('a call is refused where there are no flows at all', () => {
  const { flows: _flows, ...flow } = sound
  expect(() => compileFlow(flow)).toThrow(InvalidFlowError)
  expect(reported(flow)).toContain('error unknown-flow states.identify.call')
  expect(reported(flow)).toContain('error unknown-flow globalNextStates.nurse.call')
})

test('what a state that calls would never look at is refused', () => {
  const identify = { ...sound.states.identify, collect: ['doctor'], suggestions: ['Yes'], on: { 'handoff.ended': 'bye' } }
  const lines = reported({ ...sound, states: { ...sound.states, identify } })
  for (const key of ['collect', 'suggestions', 'on']) expect(lines).toContain(`error beside-call states.identify.${key}`)
})
