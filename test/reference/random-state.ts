import fc from 'fast-check'
import * as v from 'valibot'
import type { Condition } from '../../src/conditions/condition.js'
import { always, context, not } from '../../src/conditions/index.js'
import type {
  Change,
  FlowState,
  Invoke,
  NextState,
  NoMatch,
  Prompt,
  PromptDefinition,
  StateHook,
  Timeout,
  Variants,
  Wording,
} from '../../src/definition/flow.js'
import { extract, select } from '../../src/definition/index.js'
import type { JsonValue } from '../../src/diagnostics/json.js'
import { condition } from './random-condition.js'

/** Stands for a state before it is known how many there are. */
export type Place = (number: number) => string

/** A part of a flow that still needs to know the names of the states. */
export type Placed<T> = (place: Place) => T

export const stateNumber = fc.nat(6)

/** What the hooks of random flows saw; whoever runs a flow empties it. */
export const hookLog: string[] = []

const TEMPLATES = [
  'Well {{text}}',
  '{{state}} {{visits}} {{turn}} {{tier}}',
  '{{extra}} & {{amount}} {{topic}} {{unknown}}',
  'All: {{data}}',
  '{{repeats}} {{misses}} {{silences}}',
  '{{nothing}}',
]
const template = fc.constantFrom(...TEMPLATES)

export const prompt: fc.Arbitrary<Prompt> = fc.oneof(
  { withCrossShrink: true },
  { weight: 4, arbitrary: template.map((say) => ({ say })) },
  { weight: 3, arbitrary: template.map((instruct) => ({ instruct })) },
  { weight: 1, arbitrary: fc.tuple(template, template).map(([say, instruct]) => ({ say, instruct })) },
  { weight: 2, arbitrary: fc.constantFrom('greeting', 'wording') },
  { weight: 2, arbitrary: fc.constantFrom('say' as const, 'instruct' as const).chain((kind) => worded(kind)) },
)

/** A prompt of several wordings, all of the model or none. */
function worded(kind: 'say' | 'instruct'): fc.Arbitrary<PromptDefinition> {
  const wording: fc.Arbitrary<Wording> =
    kind === 'instruct'
      ? template.map((instruct) => ({ instruct }))
      : fc.oneof(
          template.map((say) => ({ say })),
          fc.array(template, { minLength: 1, maxLength: 3 }).map((say) => ({ say })),
        )
  const either = fc.oneof(
    wording,
    fc.array(wording, { minLength: 1, maxLength: 3 }).map((variants): Variants => ({ variants })),
  )
  return fc.tuple(either, fc.array(fc.tuple(onCounts, either), { maxLength: 2 })).map(([rest, when]) => {
    const conditional = when.map(([condition, one]) => ({ ...one, if: condition }))
    return when.length === 0 ? rest : { ...rest, when: conditional }
  })
}

const onCounts: fc.Arbitrary<Condition> = fc.oneof(
  fc.constantFrom('visits', 'repeats', 'misses', 'silences', 'turn').map((path) => context(path, { equals: 1 })),
  fc.constant(context('tier', { equals: 'gold' })),
  fc.constant(not(context('amount', { gt: 3 }))),
)

/** Prompts that are spoken one after the other. */
const prompts = fc
  .constantFrom('say' as const, 'instruct' as const)
  .chain((kind) => fc.array(fc.oneof(worded(kind), fc.constant(kind === 'say' ? 'greeting' : 'wording')), { minLength: 1, maxLength: 3 }))

const path = fc.constantFrom('amount', 'topic', 'deep.inner', 'deep.other.leaf', 'seen')
const value = fc.constantFrom<JsonValue>(1, 42, 'fixed', '{{text}}', '{{amount}}', '{{ deep }}', 'Was {{topic}} {{visits}}', null, {
  inner: 1,
})

const change: fc.Arbitrary<Change> = fc.record(
  {
    set: fc
      .uniqueArray(fc.tuple(path, value), { minLength: 1, maxLength: 2, selector: ([name]) => name })
      .map((all) => Object.fromEntries(all)),
    reset: fc.oneof(fc.array(path, { minLength: 1, maxLength: 2 }), fc.constant<true>(true)),
  },
  { requiredKeys: [] },
)

const hook: fc.Arbitrary<StateHook> = fc.constant(({ state, data, text, conversationId }) => {
  hookLog.push(JSON.stringify([conversationId, state, data, text]))
})

function choices(numbers: readonly number[], place: Place): string[] {
  return [...new Set(numbers.map(place))]
}

const selection: fc.Arbitrary<Placed<NextState>> = fc
  .tuple(fc.array(stateNumber, { minLength: 1, maxLength: 3 }), fc.constantFrom('model', 'prompted', 'chosen'))
  .map(([numbers, by]) => (place) => {
    const candidates = choices(numbers, place)
    if (by === 'model') return select({ candidates })
    if (by === 'prompted') return select({ candidates, prompt: 'Where to, {{tier}}?' })
    return select({
      candidates,
      async choose({ text }) {
        if (text.includes('42')) throw new Error('The function is down')
        return text.length % 3 === 0 ? null : candidates[text.length % candidates.length]
      },
    })
  })

export const nextState: fc.Arbitrary<Placed<NextState>> = fc.oneof(
  { weight: 6, arbitrary: stateNumber.map((number) => (place: Place) => place(number)) },
  { weight: 1, arbitrary: selection },
  {
    weight: 2,
    arbitrary: fc.tuple(stateNumber, change).map(([number, changed]) => (place: Place) => ({ ...changed, to: place(number) })),
  },
)

/** Named transitions with their targets. Names that look like question keys are among them on purpose. */
export function transitions(names: readonly string[], most: number): fc.Arbitrary<Placed<Ways>> {
  return fc.array(fc.tuple(condition, nextState), { minLength: 1, maxLength: most }).map((ways) => (place) => ({
    transitions: Object.fromEntries(ways.map(([guard], index) => [names[index] ?? '', guard])),
    nextStates: Object.fromEntries(ways.map(([, next], index) => [names[index] ?? '', next(place)])),
  }))
}

export interface Ways {
  readonly transitions: Record<string, Condition>
  readonly nextStates: Record<string, NextState>
}

const OWN_NAMES = ['go', 'go_next', 'go_2', 'extract']

const fields = fc.constantFrom<Record<string, Record<string, string>>>(
  { amount: { type: 'number' } },
  { topic: { type: 'string' } },
  { amount: { type: 'number' }, topic: { type: 'string' } },
)

/** An extraction from this side's messages: by the model, by a function, by a function under a schema. */
export function extraction(from: 'user' | 'reply') {
  const small = v.object({ amount: v.pipe(v.number(), v.maxValue(14)) })
  return fc.oneof(
    { weight: 3, arbitrary: fields.map((asked) => extract({ fields: asked, from, prompt: 'What is it about?' })) },
    {
      weight: 1,
      arbitrary: fc.constant(
        extract({ fields: { amount: { type: 'number' } }, from, run: ({ text }) => ({ amount: text.length, topic: null }) }),
      ),
    },
    { weight: 1, arbitrary: fc.constant(extract({ schema: small, from, run: async ({ text }) => ({ amount: text.length }) })) },
  )
}

const invoke: fc.Arbitrary<Placed<Invoke>> = fc
  .tuple(fc.boolean(), fc.option(stateNumber, { nil: undefined }), fc.constantFrom('problem', 'amount', undefined))
  .map(([saved, onError, saveErrorAs]) => (place) => ({
    src: 'lookUp',
    ...(saved ? { saveAs: 'order' } : {}),
    ...(onError === undefined ? {} : { onError: place(onError), ...(saveErrorAs === undefined ? {} : { saveErrorAs }) }),
  }))

const noMatchTo = fc.record({ prompt, max: fc.nat(2), to: stateNumber }, { requiredKeys: ['to'] }).map(
  ({ to, ...rest }): Placed<NoMatch> =>
    (place) => ({ ...rest, to: place(to) }),
)

export const noMatch: fc.Arbitrary<Placed<NoMatch>> = fc.oneof(
  prompt.map((spoken) => () => ({ prompt: spoken })),
  prompts.map((spoken) => () => ({ prompts: spoken })),
  fc.tuple(prompts, stateNumber).map(([spoken, to]) => (place: Place) => ({ prompts: spoken, to: place(to) })),
  noMatchTo,
)

function rarely<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ withCrossShrink: true }, { weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary })
}

type Present<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> }

/** The same object without the properties that are undefined. */
function present<T extends object>(parts: T): Present<T> {
  const result: Present<T> = {}
  return Object.assign(result, Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)))
}

/** What every kind of state may have. */
const common = fc
  .record({
    prompt,
    invoke: rarely(invoke),
    maxLoops: rarely(fc.integer({ min: 1, max: 3 })),
    onLimit: rarely(stateNumber),
    promptParams: rarely(fc.constantFrom({ extra: '<b>' }, { tier: 'param {{text}}' })),
    change: rarely(change),
    onEnter: rarely(hook),
    onExit: rarely(hook),
  })
  .map(
    ({ prompt, invoke, onLimit, change: changed, ...rest }) =>
      (place: Place): FlowState => ({
        prompt,
        ...changed,
        ...present({ ...rest, invoke: invoke?.(place), onLimit: onLimit === undefined ? undefined : place(onLimit) }),
      }),
  )

const seconds = fc.constantFrom(5, 10, 30)

export const timeout: fc.Arbitrary<Placed<Timeout>> = fc.oneof(
  fc.tuple(seconds, stateNumber).map(([after, to]) => (place: Place) => ({ seconds: after, to: place(to) })),
  fc.tuple(seconds, prompts).map(([after, spoken]) => () => ({ seconds: after, prompts: spoken })),
  fc.tuple(seconds, stateNumber, fc.integer({ min: 1, max: 2 })).map(([after, to, max]) => (place: Place) => ({
    seconds: after,
    to: place(to),
    max,
  })),
)

const listening = fc
  .record({
    base: common,
    ways: transitions(OWN_NAMES, 4),
    transitionsOn: fc.constantFrom(undefined, undefined, 'user', 'reply'),
    extract: rarely(fc.oneof(extraction('user'), extraction('reply'))),
    noMatch: rarely(noMatch),
    timeout: rarely(timeout),
    suggestions: rarely(fc.constantFrom(['Yes', 'No {{tier}}'], [{ label: 'Again', text: '{{text}}' }])),
    globals: rarely(fc.constantFrom<false | readonly string[]>(false, [], ['help'])),
  })
  .map(
    ({ base, ways, noMatch, timeout, ...rest }) =>
      (place: Place): FlowState => ({
        ...base(place),
        ...ways(place),
        ...present({
          ...rest,
          timeout: timeout?.(place),
          noMatch: rest.transitionsOn === 'reply' ? undefined : noMatch?.(place),
        }),
      }),
  )

const advancing = fc.tuple(common, stateNumber, rarely(extraction('reply'))).map(
  ([base, next, extract]) =>
    (place: Place): FlowState => ({ ...base(place), advanceTo: place(next), ...present({ extract }) }),
)

const terminal = fc.tuple(common, rarely(extraction('reply'))).map(
  ([base, extract]) =>
    (place: Place): FlowState => ({ ...base(place), ...present({ extract }) }),
)

const onEntry = fc
  .tuple(common, onCounts, fc.array(stateNumber, { minLength: 2, maxLength: 2 }), change, fc.boolean())
  .map(([base, condition, [first = 0, second = 0], changed, isSilent]) => (place: Place): FlowState => {
    const { prompt, ...rest } = base(place)
    return {
      ...rest,
      ...(isSilent || prompt === undefined ? {} : { prompt }),
      transitionsOn: 'entry',
      transitions: { other: always(), when: condition },
      nextStates: { other: place(first), when: { ...changed, to: place(second) } },
    }
  })

/** Any valid state. */
export const state: fc.Arbitrary<Placed<FlowState>> = fc.oneof(
  { withCrossShrink: true },
  { weight: 1, arbitrary: terminal },
  { weight: 6, arbitrary: listening },
  { weight: 2, arbitrary: advancing },
  { weight: 1, arbitrary: onEntry },
)
