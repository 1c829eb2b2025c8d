import { type ConversationData, type ConversationFlow, context, custom, defineFlow, extract, keyword, type Select, select } from 'talkchart'
import { expectTypeOf } from 'vitest'

const yes = keyword(['yes'])
const hello = { say: 'Hello!' }

const flow = defineFlow({
  name: 'greeting',
  initialState: 'greeting',
  states: {
    greeting: { prompt: 'greeting', transitions: { continue: yes }, nextStates: { continue: 'help' }, onLimit: 'bye' },
    help: {
      prompt: hello,
      transitions: { go: custom(({ text }) => text === ''), choose: context((data) => data.a === 1) },
      nextStates: { go: 'bye', choose: select({ candidates: ['greeting', 'bye'] }) },
      noMatch: { max: 2, to: 'bye', prompt: 'sorry' },
      timeout: { seconds: 30, to: 'bye' },
      invoke: { src: 'lookUp', onError: 'bye' },
      onEnter: ({ state, text }) => void `${state}${text}`,
      extract: extract({ fields: { name: { type: 'string' } } }),
    },
    pass: { prompt: hello, advanceTo: 'bye' },
    bye: { prompt: hello },
  },
  prompts: { greeting: hello, sorry: { say: 'Sorry?' } },
  globalTransitions: { human: yes },
  globalNextStates: { human: 'bye' },
  initialContext: { name: '', visits: 0 },
  onLimit: 'bye',
  systemPrompt: 'greeting',
})

type StateName = 'greeting' | 'help' | 'pass' | 'bye'
interface Names {
  readonly transition: 'continue' | 'go' | 'choose' | 'human'
  readonly guard: never
  readonly actor: 'lookUp'
  readonly inner: never
}
expectTypeOf(flow).branded.toEqualTypeOf<ConversationFlow<StateName, 'greeting' | 'sorry', { name: string; visits: number }, Names>>()
expectTypeOf(flow).toExtend<ConversationFlow>()
expectTypeOf(select({ candidates: ['a', 'b'] })).toEqualTypeOf<Select<'a' | 'b'>>()

interface NoNames {
  readonly transition: never
  readonly guard: never
  readonly actor: never
  readonly inner: never
}
const bare = defineFlow({ name: 'bare', initialState: 'only', states: { only: { prompt: 'anything' } } })
expectTypeOf(bare).branded.toEqualTypeOf<ConversationFlow<'only', string, ConversationData, NoNames>>()

const states = {
  one: { prompt: hello, transitions: { next: yes }, nextStates: { next: 'two' } },
  two: { prompt: hello },
} as const
const name = 'faulty'

// @ts-expect-error a misspelt initial state
defineFlow({ name, initialState: 'won', states })

defineFlow({
  name,
  initialState: 'one',
  states: {
    // @ts-expect-error a misspelt next state
    one: { prompt: hello, transitions: { next: yes }, nextStates: { next: 'tow' } },
    two: { prompt: hello },
  },
})

defineFlow({
  name,
  initialState: 'one',
  states: {
    // @ts-expect-error a transition without its next state
    one: { prompt: hello, transitions: { next: yes, back: yes }, nextStates: { next: 'two' } },
    two: { prompt: hello },
  },
})

defineFlow({
  name,
  initialState: 'one',
  states: {
    // @ts-expect-error transitions without next states
    one: { prompt: hello, transitions: { next: yes } },
    two: { prompt: hello },
  },
})

defineFlow({
  name,
  initialState: 'one',
  states: {
    // @ts-expect-error a next state without its transition
    one: { prompt: hello, transitions: { next: yes }, nextStates: { next: 'two', back: 'one' } },
    two: { prompt: hello },
  },
})

defineFlow({
  name,
  initialState: 'one',
  states: {
    // @ts-expect-error next states without transitions
    one: { prompt: hello, nextStates: { next: 'two' } },
    two: { prompt: hello },
  },
})

defineFlow({
  name,
  initialState: 'one',
  states: {
    // @ts-expect-error a misspelt prompt name where the flow has prompts
    one: { prompt: 'helo' },
  },
  prompts: { hello },
})

// @ts-expect-error a misspelt system prompt
defineFlow({ name, initialState: 'one', states: { one: { prompt: hello } }, prompts: { hello }, systemPrompt: 'helo' })

defineFlow({
  name,
  initialState: 'one',
  states: {
    // @ts-expect-error a misspelt noMatch prompt
    one: { prompt: hello, transitions: { next: yes }, nextStates: { next: 'two' }, noMatch: { prompt: 'helo' } },
    two: { prompt: hello },
  },
  prompts: { hello },
})

// @ts-expect-error a misspelt advanceTo
defineFlow({ name, initialState: 'one', states: { one: { prompt: hello, advanceTo: 'tow' }, two: { prompt: hello } } })

// @ts-expect-error a misspelt onLimit of a state
defineFlow({ name, initialState: 'one', states: { one: { prompt: hello, onLimit: 'tow' }, two: { prompt: hello } } })

// @ts-expect-error a misspelt onLimit of the flow
defineFlow({ name, initialState: 'one', states, onLimit: 'tow' })

// @ts-expect-error a misspelt noMatch.to of the flow
defineFlow({ name, initialState: 'one', states, noMatch: { max: 1, to: 'tow' } })

// @ts-expect-error a misspelt noMatch.to of a state
defineFlow({ name, initialState: 'one', states: { one: { prompt: hello, noMatch: { max: 1, to: 'tow' } }, two: { prompt: hello } } })

// @ts-expect-error a misspelt timeout.to
defineFlow({ name, initialState: 'one', states: { one: { prompt: hello, timeout: { seconds: 5, to: 'tow' } }, two: { prompt: hello } } })

// @ts-expect-error a misspelt invoke.onError
defineFlow({ name, initialState: 'one', states: { one: { prompt: hello, invoke: { src: 'a', onError: 'tow' } }, two: { prompt: hello } } })

defineFlow({
  name,
  initialState: 'one',
  states: {
    one: {
      prompt: hello,
      transitions: { next: yes },
      // @ts-expect-error a misspelt candidate
      nextStates: { next: select({ candidates: ['tow', 'one'] }) },
    },
    two: { prompt: hello },
  },
})

// @ts-expect-error a global transition without its next state
defineFlow({ name, initialState: 'one', states, globalTransitions: { human: yes } })

// @ts-expect-error a misspelt global next state key
defineFlow({ name, initialState: 'one', states, globalTransitions: { human: yes }, globalNextStates: { humna: 'two' } })

// @ts-expect-error a misspelt global next state
defineFlow({ name, initialState: 'one', states, globalTransitions: { human: yes }, globalNextStates: { human: 'tow' } })

// @ts-expect-error a global next state without global transitions
defineFlow({ name, initialState: 'one', states, globalNextStates: { human: 'two' } })

// @ts-expect-error a misspelt property of a state
defineFlow({ name, initialState: 'one', states: { one: { prompt: hello, maxLoop: 3 } } })

// @ts-expect-error a misspelt property of the flow
defineFlow({ name, initialState: 'one', states, maxLoop: 3 })

// @ts-expect-error an extraction that says nothing of what is looked for
extract({ from: 'user' })
