import fc from 'fast-check'
import {
  all,
  always,
  any,
  type Condition,
  type ConversationFlow,
  checkFlow,
  context,
  type FlowState,
  keyword,
  llmClassifier,
  not,
} from 'talkchart'
import type { NextState, SubFlow } from '../../src/definition/flow.js'

/** All that may be said on purpose: each word is heard by itself alone. */
export const SAID = ['acorn', 'brick', 'cloud', 'lamp'] as const

/** A form of each, longer than any of the words. */
export const LONGEST: Readonly<Record<(typeof SAID)[number], string>> = {
  acorn: 'acorns',
  brick: 'bricks',
  cloud: 'clouds',
  lamp: 'lamping',
}

/** What the data at `level` may be. */
export const LEVELS = [0, 1, 2] as const

const word = fc.constantFrom(...SAID)
const heard = word.map((each) => keyword([each]))
const level = fc.constantFrom(...LEVELS)
const onLevel = fc.oneof(
  level.map((each) => context('level', { equals: each })),
  level.map((each) => context('level', { gte: each })),
)
const asked = fc.constantFrom('Is it urgent?', 'Is it odd?').map((prompt) => llmClassifier({ prompt, targetClass: 'yes' }))

/** Conditions of which each can be made to hold by something said, and each can be made not to. */
const condition: fc.Arbitrary<Condition> = fc.oneof(
  { weight: 6, arbitrary: heard },
  { weight: 1, arbitrary: asked },
  { weight: 2, arbitrary: fc.tuple(heard, onLevel).map((both) => all(...both)) },
  { weight: 1, arbitrary: fc.tuple(heard, onLevel).map((both) => any(...both)) },
  { weight: 1, arbitrary: fc.tuple(heard, onLevel).map(([first, second]) => all(first, not(second))) },
  { weight: 1, arbitrary: onLevel },
)

type Place = (number: number) => string
type Placed<T> = (place: Place) => T

const number = fc.nat(5)
const next: fc.Arbitrary<Placed<NextState>> = fc.oneof(
  { weight: 3, arbitrary: number.map((to) => (place: Place) => place(to)) },
  {
    weight: 1,
    arbitrary: fc.tuple(number, level).map(([to, set]) => (place: Place) => ({ to: place(to), set: { level: set } })),
  },
)

const NAMES = ['go', 'turn', 'leave']

function ways(guards: fc.Arbitrary<Condition>, most: number): fc.Arbitrary<Placed<Pick<FlowState, 'transitions' | 'nextStates'>>> {
  return fc.array(fc.tuple(guards, next), { minLength: 1, maxLength: most }).map((made) => (place) => ({
    transitions: Object.fromEntries(made.map(([guard], position) => [NAMES[position] ?? '', guard])),
    nextStates: Object.fromEntries(made.map(([, to], position) => [NAMES[position] ?? '', to(place)])),
  }))
}

function rarely<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary })
}

const limits = fc.record({ maxLoops: rarely(fc.integer({ min: 1, max: 2 })), onLimit: rarely(number) })
const missed = rarely(fc.tuple(number, fc.nat(1)))
const silence = rarely(fc.tuple(rarely(number), fc.integer({ min: 1, max: 2 })))

const say = { prompt: { say: 'Well?' } }
const worded = { prompt: { instruct: 'Ask it.' } }

const asking: fc.Arbitrary<Placed<FlowState>> = fc
  .tuple(fc.constantFrom(say, say, worded), ways(condition, 3), missed, silence)
  .map(([prompt, made, miss, silent]) => (place) => ({
    ...prompt,
    ...made(place),
    ...(miss === undefined ? {} : { noMatch: { to: place(miss[0]), max: miss[1] } }),
    ...(silent === undefined ? {} : { timeout: silenceOf(silent, place) }),
  }))

function silenceOf([to, max]: readonly [number | undefined, number], place: Place) {
  return to === undefined ? { seconds: 30, max, prompts: [{ say: 'Still there?' }] } : { seconds: 30, to: place(to) }
}

const going: fc.Arbitrary<Placed<FlowState>> = fc.tuple(fc.constantFrom(say, worded), number).map(([prompt, to]) => (place) => ({
  ...prompt,
  advanceTo: place(to),
}))
const replying: fc.Arbitrary<Placed<FlowState>> = fc.tuple(ways(heard, 2), next).map(([made, to]) => (place) => ({
  ...worded,
  transitionsOn: 'reply',
  ...orElse(made(place), to(place)),
}))
const deciding: fc.Arbitrary<Placed<FlowState>> = fc.tuple(ways(onLevel, 2), next).map(([made, to]) => (place) => ({
  transitionsOn: 'entry',
  ...orElse(made(place), to(place)),
}))

function orElse({ transitions, nextStates }: Pick<FlowState, 'transitions' | 'nextStates'>, to: NextState) {
  return { transitions: { ...transitions, else: always() }, nextStates: { ...nextStates, else: to } }
}

const working: fc.Arbitrary<Placed<FlowState>> = fc.tuple(number, rarely(number)).map(([to, onError]) => (place) => ({
  ...say,
  advanceTo: place(to),
  invoke: { src: 'work', ...(onError === undefined ? {} : { onError: place(onError) }) },
}))
const waiting: fc.Arbitrary<Placed<FlowState>> = number.map((to) => (place) => ({
  ...say,
  transitionsOn: 'event',
  on: { 'money.paid': place(to) },
}))
const ending: fc.Arbitrary<Placed<FlowState>> = fc.constant(() => ({ prompt: { say: 'Goodbye.' } }))
const calling: fc.Arbitrary<Placed<FlowState>> = number.map((to) => (place) => ({
  call: 'pin',
  nextStates: { known: place(to), unknown: place(to + 1) },
}))

const KINDS = [
  { weight: 8, arbitrary: asking },
  { weight: 1, arbitrary: going },
  { weight: 1, arbitrary: replying },
  { weight: 1, arbitrary: deciding },
  { weight: 1, arbitrary: working },
  { weight: 1, arbitrary: waiting },
  { weight: 3, arbitrary: ending },
]

const state: fc.Arbitrary<Placed<FlowState>> = fc
  .tuple(fc.oneof(...KINDS), fc.oneof({ weight: 4, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: limits }))
  .map(([of, { maxLoops, onLimit }]: [Placed<FlowState>, { maxLoops?: number | undefined; onLimit?: number | undefined }]) => (place) => ({
    ...of(place),
    ...(maxLoops === undefined ? {} : { maxLoops, ...(onLimit === undefined ? {} : { onLimit: place(onLimit) }) }),
  }))

const pin: fc.Arbitrary<SubFlow> = fc
  .record({ right: heard, loops: rarely(fc.constantFrom(1, 2)), max: fc.nat(1) })
  .map(({ right, loops, max }) => ({
    states: {
      ask: {
        prompt: { say: 'PIN?' },
        transitions: { right, again: keyword(['lamp']) },
        nextStates: { right: 'known', again: 'ask' },
        noMatch: { max, to: 'unknown' },
        ...(loops === undefined ? {} : { maxLoops: loops, onLimit: 'unknown' }),
      },
      known: {},
      unknown: { prompt: { say: 'I do not know you.' } },
    },
  }))

const settings = fc.record({
  maxTurns: rarely(fc.integer({ min: 1, max: 3 })),
  maxLoops: rarely(fc.constant(1)),
  modelCalls: rarely(fc.nat(2)),
  onLimit: rarely(number),
  everywhere: rarely(fc.tuple(heard, next)),
  paid: rarely(number),
})

const calls = rarely(fc.record({ pin, caller: calling, isDigression: fc.boolean(), said: heard }))

/** A flow of up to six states, in which each condition can be made to hold, and not to. */
export const smallFlow: fc.Arbitrary<ConversationFlow> = fc
  .tuple(fc.array(state, { minLength: 2, maxLength: 5, size: 'max' }), settings, calls)
  .map(([states, { maxTurns, maxLoops, modelCalls, onLimit, everywhere, paid }, called]) => {
    const all = called === undefined ? states : [states[0] ?? called.caller, called.caller, ...states.slice(1, 3)]
    const names = all.map((_, position) => `s${position + 1}`)
    const place: Place = (to) => names[to % names.length] ?? ''
    const away = everywhere === undefined ? {} : { away: everywhere[0] }
    const digressing = called?.isDigression === true ? { lost: called.said } : {}
    const flow: ConversationFlow = {
      name: 'small',
      initialState: place(0),
      initialContext: { level: 0 },
      states: Object.fromEntries(all.map((of, position) => [place(position), of(place)])),
      events: { 'money.paid': {} },
      ...(called === undefined ? {} : { flows: { pin: called.pin } }),
      ...(maxTurns === undefined ? {} : { maxTurns }),
      ...(maxLoops === undefined ? {} : { maxLoops }),
      ...(modelCalls === undefined ? {} : { budget: { modelCalls } }),
      ...(onLimit === undefined ? {} : { onLimit: place(onLimit) }),
      ...(paid === undefined ? {} : { on: { 'money.paid': place(paid) } }),
      globalTransitions: { ...away, ...digressing },
      globalNextStates: {
        ...(everywhere === undefined ? {} : { away: everywhere[1](place) }),
        ...('lost' in digressing ? { lost: { call: 'pin' } } : {}),
      },
    }
    return isWrong(flow, 'unbounded-cycle') ? { ...flow, maxLoops: 1 } : flow
  })
  .filter((flow) => !isWrong(flow))

function isWrong(flow: ConversationFlow, code?: string): boolean {
  return checkFlow(flow).some((problem) => problem.severity === 'error' && (code === undefined || problem.code === code))
}
