import fc from 'fast-check'
import { fields } from '../../src/compile/fields.js'
import { fromRegex } from '../../src/conditions/index.js'
import { checkFlow } from '../../src/definition/check-flow.js'
import type { ConversationFlow, Field, FlowState, Go, Prompt } from '../../src/definition/flow.js'
import { randomFlow } from './random-flow.js'
import { scriptSaying } from './random-script.js'

const question = fc.oneof(
  fc.constantFrom('What is it?', '{{state}} {{repeats}}?', 'And? {{misses}} {{text}}').map((say): Prompt => ({ say })),
  fc.constantFrom('Ask for it, {{visits}}', 'Ask {{data}}').map((instruct): Prompt => ({ instruct })),
)
const refusal = fc.oneof(
  fc.constantFrom('{{value}} is {{reason}}.', 'No, {{value}}. {{ask}}').map((say): Prompt => ({ say })),
  fc.constant<Prompt>({ instruct: 'Refuse {{value}}: {{reason}}' }),
)
const perhaps = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 1 })

/** What reads each of the fields of random flows. */
const SOURCES: Readonly<Record<string, Pick<Field, 'from' | 'schema'>>> = {
  size: { from: { choices: { small: ['small', 'crash'], large: ['large', 'big', 'large budget'] } } },
  party: { from: { choices: { '2': ['couple', 'big'], '3': ['family'] } }, schema: { type: 'integer', maximum: 2 } },
  count: { from: 'number', schema: { type: 'integer', minimum: 2, maximum: 12 } },
  nights: { from: 'number' },
  code: { from: fromRegex('ab([0-9]+)', { group: 1, flags: 'i' }), schema: { maxLength: 3 } },
  note: { from: 'text', schema: { maxLength: 12 } },
  topic: { schema: { type: 'string', maxLength: 5 } },
  amount: { schema: { type: 'number', maximum: 14 } },
}

const NAMES = Object.keys(SOURCES)

const settings: fc.Arbitrary<Partial<Field>> = fc
  .record({
    ask: question,
    invalid: perhaps(refusal),
    optional: fc.constantFrom(undefined, undefined, undefined, true as const),
    overwrite: perhaps(fc.boolean()),
    globals: perhaps(fc.constantFrom<false | readonly string[]>(false, [], ['help'])),
    suggestions: perhaps(fc.constantFrom(['Small'], [{ label: 'Two', text: '{{tier}} 2' }])),
  })
  .map(({ ask, optional, ...rest }) => present({ ...rest, optional, ask: optional ? undefined : ask }))

function present<T extends object>(parts: T): Partial<Field> {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined))
}

interface Collector {
  readonly kind: 'collect' | 'correct'
  readonly at: number
  readonly names: readonly string[]
  readonly to: number
  readonly reset: boolean
  readonly speaks: boolean
}

const collector: fc.Arbitrary<Collector> = fc.record({
  kind: fc.constantFrom<Collector['kind']>('collect', 'collect', 'correct'),
  at: fc.nat(6),
  names: fc.shuffledSubarray(NAMES, { minLength: 1, maxLength: 4 }),
  to: fc.nat(6),
  reset: fc.boolean(),
  speaks: fc.boolean(),
})

/** Gives flows states that collect and correct fields. */
export function withFields(flows: fc.Arbitrary<ConversationFlow>): fc.Arbitrary<ConversationFlow> {
  const all = fc.array(settings, { minLength: NAMES.length, maxLength: NAMES.length })
  return fc
    .tuple(flows, all, fc.array(collector, { minLength: 1, maxLength: 4 }), fc.nat(3))
    .map(([any, made, collectors, freedom]) => {
      const flow = freedom === 0 ? any : unhurried(any)
      const declared = Object.fromEntries(NAMES.map((name, index) => [name, { ...SOURCES[name], ...made[index] }]))
      const known = flow.globalTransitions === undefined ? withoutGlobals(declared) : declared
      return limited(collectors.reduce(collecting, { ...flow, fields: fields(known) }))
    })
    .filter((flow) => Object.values(flow.states).some(({ collect, correct }) => collect ?? correct) && errorsOf(flow).length === 0)
}

/** Any flow with fields that keeps the rules of structure. */
export const randomFlowWithFields = withFields(randomFlow)

function withoutGlobals(declared: Readonly<Record<string, Field>>): Readonly<Record<string, Field>> {
  return Object.fromEntries(Object.entries(declared).map(([name, { globals: _globals, ...field }]) => [name, field]))
}

/** The same flow with the limits that end most random conversations early left out. */
function unhurried({
  maxTurns: _turns,
  timeoutSeconds: _age,
  budget: _budget,
  maxLoops: _loops,
  ...rest
}: ConversationFlow): ConversationFlow {
  return { ...rest, maxMessageLength: 60 }
}

function errorsOf(flow: ConversationFlow) {
  return checkFlow(flow).filter(({ severity }) => severity === 'error')
}

/** A cycle that no user interrupts has a limit. */
function limited(flow: ConversationFlow): ConversationFlow {
  return flow.maxLoops === undefined && errorsOf(flow).some(({ code }) => code === 'unbounded-cycle') ? { ...flow, maxLoops: 3 } : flow
}

function collecting(flow: ConversationFlow, { kind, at, names, to, reset, speaks }: Collector): ConversationFlow {
  const states = Object.keys(flow.states)
  const key = states[at % states.length] ?? ''
  const from = flow.states[key]
  if (!from || (kind === 'correct' && from.transitions === undefined) || from.transitionsOn === 'entry' || from.call !== undefined)
    return flow
  const { advanceTo: _advance, extract: _extract, transitionsOn: _on, collect: _collect, correct: _correct, prompt, ...rest } = from
  const { collected: _collected, corrected: _corrected, ...ways } = rest.nextStates ?? {}
  const target = states[to % states.length] ?? ''
  const next: string | Go<string> = reset ? { to: target, reset: [...names] } : target
  const listed = kind === 'correct' ? names.filter((name) => name !== 'note') : names
  const spoken = kind === 'correct' ? (prompt === undefined ? {} : { prompt }) : speaks ? { prompt: { say: 'Well, {{tier}}.' } } : {}
  const nextStates = { ...ways, [kind === 'collect' ? 'collected' : 'corrected']: next }
  const state: FlowState = { ...rest, ...spoken, [kind]: listed, nextStates }
  return listed.length === 0 ? flow : { ...flow, states: { ...flow.states, [key]: state } }
}

const WORDS = ['small', 'large', 'big', 'budget', 'couple', 'family', '3', '42', '2/3', 'two', 'twelve', 'ab12', 'AB4711', 'not', 'but']
const MORE = ['make it', 'yes', 'crash', 'working', 'no', 'great', 'tomorrow']

/** What is said to a conversation in which fields are told. */
export const said = fc
  .tuple(
    fc.array(fc.constantFrom(...WORDS, ...WORDS, ...MORE), { minLength: 1, maxLength: 4 }),
    fc.constantFrom(
      (text: string) => text,
      (text: string) => text.toUpperCase(),
      (text: string) => ` ${text.replaceAll(' ', '  ')}!`,
      (text: string) => text.replace(' ', ', '),
    ),
  )
  .map(([words, write]) => write(words.join(' ')))

/** What happens to a conversation in which fields are told. */
export const fieldScript = scriptSaying(said, true)

/** The same, but a reply arrives all at once. */
export const fieldScriptOfWholeReplies = scriptSaying(said, false)
