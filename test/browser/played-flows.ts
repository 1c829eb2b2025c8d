const words = (...said: string[]) => ({ type: 'keyword', words: said })

/** A flow that collects, hears an event, bears misses and judges what it says itself. */
export const TILL = JSON.stringify({
  name: 'till',
  initialState: 'order',
  events: { 'payment.completed': {} },
  fields: {
    size: { ask: { say: 'Small or big?' }, from: { choices: { small: ['small'], big: ['big'] } } },
    days: { ask: { say: 'For how many days?' }, from: 'number', schema: { type: 'integer', minimum: 1, maximum: 30 } },
  },
  states: {
    order: { collect: ['size', 'days'], nextStates: { collected: 'pay' } },
    pay: {
      prompt: { say: 'Please pay.' },
      transitions: { later: words('later', 'tomorrow', 'another day', 'not now'), stop: words('stop') },
      nextStates: { later: 'order', stop: 'tale' },
      noMatch: { max: 2, to: 'bye' },
      on: { 'payment.completed': 'shipped' },
    },
    tale: {
      prompt: { say: 'That is the end.' },
      transitionsOn: 'reply',
      transitions: { over: words('end'), on: { type: 'always' } },
      nextStates: { over: 'bye', on: 'order' },
    },
    shipped: { prompt: { say: 'It is on its way. More?' }, transitions: { more: words('more') }, nextStates: { more: 'order' } },
    bye: { prompt: { say: 'Bye.' } },
  },
})

/** A flow with names and ways that are hard to show, and as many ways in one state as are bought there, of which the last leads out. */
const desk = (count: number) => ({
  name: 'état "desk" <b>',
  initialState: 'hello',
  events: { 'payment.completed': {} },
  globalTransitions: { human: { type: 'keyword', words: ['human'] } },
  globalNextStates: { human: 'a"b<c>' },
  states: {
    hello: {
      prompt: { say: 'Hello! Shall we go on?' },
      suggestions: ['yes', { label: 'To the market', text: 'market' }],
      transitions: {
        continue: { type: 'keyword', words: ['yes'] },
        market: { type: 'keyword', words: ['market'] },
        story: { type: 'keyword', words: ['story'] },
      },
      nextStates: { continue: 'goodbye', market: 'market', story: 'tale' },
      on: { 'payment.completed': { saveAs: 'paid' } },
    },
    market: {
      prompt: { say: 'What do you want?' },
      transitions: Object.fromEntries(goods(count).map((name) => [name, { type: 'keyword', words: [name] }])),
      nextStates: Object.fromEntries(goods(count).map((name, number) => [name, number === count - 1 ? 'hello' : 'market'])),
    },
    tale: {
      prompt: { instruct: 'Tell a story.' },
      transitions: { back: { type: 'keyword', words: ['back'] } },
      nextStates: { back: 'hello' },
    },
    'a"b<c>': {
      prompt: { say: '<i>Odd</i>, is it not?' },
      transitions: { back: { type: 'keyword', words: ['back'] } },
      nextStates: { back: 'hello' },
    },
    goodbye: { prompt: { say: 'Then that was it.' } },
  },
})

const goods = (count: number) => Array.from({ length: count }, (_, number) => `buy${number}`)

/** Few enough to be soon studied, and so many that a list of them can be searched. */
export const DESK = JSON.stringify(desk(12))

export const CROWDED = JSON.stringify(desk(77))

/** Each of 300 states leads to seven others. */
export const LARGE = JSON.stringify({
  name: 'large',
  initialState: 's0',
  states: Object.fromEntries(
    Array.from({ length: 300 }, (_, number) => {
      const steps = [1, 2, 3, 5, 7, 11, 13]
      const transitions = Object.fromEntries(steps.map((step) => [`go${step}`, { type: 'keyword', words: [`go${step}`] }]))
      const nextStates = Object.fromEntries(steps.map((step) => [`go${step}`, `s${(number * step + step) % 300}`]))
      return [`s${number}`, { prompt: { say: `This is ${number}.` }, transitions, nextStates }]
    }),
  ),
})

const SALUTE = '<b>hello<_b>'
const FAR = 'far_'.repeat(60)
const HEBREW = 'עברית'
const ARABIC = 'مرحبا'
const back = { transitions: { back: words('back') }, nextStates: { back: SALUTE } }

/** Names and texts of all kinds: from right to left, very long, and as markup. It is too wide to be read as a whole. */
export const NAMED = JSON.stringify({
  name: 'named',
  initialState: SALUTE,
  states: {
    [SALUTE]: {
      prompt: { say: '<img src=x onerror=alert(1)> **Hello**' },
      transitions: { ['long_'.repeat(30)]: words('long'), [HEBREW]: words('שלום'), end: words('end') },
      nextStates: { ['long_'.repeat(30)]: FAR, [HEBREW]: ARABIC, end: 'end' },
    },
    [FAR]: { prompt: { say: 'x'.repeat(900) }, ...back },
    [ARABIC]: { prompt: { say: 'مرحبا! (12)' }, ...back },
    end: { prompt: { say: 'Bye.' } },
  },
})
