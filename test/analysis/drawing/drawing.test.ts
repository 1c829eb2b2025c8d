import { Window } from 'happy-dom'
import { type ConversationFlow, defineFlow, keyword, parseFlow } from 'talkchart'
import { type Drawing, drawing, type SvgOptions, toSvg } from 'talkchart/analysis'
import { expect, test } from 'vitest'
import { flow as support } from '../../../machines/customer_support.js'
import { drawingForPage } from '../../../src/analysis/drawing/drawing.js'

/** The drawing as part of a page, as a browser reads it. */
function show({ svg }: Drawing) {
  const { document } = new Window()
  document.body.innerHTML = svg
  return document
}

const star = (count: number, to: (position: number) => string): ConversationFlow => {
  const names = Array.from({ length: count }, (_, position) => `topic_${position}`)
  return {
    name: 'star',
    initialState: 'hub',
    states: {
      hub: {
        prompt: { say: 'About what?' },
        transitions: Object.fromEntries(names.map((name) => [name, keyword([name])])),
        nextStates: Object.fromEntries(names.map((name, position) => [name, to(position)])),
      },
      ...Object.fromEntries(names.map((_, position) => [to(position), { prompt: { say: 'Good.' } }])),
    },
  }
}

test('finds each state, end and edge by its id, below the prefix', async () => {
  const drawn = await drawing(support, { idPrefix: 'left-', labels: 'none' })
  const document = show(drawn)
  const { chart } = drawn
  for (const { name } of chart.states) expect(document.getElementById(`left-state:${name}`)?.classList.contains('state')).toBe(true)
  for (const name of chart.ends) expect(document.getElementById(`left-end:${name}`)?.classList.contains('end')).toBe(true)
  for (const [position, { from, to, isExceptional }] of chart.edges.entries()) {
    const element = document.getElementById(`left-edge:${position}`)
    expect(element?.querySelector('title')?.textContent).toBe(`state ${from}->${to.type} ${to.name}`)
    expect(element?.classList.contains(isExceptional ? 'exceptional' : 'way')).toBe(true)
  }
  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.filter((id) => !/^(?:a_)?left-/.test(id))).toEqual([])
  expect(chart.states.map(({ name }) => name)).toEqual([...Object.keys(support.states), 'hours/told'])
})

test('tells of each edge which transitions lead along it', async () => {
  const { chart } = await drawing(support)
  const edge = chart.edges.find(({ from, to, kind }) => from === 'technical_support' && to.name === 'escalate' && kind === 'transition')
  expect(edge).toEqual({
    from: 'technical_support',
    to: { type: 'state', name: 'escalate' },
    kind: 'transition',
    isExceptional: false,
    transitions: [
      { name: 'escalate', kind: 'transition', scope: 'own', condition: expect.stringContaining('says still') },
      { name: 'human', kind: 'transition', scope: 'global', condition: expect.stringMatching(/^says human/) },
    ],
  })
  expect(chart.edges.filter(({ to }) => to.type === 'end').map(({ kind }) => kind)).toContain('end')
  expect(JSON.parse(JSON.stringify(chart))).toEqual(chart)
})

test('is what toSvg draws', async () => {
  const options: SvgOptions = { labels: 'names', direction: 'LR' }
  expect((await drawing(support, options)).svg).toBe(await toSvg(support, options))
})

test('writes no words along the edges where none are wanted', async () => {
  const document = show(await drawing(support, { labels: 'none' }))
  expect(document.querySelectorAll('g.edge text')).toHaveLength(0)
  expect([...document.querySelectorAll('g.state text')].map(({ textContent }) => textContent)).toContain('technical_support')
})

test('leaves out what is heard anywhere, and lists it for the page', async () => {
  const { chart } = await drawingForPage(support, { hide: ['global', 'limit', 'noMatch'] })
  expect(chart.edges.flatMap(({ transitions }) => transitions).filter(({ scope }) => scope === 'global')).toEqual([])
  expect(chart.edges.some(({ from, to }) => from === 'technical_support' && to.name === 'escalate')).toBe(true)
  const listed = new Set(chart.anywhere.map(({ name, to }) => `${name} → ${to.name}`))
  expect(listed).toEqual(new Set(['human → escalate', 'hours → hours/told']))
})

test('shows three of many transitions that lead the same way, and says how many more there are', async () => {
  const texts = (document: ReturnType<typeof show>) => [...document.querySelectorAll('g.way text')].map(({ textContent }) => textContent)
  const many = await drawing(
    star(77, () => 'answer'),
    { labels: 'names' },
  )
  expect(texts(show(many))).toEqual(['topic_0', 'topic_1', 'topic_2', '+ 74 more'])
  expect(many.chart.edges.find(({ from }) => from === 'hub')?.transitions).toHaveLength(77)
  const four = await drawing(
    star(4, () => 'answer'),
    { labels: 'names' },
  )
  expect(texts(show(four))).toEqual(['topic_0', 'topic_1', 'topic_2', 'topic_3'])
})

test('writes no words into a large drawing unless they are asked for', async () => {
  const flow = star(60, (position) => `state_${position}`)
  expect(show(await drawing(flow)).querySelectorAll('g.edge text')).toHaveLength(0)
  expect(show(await drawing(flow, { labels: 'names' })).querySelectorAll('g.edge text')).toHaveLength(60)
})

test('draws 300 states and 600 labelled lines in seconds', async () => {
  const names = Array.from({ length: 300 }, (_, position) => `state_${position}`)
  const waysFrom = (position: number) => [1, (position * 37) % 300].map((step) => names[(position + step) % 300] ?? '')
  const dense: ConversationFlow = {
    name: 'dense',
    initialState: 'state_0',
    states: Object.fromEntries(
      names.map((name, position) => {
        const ways = waysFrom(position).map((to, way) => [`way_${way}`, to] as const)
        const transitions = Object.fromEntries(ways.map(([way]) => [way, keyword([`${way} of ${name}`])]))
        return [name, { prompt: { say: 'Where to?' }, transitions, nextStates: Object.fromEntries(ways) }]
      }),
    ),
  }
  const start = process.cpuUsage()
  const { svg, chart } = await drawing(dense, { labels: 'names' })
  const { user, system } = process.cpuUsage(start)
  expect(chart.edges.length).toBeGreaterThan(570)
  expect(svg.match(/class="node state"/g)).toHaveLength(300)
  expect((user + system) / 1e6).toBeLessThan(30)
})

test('finds names of any kind', async () => {
  const names = ['a"b<c>', 'état', '&amp;', "it's", '-->', ']]>', '状態', '\u0000', '\ud800']
  const flow: ConversationFlow = {
    name: 'hostile',
    initialState: 'first',
    states: {
      first: {
        prompt: { say: 'x' },
        transitions: Object.fromEntries(names.map((name, position) => [name, keyword([`word${position}`])])),
        nextStates: Object.fromEntries(names.map((name) => [name, name])),
      },
      ...Object.fromEntries(names.map((name) => [name, { prompt: { say: 'y' } }])),
    },
  }
  const drawn = await drawing(flow, { idPrefix: '<"&' })
  const document = show(drawn)
  expect(drawn.chart.states.map(({ name }) => name)).toEqual(['first', ...names])
  for (const { name } of drawn.chart.states) {
    const shown = name.replace(/\p{Cc}|\p{Cs}/u, '\ufffd')
    expect(document.getElementById(`<"&state:${shown}`)?.querySelector('title')?.textContent).toBe(`state ${shown}`)
  }
})

test('draws calls, events and digressions like all else, with ids', async () => {
  const flow = defineFlow({
    name: 'clinic',
    initialState: 'greeting',
    events: { 'deposit.paid': {} },
    flows: {
      identity: {
        initialState: 'ask',
        states: {
          ask: { prompt: { say: 'Your code?' }, transitions: { given: keyword(['code']) }, nextStates: { given: 'known' } },
          known: { prompt: { say: 'Thank you.' } },
        },
      },
    },
    globalTransitions: { who: keyword(['who']) },
    globalNextStates: { who: { call: 'identity' } },
    states: {
      greeting: { prompt: { say: 'Hello' }, transitions: { book: keyword(['book']) }, nextStates: { book: 'check' } },
      check: { call: 'identity', nextStates: { known: 'deposit' } },
      deposit: { prompt: { say: 'Pay, please.' }, transitionsOn: 'event', on: { 'deposit.paid': 'booked' } },
      booked: { prompt: { say: 'Done.' } },
    },
  })
  const drawn = await drawing(flow)
  const document = show(drawn)
  const kinds = drawn.chart.edges.map(({ kind }, position) => [
    kind,
    document.getElementById(`edge:${position}`)?.classList.contains('edge'),
  ])
  expect(kinds).toEqual(expect.arrayContaining(['call', 'event', 'digression', 'return', 'resume'].map((kind) => [kind, true])))
  expect(document.getElementById('flow:identity')?.querySelector('text')?.textContent).toBe('identity')
  expect(drawn.chart.states.find(({ name }) => name === 'identity/ask')?.flow).toBe('identity')
})

test('says of a way out after refused values when it is taken', async () => {
  const flow = parseFlow({
    name: 'inn',
    initialState: 'ask',
    fields: {
      nights: { ask: { say: 'How many nights?' }, from: 'number', schema: { minimum: 1 }, invalid: { say: 'One at least.' } },
    },
    states: {
      ask: { collect: ['nights'], nextStates: { collected: 'booked' }, noMatch: { max: 2, to: 'help' } },
      booked: { prompt: { say: 'Booked.' } },
      help: { prompt: { say: 'Somebody will help.' } },
    },
  })
  const { chart } = await drawing(flow)
  const away = chart.edges.find(({ to }) => to.name === 'help')
  expect(away).toMatchObject({ isExceptional: true, kind: 'noMatch' })
  expect(away?.transitions.map(({ condition }) => condition)).toEqual(['values that do not fit', 'no match, 3 in a row'])
})
