import { Window } from 'happy-dom'
import { affirm, type ConversationFlow, createConversation, defineFlow, deny, keyword } from 'talkchart'
import { drawing } from 'talkchart/analysis'
import { describe, expect, test } from 'vitest'
import { CHART_STYLE, type ChartMarks, COLOURS, edgesOfWay, MARKS, markChart, themeRules } from '../../src/chart/index.js'

const flow = defineFlow({
  name: 'order',
  initialState: 'greeting',
  globalTransitions: { human: keyword(['human']) },
  globalNextStates: { human: 'help' },
  states: {
    greeting: { prompt: { say: 'Hello' }, transitions: { order: keyword(['order']) }, nextStates: { order: 'look_up' } },
    look_up: { prompt: { say: 'One moment.' }, advanceTo: 'check' },
    check: {
      prompt: { say: 'Is this it?' },
      transitions: { right: affirm(), wrong: deny() },
      nextStates: { right: 'goodbye', wrong: 'greeting' },
      noMatch: { max: 1, to: 'help' },
    },
    help: { prompt: { say: 'A person will help.' } },
    goodbye: { prompt: { say: 'Bye' } },
  },
})

async function drawn(source: ConversationFlow = flow, idPrefix = 'left-') {
  const { svg, chart } = await drawing(source, { labels: 'none', hide: ['global'], idPrefix })
  const { document } = new Window()
  document.body.innerHTML = svg
  const marks = (id: string) => MARKS.filter((mark) => document.getElementById(`${idPrefix}${id}`)?.classList.contains(mark))
  /** Everything that is marked, by its place in the drawing. */
  const all = () => {
    const states = chart.states.map(({ name }) => [name, marks(`state:${name}`)] as const)
    const ends = chart.ends.map((name) => [`the end ${name}`, marks(`end:${name}`)] as const)
    const edges = chart.edges.map(({ from, to }, position) => [`${from} → ${to.name}`, marks(`edge:${position}`)] as const)
    return Object.fromEntries([...states, ...ends, ...edges].filter(([, on]) => on.length > 0))
  }
  const show = (shown: ChartMarks) => {
    markChart(document, chart, shown, idPrefix)
    return all()
  }
  return { document, chart, show }
}

test('shows where a conversation is, what it has just done, and where it has been', async () => {
  const { show } = await drawn()
  const conversation = createConversation({ flow, id: 'marks' })
  await conversation.open()
  await conversation.send('an order')
  await conversation.send('no')
  const { view } = conversation
  expect(show(view)).toEqual({
    greeting: ['active', 'visited'],
    look_up: ['visited'],
    check: ['visited'],
    'greeting → look_up': ['visited'],
    'look_up → check': ['visited'],
    'check → greeting': ['visited', 'taken'],
  })
  await conversation.close()
})

test('shows a whole way that goes on by itself', async () => {
  const { show } = await drawn()
  const way = { turn: 1, from: 'greeting', state: 'check', transition: 'order' }
  expect(show({ state: 'check', transitions: [way] })).toEqual({
    greeting: ['visited'],
    look_up: ['visited'],
    check: ['active', 'visited'],
    'greeting → look_up': ['visited', 'taken'],
    'look_up → check': ['visited', 'taken'],
  })
})

test('shows an end, and the way there', async () => {
  const { show } = await drawn()
  const way = { turn: 2, from: 'check', state: 'goodbye', transition: 'right' }
  expect(show({ state: 'goodbye', status: 'done', outcome: 'completed', transitions: [way] })).toEqual({
    check: ['visited'],
    goodbye: ['visited'],
    'the end completed': ['active'],
    'check → goodbye': ['visited', 'taken'],
    'goodbye → completed': ['visited', 'taken'],
  })
})

test('shows what it is doing, what would happen, what is looked at, selected and covered', async () => {
  const { show, chart } = await drawn()
  expect(show({ state: 'greeting', status: 'busy' })).toEqual({ greeting: ['active', 'busy', 'visited'] })
  expect(show({ state: 'greeting', status: 'failed' })).toEqual({ greeting: ['active', 'failed', 'visited'] })
  const would = { from: 'check', state: 'goodbye', transition: 'right' }
  expect(show({ would, selected: 'help', hot: chart.edges.findIndex(({ from }) => from === 'help') })).toEqual({
    goodbye: ['would'],
    help: ['selected'],
    'check → goodbye': ['would'],
    'help → completed': ['hot'],
  })
  expect(show({ covered: { states: { check: 2, help: 0 }, transitions: { 'check.right': 1, 'check.wrong': 0 } } })).toEqual({
    check: ['covered'],
    'check → goodbye': ['covered'],
  })
  expect(show({})).toEqual({})
})

test('marks one of two drawings of a page', async () => {
  const { document, chart } = await drawn(flow, '')
  const other = await drawing(flow, { idPrefix: 'other-' })
  document.body.insertAdjacentHTML('beforeend', other.svg)
  markChart(document, chart, { state: 'help' })
  markChart(document, other.chart, { state: 'check' }, 'other-')
  const active = [...document.querySelectorAll('.active')].map(({ id }) => id)
  expect(active).toEqual(['state:help', 'other-state:check'])
})

describe('a way finds its edges', () => {
  test('by its name, or by having none', async () => {
    const { chart } = await drawn()
    const at = (from: string, state: string, transition: string | null) =>
      edgesOfWay(chart, { from, state, transition }).map((position) => {
        const edge = chart.edges[position]
        return `${edge?.from} → ${edge?.to.name}`
      })
    expect(at('check', 'help', null)).toEqual(['check → help'])
    expect(at('check', 'check', null)).toEqual([])
    expect(at('greeting', 'help', 'human')).toEqual([])
    expect(at('greeting', 'goodbye', 'order')).toEqual(['greeting → look_up'])
    expect(at('nowhere', 'at_all', 'none')).toEqual([])
  })
})

test('the style has a rule for each mark, and only colours that both themes have', () => {
  for (const mark of MARKS) expect(CHART_STYLE).toContain(`.${mark} `)
  const used = [...CHART_STYLE.matchAll(/--talkchart-([a-z-]+)/g)].map(([, name]) => name)
  for (const theme of [COLOURS.light, COLOURS.dark]) expect(Object.keys(theme)).toEqual(expect.arrayContaining(used))
  expect(CHART_STYLE).not.toMatch(/#[0-9a-f]{3}/)
  expect(themeRules()).toContain('--talkchart-now:#0b7a55')
  expect(CHART_STYLE).toMatch(/prefers-reduced-motion:reduce\)\{[^}]*animation:none/)
})
