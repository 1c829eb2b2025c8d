import { Window } from 'happy-dom'
import { type ConversationFlow, compileFlow, InvalidFlowError, keyword } from 'talkchart'
import { toSvg } from 'talkchart/analysis'
import { expect, test } from 'vitest'
import { flow } from '../../../machines/customer_support.js'

/** The picture as a document; an SVG that is no XML has an error in it. */
function read(svg: string) {
  const document = new new Window().DOMParser().parseFromString(svg, 'image/svg+xml')
  expect(document.querySelector('parsererror')).toBeNull()
  return document
}

function textsOf(svg: string): readonly string[] {
  return [...read(svg).querySelectorAll('text')].map(({ textContent }) => textContent ?? '')
}

test('shows each state and each transition of a flow', async () => {
  const texts = textsOf(await toSvg(flow))
  expect(texts).toEqual(expect.arrayContaining(Object.keys(flow.states)))
  const names = Object.values<{ readonly transitions?: object }>(flow.states).flatMap(({ transitions = {} }) => Object.keys(transitions))
  expect(texts).toEqual(expect.arrayContaining(names))
})

test('has one line for all that leads the same way, and tells them apart in the tooltip', async () => {
  const document = read(await toSvg(flow))
  const titles = [...document.querySelectorAll('g.edge title')].map(({ textContent }) => textContent ?? '')
  const toPerson = titles.filter((title) => title === 'state technical_support->state escalate')
  // One for what is said, and a dashed one for misses and limits.
  expect(toPerson).toHaveLength(2)
  expect(await toSvg(flow)).toMatch(/xlink:title="escalate: .*&#10;human: says human/)
})

test('draws a compiled machine like its flow', async () => {
  expect(await toSvg(compileFlow(flow))).toBe(await toSvg(flow))
})

test('colours what was never reached, and a path', async () => {
  const coverage = { states: { greeting: 1 }, transitions: {} }
  expect(await toSvg(flow, { coverage })).toContain('#8f5a00')
  expect(await toSvg(flow, { highlight: ['greeting', 'technical_support'] })).toContain('#5b5bd6')
  expect(await toSvg(flow)).not.toMatch(/#8f5a00|#5b5bd6/)
})

test('keeps a state with 77 targets narrow enough to read', async () => {
  const names = Array.from({ length: 77 }, (_, position) => `topic_${position}`)
  const of = <Value>(value: (name: string) => Value) => Object.fromEntries(names.map((name) => [name, value(name)]))
  const star: ConversationFlow = {
    name: 'star',
    initialState: 'hub',
    states: {
      hub: {
        prompt: { say: 'About what?' },
        transitions: of((name) => keyword([name, `about ${name}`])),
        nextStates: of((name) => `state_${name}`),
      },
      ...Object.fromEntries(names.map((name) => [`state_${name}`, { prompt: { say: name } }])),
    },
  }
  const svg = await toSvg(star, { labels: 'names' })
  const [width = Number.NaN, height = Number.NaN] = ['width', 'height'].map((side) =>
    Number.parseInt(read(svg).documentElement.getAttribute(side) ?? '', 10),
  )
  expect(width).toBeLessThan(4000)
  expect(height).toBeLessThan(6000)
  expect(textsOf(svg)).toEqual(expect.arrayContaining(names.flatMap((name) => [name, `state_${name}`])))
})

const HOSTILE = ['end', '"', '\\N', '\\', '<b>', '&amp;', 'état-1', '状態', ']]>', '-->', '\u0000', '\ud800']

test.each(HOSTILE)('shows the name %j as it is', async (name) => {
  const hostile: ConversationFlow = {
    name: 'hostile',
    initialState: 'first',
    states: {
      first: { prompt: { say: 'x' }, transitions: { [name]: keyword([`plain ${name}`]) }, nextStates: { [name]: 'second' } },
      second: { prompt: { say: 'y' }, description: name },
    },
  }
  const printable = name.replace(/\p{Cc}|\p{Cs}/gu, '\ufffd')
  expect(textsOf(await toSvg(hostile)).map((text) => text.trim())).toContain(printable)
})

test('refuses a flow that can not be compiled', async () => {
  await expect(toSvg({ ...flow, initialState: 'nowhere' })).rejects.toThrow(InvalidFlowError)
})
