import fc from 'fast-check'
import type { JsonValue } from '../../src/diagnostics/json.js'
import type { Answer, Question, Request } from './conversation.js'
import { utterance, utteranceAt } from './vocabulary.js'

export interface SaidMessage {
  readonly text: string
  readonly id?: string
  /** Milliseconds after the start, where the message brings its own time. */
  readonly after?: number
  readonly interrupt?: true
}

/** What comes from outside: a message, an event, or what a person says in the flow's place. */
export type FromOutside =
  | ({ readonly type: 'user' } & SaidMessage)
  | { readonly type: 'event'; readonly event: string; readonly payload?: JsonValue; readonly id?: string }
  | { readonly type: 'operator'; readonly text: string; readonly id?: string; readonly name?: string }

export type ScriptStep =
  /** Several things come without a pause. */
  | { readonly type: 'outside'; readonly all: readonly FromOutside[] }
  /** Several messages come without a pause. */
  | { readonly type: 'say'; readonly messages: readonly SaidMessage[] }
  | { readonly type: 'answer'; readonly which: number; readonly how: 'value' | 'failure' | 'empty' | 'offSchema'; readonly seed: number }
  /** A call that was given up is answered after all. */
  | { readonly type: 'answerLate' }
  | { readonly type: 'malformed' }
  | { readonly type: 'retry' }
  | { readonly type: 'cancel' }
  | { readonly type: 'interrupt' }
  /** The first words of a reply arrive. */
  | { readonly type: 'begin'; readonly piece: string }
  | { readonly type: 'wait'; readonly seconds: number }

function messageOf(words: fc.Arbitrary<string>): fc.Arbitrary<SaidMessage> {
  return fc
    .tuple(
      words,
      fc.constantFrom(undefined, undefined, undefined, '1', '2', '3'),
      fc.constantFrom(undefined, undefined, undefined, 15_000, 61_000),
      fc.constantFrom(undefined, undefined, undefined, true as const),
    )
    .map(([text, id, after, interrupt]) => ({
      text,
      ...(id === undefined ? {} : { id }),
      ...(after === undefined ? {} : { after }),
      ...(interrupt === undefined ? {} : { interrupt }),
    }))
}

const begin = { weight: 4, arbitrary: utterance.map((piece) => ({ type: 'begin' as const, piece })) }

const stepsSaying = (message: fc.Arbitrary<SaidMessage>): fc.WeightedArbitrary<ScriptStep>[] => [
  { weight: 12, arbitrary: message.map((one) => ({ type: 'say' as const, messages: [one] })) },
  { weight: 2, arbitrary: fc.array(message, { minLength: 2, maxLength: 3 }).map((messages) => ({ type: 'say' as const, messages })) },
  {
    weight: 16,
    arbitrary: fc.record({
      type: fc.constant('answer' as const),
      which: fc.nat(2),
      how: fc.constantFrom('value', 'value', 'value', 'value', 'value', 'failure', 'empty', 'offSchema'),
      seed: fc.nat(400),
    }),
  },
  { weight: 3, arbitrary: fc.constant({ type: 'retry' as const }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('wait' as const), seconds: fc.constantFrom(1, 5, 30) }) },
  { weight: 2, arbitrary: fc.constant({ type: 'interrupt' as const }) },
  { weight: 1, arbitrary: fc.constantFrom({ type: 'malformed' as const }, { type: 'answerLate' as const }, { type: 'cancel' as const }) },
]

const message = messageOf(utterance)
const steps = stepsSaying(message)

const script = (...choices: fc.WeightedArbitrary<ScriptStep>[]): fc.Arbitrary<readonly ScriptStep[]> =>
  fc.array(fc.oneof(...choices), { minLength: 1, maxLength: 25, size: 'large' })

/** What happens to a conversation in which the user says such things. A reply may arrive piece by piece. */
export function scriptSaying(words: fc.Arbitrary<string>, inPieces: boolean): fc.Arbitrary<readonly ScriptStep[]> {
  const saying = stepsSaying(messageOf(words))
  return inPieces ? script(...saying, begin) : script(...saying)
}

/** What happens to a conversation, one thing after the other. */
export const randomScript = scriptSaying(utterance, true)

/** The same, but a reply arrives all at once: a restored machine streams the reply that it makes again from its first word. */
export const randomScriptOfWholeReplies = scriptSaying(utterance, false)

const id = fc.constantFrom(undefined, undefined, undefined, '1', '2', '3', 'e1', 'e2')

function withId<T extends object>(sent: T, given: string | undefined): T & { readonly id?: string } {
  return given === undefined ? sent : { ...sent, id: given }
}

const PAYLOADS: readonly (JsonValue | undefined)[] = [undefined, 3, { amount: 6 }, 'shipped', {}, Number.NaN]
const EVENTS = ['payment.completed', 'price.changed', 'handoff.ended', 'not.declared']

const fromOutside: fc.Arbitrary<FromOutside> = fc.oneof(
  { weight: 2, arbitrary: message.map((said) => ({ type: 'user' as const, ...said })) },
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.constantFrom(...EVENTS), fc.constantFrom(...PAYLOADS, { amount: 12 }, 7), id)
      .map(([event, payload, given]) => withId({ type: 'event' as const, event, ...(payload === undefined ? {} : { payload }) }, given)),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(utterance, fc.constantFrom(undefined, 'Ana'), id)
      .map(([text, name, given]) => withId({ type: 'operator' as const, text, ...(name === undefined ? {} : { name }) }, given)),
  },
)

const outside: readonly fc.WeightedArbitrary<ScriptStep>[] = [
  { weight: 12, arbitrary: fromOutside.map((one) => ({ type: 'outside' as const, all: [one] })) },
  { weight: 5, arbitrary: fc.array(fromOutside, { minLength: 2, maxLength: 4 }).map((all) => ({ type: 'outside' as const, all })) },
]

/** The same two, where events come too. */
export const randomScriptWithEvents = script(...steps, begin, ...outside)
export const randomScriptOfWholeRepliesWithEvents = script(...steps, ...outside)

const FAILURES = ['timeout', 'refusal', 'truncated', 'rate-limit', 'connection'] as const

/** The answer of a scripted step to a request, which is only known when the step's turn comes. */
export function answerTo(request: Request, { how, seed }: Extract<ScriptStep, { type: 'answer' }>): Answer {
  if (how === 'failure') return { type: 'failure', code: FAILURES[seed % FAILURES.length] ?? 'timeout' }
  const usage = { inputTokens: seed % 4, outputTokens: seed % 3 }
  if (request.kind === 'invoke') return { type: 'value', value: pick([{ id: seed }, { amount: 6 }, 'shipped', [1]], seed), usage }
  if (request.kind === 'respond') {
    const text = how === 'empty' ? ' \n' : utteranceAt(seed)
    return { type: 'value', value: text, usage, deltas: how === 'empty' ? [] : text.split(/(?<= )/) }
  }
  if (how === 'empty') return { type: 'value', value: null, usage }
  const right = request.questions.map((question, index) => [question.key, rightAnswer(question, seed + index)] as const)
  return { type: 'value', value: how === 'value' ? Object.fromEntries(right) : wrongAnswer(right, seed), usage }
}

function rightAnswer({ type, choices }: Question, seed: number): unknown {
  if (type === 'class') return pick(choices, seed)
  if (type === 'select') return pick([...choices, null], seed)
  const values: Readonly<Record<string, unknown>> = { amount: pick([3, 6, 20, null], seed), topic: pick(['yes', 'gold & <b>', null], seed) }
  return Object.fromEntries(choices.map((field) => [field, values[field]]))
}

function wrongAnswer(right: readonly (readonly [string, unknown])[], seed: number): unknown {
  const wrong = pick(['not one of them', 17, []], seed)
  return pick(['words', 42, {}, Object.fromEntries(right.map(([key]) => [key, wrong]))], seed)
}

function pick<T>(choices: readonly T[], seed: number): T | undefined {
  return choices[seed % choices.length]
}
