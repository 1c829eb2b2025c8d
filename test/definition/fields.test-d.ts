import { affirm, compileFlow, defineFlow, fields, fromRegex, openConversation } from 'talkchart'
import { expectTypeOf, test } from 'vitest'

const flow = defineFlow({
  name: 'rental',
  initialState: 'details',
  initialContext: { shop: 'Berlin' },
  fields: fields({
    size: { ask: { say: 'Which size?' }, from: { choices: { small: ['small'], large: ['large', 'big'] } } },
    days: { ask: { say: 'How many days?' }, from: 'number' },
    name: { ask: { say: 'Your name?' }, schema: { type: 'string' } },
    kind: { ask: { say: 'Which?' }, schema: { enum: ['city', 'road'] } },
    gift: { schema: { type: 'boolean' }, optional: true },
    code: { from: fromRegex('AB-([0-9]+)', { group: 1 }), optional: true },
  }),
  states: {
    details: { collect: ['size', 'days', 'name', 'kind', 'gift', 'code'], nextStates: { collected: 'confirm' } },
    confirm: {
      prompt: { say: 'OK?' },
      correct: ['size', 'days'],
      onEnter: ({ data }) => void data,
      transitions: { yes: affirm(), large: { type: 'context', path: 'size', test: { equals: 'large' } } },
      nextStates: { yes: 'done', large: 'done', corrected: 'confirm' },
    },
    done: { prompt: { say: 'Done.' } },
  },
})

test('the data holds the fields, by what reads them', async () => {
  const { data } = await openConversation({ flow })
  expectTypeOf(data.shop).toEqualTypeOf<string>()
  expectTypeOf(data.size).toEqualTypeOf<'small' | 'large' | undefined>()
  expectTypeOf(data.days).toEqualTypeOf<number | undefined>()
  expectTypeOf(data.name).toEqualTypeOf<string | undefined>()
  expectTypeOf(data.kind).toEqualTypeOf<'city' | 'road' | undefined>()
  expectTypeOf(data.gift).toEqualTypeOf<boolean | undefined>()
  expectTypeOf(data.code).toEqualTypeOf<string | undefined>()
  expectTypeOf(compileFlow(flow).getInitialSnapshot).toBeFunction()
})

test('names are checked', () => {
  const fields = { size: { ask: { say: 'Which size?' }, from: 'text' } } as const
  const done = { prompt: { say: 'Done.' } }
  defineFlow({
    name: 'x',
    initialState: 'a',
    fields,
    states: {
      // @ts-expect-error there is no field "sise"
      a: { collect: ['sise'], nextStates: { collected: 'done' } },
      done,
    },
  })
  defineFlow({
    name: 'x',
    initialState: 'a',
    fields,
    states: {
      // @ts-expect-error "collected" leads nowhere
      a: { collect: ['size'] },
      done,
    },
  })
  defineFlow({
    name: 'x',
    initialState: 'a',
    fields,
    states: {
      // @ts-expect-error nothing is corrected here
      a: { collect: ['size'], nextStates: { collected: 'done', corrected: 'done' } },
      done,
    },
  })
  defineFlow({
    name: 'x',
    initialState: 'a',
    fields,
    states: {
      // @ts-expect-error there is no state "don"
      a: { collect: ['size'], nextStates: { collected: 'don' } },
      done,
    },
  })
  defineFlow({
    name: 'x',
    initialState: 'a',
    // @ts-expect-error a source is one of a few
    fields: fields({ size: { ask: { say: 'Which size?' }, from: 'nummer' } }),
    states: { a: { collect: ['size'], nextStates: { collected: 'done' } }, done },
  })
})

test("states of a flow within the flow collect and correct the flow's fields", () => {
  const size = { ask: { say: 'Which size?' }, from: { choices: { small: ['small'], large: ['large'] } } } as const
  const ordering = defineFlow({
    name: 'x',
    initialState: 'menu',
    fields: fields({ size }),
    flows: {
      order: {
        states: {
          details: { collect: ['size'], nextStates: { collected: 'sure' } },
          sure: {
            prompt: { say: 'OK?' },
            correct: ['size'],
            transitions: { yes: affirm() },
            nextStates: { yes: 'ordered', corrected: 'sure' },
          },
          ordered: {},
        },
      },
    },
    states: {
      menu: { call: 'order', nextStates: { ordered: 'end' } },
      end: { prompt: { say: 'Bye.' } },
    },
  })
  compileFlow(ordering)
  const end = { prompt: { say: 'Bye.' } }
  defineFlow({
    name: 'x',
    initialState: 'menu',
    fields: fields({ size }),
    flows: {
      order: {
        states: {
          // @ts-expect-error there is no field "sise"
          details: { collect: ['sise'], nextStates: { collected: 'ordered' } },
          ordered: {},
        },
      },
    },
    states: { menu: { call: 'order', nextStates: { ordered: 'end' } }, end },
  })
  defineFlow({
    name: 'x',
    initialState: 'menu',
    fields: fields({ size }),
    flows: {
      order: {
        states: {
          // @ts-expect-error "collected" leads nowhere
          details: { collect: ['size'] },
          ordered: {},
        },
      },
    },
    states: { menu: { call: 'order', nextStates: { ordered: 'end' } }, end },
  })
})
