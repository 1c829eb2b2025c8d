import { evaluatorOf } from '../../conditions/evaluator.js'
import { ANNOTATIONS, CHECKED_KEYWORDS } from '../../conditions/fields/check-value.js'
import { sourceKindOf } from '../../conditions/fields/field-source.js'
import type { Diagnostic, DiagnosticPath } from '../../diagnostics/diagnostic.js'
import { isRecord } from '../../diagnostics/json.js'
import { makeDiagnostic } from '../../diagnostics/make-diagnostic.js'
import { quote, quoteList } from '../../diagnostics/quote.js'
import { didYouMean } from '../../diagnostics/suggest.js'
import type { ConversationFlow, Field, FlowState, Prompt } from '../flow.js'
import { callOf, selectOf } from '../next-state.js'
import { isTypeName } from '../schema-type.js'
import { fieldOf, languageOf, listens, transitionsOnOf } from '../state-facts.js'
import { instructs } from '../wordings.js'

/** Fields can be asked for, read and checked, and states collect and correct what there is. */
export function* fields(flow: ConversationFlow): Generator<Diagnostic> {
  if (flow.timeZone !== undefined && !isTimeZone(flow.timeZone)) {
    yield makeDiagnostic('bad-time-zone', 'error', ['timeZone'], 'This is no time zone that is known.', {
      found: quote(flow.timeZone),
      expected: 'an IANA name, such as "Europe/Berlin" or "UTC"',
    })
  }
  for (const [name, field] of Object.entries(flow.fields ?? {})) {
    yield* ofField(flow, field, ['fields', name])
    yield* unreadLanguage(flow, field, ['fields', name, 'from'])
  }
  for (const [name, state] of Object.entries(flow.states)) yield* ofState(flow, name, state)
}

function* ofField(flow: ConversationFlow, field: Field, path: DiagnosticPath): Generator<Diagnostic> {
  if (field.optional === true && field.ask !== undefined) {
    yield makeDiagnostic(
      'optional-question',
      'error',
      [...path, 'ask'],
      'An optional field is filled and never asked for, so its question is never heard.',
      {
        suggestion: 'Remove the question, or "optional".',
      },
    )
  }
  yield* unknownGlobals(flow, field, path)
  if (field.schema !== undefined) yield* schemaProblems(field.schema, [...path, 'schema'])
  yield* sourceProblems(field, path)
}

function* sourceProblems(field: Field, path: DiagnosticPath): Generator<Diagnostic> {
  const { from } = field
  if (typeof from !== 'object') return
  const place = [...path, 'from']
  if ('choices' in from) {
    yield* emptyChoices(from.choices, [...place, 'choices'])
    return
  }
  const evaluator = evaluatorOf<{ readonly version: string }>(from)
  if (evaluator === undefined) {
    const [factory, what] = 'regex' in from ? ['fromRegex', 'The pattern'] : ['fromDate', 'The source']
    yield makeDiagnostic(
      'missing-evaluator',
      'error',
      place,
      `${what} came without its engine, or with that of another version, so it can not be read by.`,
      {
        suggestion: `Make it with ${factory}(…), or read the flow with parseFlow().`,
      },
    )
  } else if ('regex' in from) {
    const { regex: pattern, flags, group } = from
    const params = { pattern, ...(flags === undefined ? {} : { flags }), ...(group === undefined ? {} : { group }) }
    const problem = evaluatorOf(from)?.problem(params)
    if (problem !== undefined) yield makeDiagnostic('invalid-regex', 'error', place, problem)
  }
}

function* unreadLanguage(flow: ConversationFlow, { from }: Field, path: DiagnosticPath): Generator<Diagnostic> {
  if (typeof from !== 'object' || !('type' in from) || evaluatorOf(from)?.reads(languageOf(flow)) !== false) return
  yield makeDiagnostic('no-date-language', 'error', path, `Days are not read in the language ${quote(languageOf(flow))}.`, {
    suggestion: 'Let the model read it, with schema: { "type": "string", "format": "date" }.',
  })
}

function* emptyChoices(choices: Readonly<Record<string, readonly string[]>>, path: DiagnosticPath): Generator<Diagnostic> {
  if (Object.keys(choices).length === 0) yield makeDiagnostic('empty-choices', 'error', path, 'There is nothing to choose.')
  for (const [key, words] of Object.entries(choices)) {
    if (words.length > 0 && words.every((word) => /[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(word))) continue
    yield makeDiagnostic(
      'empty-choices',
      'error',
      [...path, key],
      'Nobody could choose this: it has no words, or one that holds nothing.',
      {
        found: quote(words),
      },
    )
  }
}

function* unknownGlobals({ globalTransitions = {} }: ConversationFlow, { globals }: Field, path: DiagnosticPath): Generator<Diagnostic> {
  const known = Object.keys(globalTransitions)
  for (const [position, name] of (globals === undefined || globals === false ? [] : globals).entries()) {
    if (known.includes(name)) continue
    const expected = known.length === 0 ? undefined : `one of ${quoteList(known)}`
    const suggestion = didYouMean(name, known)
    yield makeDiagnostic('unknown-global', 'error', [...path, 'globals', position], `There is no global transition ${quote(name)}.`, {
      expected,
      suggestion,
    })
  }
}

const KNOWN_KEYWORDS = [...CHECKED_KEYWORDS, ...ANNOTATIONS]

/** A value is checked at once and by few rules, each of which can be told to a user. */
function* schemaProblems(schema: unknown, path: DiagnosticPath): Generator<Diagnostic> {
  if (!isRecord(schema)) return
  for (const [keyword, asked] of Object.entries(schema)) {
    const problem = keywordProblem(keyword, asked, [...path, keyword])
    if (problem !== undefined) yield problem
    else if (keyword === 'items') yield* schemaProblems(asked, [...path, keyword])
    else if (keyword === 'properties') {
      for (const [name, inner] of Object.entries(Object(asked))) yield* schemaProblems(inner, [...path, keyword, name])
    }
  }
}

function keywordProblem(keyword: string, asked: unknown, path: DiagnosticPath): Diagnostic | undefined {
  if (!KNOWN_KEYWORDS.includes(keyword)) {
    const suggestion = keyword === 'pattern' ? 'Read the value by fromRegex(…).' : didYouMean(keyword, KNOWN_KEYWORDS)
    return makeDiagnostic('invalid-schema', 'error', path, `A field's value is not held against ${quote(keyword)}.`, {
      expected: `one of ${quoteList(CHECKED_KEYWORDS)}`,
      suggestion,
    })
  }
  if (isAskable(keyword, asked)) return undefined
  return makeDiagnostic('invalid-schema', 'error', path, `This can not stand under ${quote(keyword)} in a JSON Schema.`, {
    found: quote(asked),
  })
}

function isAskable(keyword: string, asked: unknown): boolean {
  switch (keyword) {
    case 'type':
      return (Array.isArray(asked) ? asked : [asked]).every((type) => isTypeName(String(type)))
    case 'enum':
    case 'required':
      return Array.isArray(asked)
    case 'properties':
    case 'items':
      return isRecord(asked)
    case 'additionalProperties':
      return typeof asked === 'boolean'
    default:
      return keyword === 'const' || ANNOTATIONS.includes(keyword) || (typeof asked === 'number' && Number.isFinite(asked))
  }
}

function* ofState(flow: ConversationFlow, name: string, state: FlowState): Generator<Diagnostic> {
  const path = ['states', name]
  for (const key of ['collect', 'correct'] as const) {
    const names = state[key]
    if (names === undefined) continue
    if (names.length === 0) yield makeDiagnostic('no-fields', 'error', [...path, key], `The state names no field to ${key}.`)
    yield* listedFields(flow, names, [...path, key])
    const way = key === 'collect' ? 'collected' : 'corrected'
    const next = state.nextStates?.[way]
    if (next !== undefined && (selectOf(next) !== undefined || callOf(next) !== undefined)) {
      yield makeDiagnostic('wrong-type', 'error', [...path, 'nextStates', way], `Nothing is chosen or called where ${way} leads.`, {
        expected: 'a state',
      })
    }
    if (state.extract !== undefined) {
      yield makeDiagnostic(
        'collect-and-extract',
        'error',
        [...path, 'extract'],
        `The state has fields to ${key}, so it has no extraction of its own.`,
        {
          suggestion: 'Make what is extracted a field.',
        },
      )
    }
  }
  if (state.collect !== undefined) yield* collecting(flow, name, state)
  else if (state.correct !== undefined) yield* correcting(flow, state, path)
}

function* listedFields(flow: ConversationFlow, names: readonly string[], path: DiagnosticPath): Generator<Diagnostic> {
  const known = Object.keys(flow.fields ?? {})
  for (const [position, name] of names.entries()) {
    if (fieldOf(flow, name) === undefined) {
      const expected = known.length === 0 ? 'a field of the flow, which has none' : `one of ${quoteList(known)}`
      const suggestion = didYouMean(name, known)
      yield makeDiagnostic('unknown-field', 'error', [...path, position], `There is no field ${quote(name)}.`, { expected, suggestion })
    } else if (names.indexOf(name) !== position) {
      yield makeDiagnostic('duplicate-field', 'error', [...path, position], `The field ${quote(name)} stands twice in the list.`)
    }
  }
}

function* collecting(flow: ConversationFlow, stateName: string, state: FlowState): Generator<Diagnostic> {
  const path = ['states', stateName]
  for (const [position, name] of (state.collect ?? []).entries()) {
    const field = fieldOf(flow, name)
    if (field === undefined || field.optional === true || field.ask !== undefined) continue
    yield makeDiagnostic(
      'no-question',
      'error',
      [...path, 'collect', position],
      `The field ${quote(name)} has no question, so it can not be asked for.`,
      {
        suggestion: `Write "ask" in fields.${name}, or make it optional.`,
      },
    )
  }
  for (const key of ['advanceTo', 'transitionsOn', 'correct'] as const) {
    if (state[key] === undefined) continue
    yield makeDiagnostic(
      'not-beside-collect',
      'error',
      [...path, key],
      `A state that collects fields has no ${quote(key)}: it goes on by "collected".`,
    )
  }
  if (needsModel(flow, state.prompt)) {
    yield makeDiagnostic(
      'not-beside-collect',
      'error',
      [...path, 'prompt'],
      'What is said before the first question is not worded by the model.',
      {
        expected: 'a prompt with "say" alone, or none',
      },
    )
  }
}

/** A prompt whose name only the compiler resolves is told of there. */
function needsModel(flow: ConversationFlow, prompt: Prompt | undefined): boolean {
  if (prompt === undefined) return false
  if (typeof prompt !== 'string') return instructs(prompt)
  const named = flow.prompts !== undefined && Object.hasOwn(flow.prompts, prompt) ? flow.prompts[prompt] : undefined
  return named !== undefined && instructs(named)
}

function* correcting(flow: ConversationFlow, state: FlowState, path: DiagnosticPath): Generator<Diagnostic> {
  if (!listens(state) || transitionsOnOf(state) !== 'user') {
    yield makeDiagnostic(
      'correct-unheard',
      'error',
      [...path, 'correct'],
      'No message of the user is judged here, so nothing can be corrected.',
    )
  }
  for (const [position, name] of (state.correct ?? []).entries()) {
    const field = fieldOf(flow, name)
    if (field === undefined || sourceKindOf(field) !== 'text') continue
    yield makeDiagnostic(
      'text-in-correct',
      'error',
      [...path, 'correct', position],
      `The field ${quote(name)} takes any text, so every message would correct it.`,
      {
        suggestion: 'Ask for it again in a state that collects it.',
      },
    )
  }
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
