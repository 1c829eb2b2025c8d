import { type ConversationFlow, compileFlow, InvalidFlowError, parseFlow } from 'talkchart'
import { describe, expect, test } from 'vitest'
import { diagnosticsOf } from '../diagnostics-of.js'

const done = { prompt: { say: 'Done.' } }
const size = { ask: { say: 'Which size?' }, from: { choices: { small: ['small'], large: ['large'] } } }

function problems(flow: object): string {
  return diagnosticsOf({ initialState: 'details', ...flow })
}

describe('what is wrong with fields', () => {
  test('a field that is not there', () => {
    expect(
      problems({ fields: { size }, states: { details: { collect: ['sise'], nextStates: { collected: 'done' } }, done } }),
    ).toMatchInlineSnapshot(`
      "error unknown-field at states.details.collect[0]
        There is no field "sise".
        expected: one of "size"
        Did you mean "size"?"
    `)
  })

  test('a field without a question, and an optional one with one', () => {
    const fields = { size: { from: size.from }, code: { ...size, optional: true } }
    expect(
      problems({ fields, states: { details: { collect: ['size', 'code'], nextStates: { collected: 'done' } }, done } }),
    ).toMatchInlineSnapshot(`
      "error optional-question at fields.code.ask
        An optional field is filled and never asked for, so its question is never heard.
        Remove the question, or "optional".
      error no-question at states.details.collect[0]
        The field "size" has no question, so it can not be asked for.
        Write "ask" in fields.size, or make it optional."
    `)
  })

  test('a schema that is not held against a value', () => {
    const fields = { size: { ask: { say: 'Which?' }, schema: { type: 'strin', pattern: 'a', maximum: '3', minimun: 2 } } }
    expect(
      problems({ fields, states: { details: { collect: ['size'], nextStates: { collected: 'done' } }, done } }),
    ).toMatchInlineSnapshot(`
      "error invalid-schema at fields.size.schema.type
        This can not stand under "type" in a JSON Schema.
        found: "strin"
      error invalid-schema at fields.size.schema.pattern
        A field's value is not held against "pattern".
        expected: one of "type", "enum", "const", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "properties", "required", "additionalProperties", "items", "minItems" or "maxItems"
        Read the value by fromRegex(…).
      error invalid-schema at fields.size.schema.maximum
        This can not stand under "maximum" in a JSON Schema.
        found: "3"
      error invalid-schema at fields.size.schema.minimun
        A field's value is not held against "minimun".
        expected: one of "type", "enum", "const", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "properties", "required", "additionalProperties", "items", "minItems" or "maxItems"
        Did you mean "minimum"?"
    `)
  })

  test('an extraction beside it, a way that is missing, and a way too many', () => {
    const details = { collect: ['size'], extract: { type: 'extract', fields: { a: {} } }, nextStates: { corrected: 'done' } }
    expect(problems({ fields: { size }, states: { details, done } })).toMatchInlineSnapshot(`
      "error transition-without-next-state at states.details.collect
        The transition "collected" leads nowhere.
        expected: an entry "collected" in "nextStates"
      error next-state-without-transition at states.details.nextStates.corrected
        There is no transition "corrected" that would lead to this next state.
        Did you mean "collected"?
      error collect-and-extract at states.details.extract
        The state has fields to collect, so it has no extraction of its own.
        Make what is extracted a field."
    `)
  })

  test('what does not stand beside it', () => {
    const details = { prompt: { instruct: 'Greet.' }, collect: ['size'], transitionsOn: 'reply', nextStates: { collected: 'done' } }
    expect(problems({ fields: { size }, states: { details, done } })).toMatchInlineSnapshot(`
      "error not-beside-collect at states.details.transitionsOn
        A state that collects fields has no "transitionsOn": it goes on by "collected".
      error not-beside-collect at states.details.prompt
        What is said before the first question is not worded by the model.
        expected: a prompt with "say" alone, or none
      error no-reply-transitions at states.details.transitionsOn
        The state has no transitions that could be tried on its reply."
    `)
  })

  test('a text that every message would correct, and a correction that nobody hears', () => {
    const fields = { note: { ask: { say: 'Any wishes?' }, from: 'text' } }
    const details = { prompt: { say: 'OK?' }, correct: ['note'], nextStates: { corrected: 'done' } }
    expect(problems({ fields, states: { details, done } })).toMatchInlineSnapshot(`
      "error correct-unheard at states.details.correct
        No message of the user is judged here, so nothing can be corrected.
      error text-in-correct at states.details.correct[0]
        The field "note" takes any text, so every message would correct it.
        Ask for it again in a state that collects it."
    `)
  })

  test('a source, a time zone, choices and globals that are none', () => {
    const fields = {
      size: { ask: { say: 'Which?' }, from: 'nummer' },
      code: { ask: { say: 'Which?' }, from: { regex: '(?=a)', group: 2 } },
      kind: { ask: { say: 'Which?' }, from: { choices: { a: [] } }, globals: ['human'] },
    }
    const states = { details: { collect: ['code', 'kind'], nextStates: { collected: 'done' } }, done }
    expect(problems({ timeZone: 'Europe/Berln', fields, states })).toMatchInlineSnapshot(`
      "error wrong-value at fields.size.from
        The value is none of those that may stand here.
        found: "nummer"
        expected: "model", "number", "text" or "date"
        Did you mean "number"?
      error bad-time-zone at timeZone
        This is no time zone that is known.
        found: "Europe/Berln"
        expected: an IANA name, such as "Europe/Berlin" or "UTC"
      error invalid-regex at fields.code.from
        The pattern "(?=a)" uses look-ahead ("(?="), which a linear-time engine can not run.
      error unknown-global at fields.kind.globals[0]
        There is no global transition "human".
      error empty-choices at fields.kind.from.choices.a
        Nobody could choose this: it has no words, or one that holds nothing.
        found: []"
    `)
  })

  test('a round without the user', () => {
    const states = {
      details: { collect: ['size'], nextStates: { collected: 'more' } },
      more: { prompt: { say: 'More.' }, advanceTo: 'details' },
    }
    expect(problems({ fields: { size }, states })).toMatchInlineSnapshot(`
      "error unbounded-cycle at states.details
        The flow could go round for ever without the user: "details" → "more" → "details".
        expected: maxLoops on one of these states, or on the flow"
    `)
    const asking = { ...states, more: { ...states.more, maxLoops: 3 } }
    expect(problems({ fields: { size }, states: asking })).toBe('')
  })

  test('a pattern that came without its engine', () => {
    const fields = { code: { ask: { say: 'Your code?' }, from: { regex: 'AB' } } }
    const flow = {
      name: 'x',
      initialState: 'details',
      fields,
      states: { details: { collect: ['code'], nextStates: { collected: 'done' } }, done },
    }
    expect(() => compileFlow(flow as ConversationFlow)).toThrow(InvalidFlowError)
    expect(compileFlow(parseFlow(flow)).id).toBe('x')
  })
})

test('days are read in JSON as in TypeScript, but not in every language', () => {
  const fields = { day: { ask: { say: 'When?' }, from: 'date' } }
  const states = { details: { collect: ['day'], nextStates: { collected: 'done' } }, done }
  const flow = { name: 'x', initialState: 'details', fields, states }
  expect(compileFlow(parseFlow(flow)).config.meta).toEqual(compileFlow(parseFlow(JSON.parse(JSON.stringify(parseFlow(flow))))).config.meta)
  expect(problems({ fields, states, language: 'pl' })).toContain('error no-date-language at fields.day.from')
})
