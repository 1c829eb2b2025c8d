import { all, any, type Condition, type ConversationFlow, compileFlow, context, defineFlow, extract, guard, keyword, not } from 'talkchart'
import { assertType, expectTypeOf, test } from 'vitest'

const hello = { say: 'Hello.' }

const booking = defineFlow({
  name: 'booking',
  initialState: 'ask',
  initialContext: { people: 0, order: { total: 0, items: [{ price: 1 }] }, coupon: null },
  states: {
    ask: {
      prompt: hello,
      transitions: {
        vip: all(guard('isVip', { tier: 1 }), not(guard('isOpen'))),
        plain: { type: 'all', conditions: [{ type: 'guard', name: 'isPlain' }] },
      },
      nextStates: { vip: 'look', plain: 'look' },
    },
    look: {
      prompt: hello,
      invoke: { src: 'lookUp', saveAs: 'found' },
      extract: extract({ fields: { email: { type: 'string' } } }),
      onEnter: ({ state }) => void state,
      transitions: { written: { type: 'custom', fn: ({ text }) => text === '' }, any: any(keyword(['go']), guard('isLate')) },
      nextStates: { written: 'end', any: 'end' },
    },
    end: { prompt: hello },
  },
  globalTransitions: { human: guard('isHuman') },
  globalNextStates: { human: 'end' },
})
type Names = typeof booking extends ConversationFlow<string, string, infer _Data, infer Names> ? Names : never

test('a flow knows the names of its transitions, actors and guards, and the guards their params', () => {
  expectTypeOf<Names['transition']>().toEqualTypeOf<'vip' | 'plain' | 'written' | 'any' | 'human'>()
  expectTypeOf<Names['actor']>().toEqualTypeOf<'lookUp'>()
  expectTypeOf<Names['guard']['type']>().toEqualTypeOf<'isVip' | 'isOpen' | 'isPlain' | 'isLate' | 'isHuman'>()
  expectTypeOf<Extract<Names['guard'], { type: 'isVip' }>['params']>().toEqualTypeOf<{ tier: number }>()
  expectTypeOf<Extract<Names['guard'], { type: 'isOpen' }>['params']>().toEqualTypeOf<undefined>()
  assertType<ConversationFlow>(booking)
})

test('a flow of another one keeps the names of its states, and may have others', () => {
  const renamed = defineFlow({ ...booking, name: 'renamed' })
  expectTypeOf(renamed.initialState).toEqualTypeOf<'ask' | 'look' | 'end'>()
  const longer = defineFlow({ ...booking, states: { ...booking.states, more: { prompt: hello, advanceTo: 'end' } } })
  expectTypeOf(longer.initialState).toEqualTypeOf<'ask' | 'look' | 'end' | 'more'>()
  // @ts-expect-error a state that neither flow has
  defineFlow({ ...booking, initialState: 'and' })
  compileFlow({ ...booking, name: 'renamed' }).provide({ guards: { isVip: () => true } })
})

const name = 'paths'
const initialState = 'a'

test('a path is one of the data that the flow begins with, extracts or saves', () => {
  defineFlow({
    name,
    initialState,
    initialContext: { people: 0, order: { total: 0, items: [1] }, coupon: null },
    states: {
      a: {
        prompt: hello,
        invoke: { src: 'lookUp', saveAs: 'found' },
        extract: extract({ fields: { email: {} } }),
        transitions: {
          key: context('people', { gt: 1 }),
          deep: all(
            context('order.total', { gt: 1 }),
            context('order.items.0', { exists: true }),
            context('coupon.code', { exists: true }),
          ),
          extracted: context('email', { exists: true }),
          saved: context('found.name', { exists: true }),
        },
        nextStates: { key: 'a', deep: 'a', extracted: 'a', saved: 'a' },
      },
    },
  })
})

test('a misspelt path is an error', () => {
  const start = { name, initialState, initialContext: { people: 0, order: { total: 0 } } } as const
  const prompt = hello
  const nextStates = { next: 'a' } as const
  const key = context('poeple', { gt: 1 })
  const deep = not(context('order.totl', { exists: true }))
  // @ts-expect-error a misspelt key
  defineFlow({ ...start, states: { a: { prompt, transitions: { next: key }, nextStates } } })
  // @ts-expect-error a misspelt key of an object, within a condition
  defineFlow({ ...start, states: { a: { prompt, transitions: { next: deep }, nextStates } } })
  // @ts-expect-error a misspelt key in a global transition
  defineFlow({ ...start, states: { a: { prompt } }, globalTransitions: { next: key }, globalNextStates: nextStates })
})

test('a path is not checked where the flow does not tell its data', () => {
  const prompt = hello
  const transitions = { next: context('anything', { exists: true }) }
  const nextStates = { next: 'a' } as const
  const shared: Condition = context('anything', { exists: true })
  const initialContext = { people: 0 }
  const invoke = { src: 'lookUp' }
  const read = extract({ run: () => ({ anything: 1 }) })
  defineFlow({ name, initialState, states: { a: { prompt, transitions, nextStates } } })
  defineFlow({ name, initialState, initialContext: {}, states: { a: { prompt, transitions, nextStates } } })
  defineFlow({ name, initialState, initialContext, states: { a: { prompt, transitions, nextStates, invoke } } })
  defineFlow({ name, initialState, initialContext, states: { a: { prompt, transitions, nextStates, extract: read } } })
  defineFlow({ name, initialState, initialContext, states: { a: { prompt, transitions: { next: shared }, nextStates } } })
})
