import fc from 'fast-check'
import { type ConversationFlow, compileFlow, defineFlow, InvalidFlowError, keyword } from 'talkchart'
import { toMermaid } from 'talkchart/analysis'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { machine as onboarding } from '../../../machines/user_onboarding.js'
import { randomFlow } from '../../reference/random-flow.js'
import { runsOr } from '../../runs.js'
import { dependableModel, lookUp, observeTalk, talk, userGuards } from '../random-talk.js'
import { machineEdges } from './machine-edges.js'
import { parseMermaid } from './mermaid.js'

const flow = defineFlow({
  name: 'order',
  initialState: 'greeting',
  onLimit: 'help',
  states: {
    greeting: {
      prompt: { say: 'Hello' },
      transitions: { order: keyword(['order', 'buy']), again: keyword(['again']) },
      nextStates: { order: 'look_up', again: 'greeting' },
      maxLoops: 2,
      noMatch: { max: 1, to: 'help' },
      timeout: { seconds: 60, to: 'goodbye' },
    },
    look_up: { prompt: { say: 'There it is' }, invoke: { src: 'lookUp', onError: 'help' }, advanceTo: 'goodbye' },
    help: { prompt: { say: 'A person will help' } },
    goodbye: { prompt: { say: 'Bye' } },
  },
})

test('draws states, ends, and each kind of edge in its own way', () => {
  expect(toMermaid(flow)).toMatchInlineSnapshot(`
    "flowchart TB
      _start(( )):::start
      greeting_("greeting")
      look_up_("look_up")
      help_("help")
      goodbye_("goodbye")
      _completed(["completed"]):::ended
      _start --> greeting_
      greeting_ -->|"order:<br/>says order or buy"| look_up_
      greeting_ -.->|"limit: maxLoops"| help_
      greeting_ -->|"again:<br/>says again"| greeting_
      greeting_ -.->|"no match, 2 in a row"| help_
      greeting_ -.->|"silent for 60 seconds"| goodbye_
      look_up_ -.->|"the actor failed"| help_
      look_up_ --> goodbye_
      help_ --> _completed
      goodbye_ --> _completed
      classDef start fill:#1f2937,stroke:#1f2937,color:#1f2937
      classDef ended fill:#1f2937,stroke:#1f2937,color:#ffffff
      classDef highlighted fill:#fde68a,stroke:#b45309,color:#1f2937,stroke-width:3px
      classDef untouched fill:#fee2e2,stroke:#dc2626,color:#7f1d1d,stroke-dasharray:4 3
    "
  `)
})

test('draws a compiled machine like its flow', () => {
  expect(toMermaid(compileFlow(flow))).toBe(toMermaid(flow))
})

test('refuses a flow that can not be compiled', () => {
  expect(() => toMermaid({ ...flow, initialState: 'nowhere' })).toThrow(InvalidFlowError)
})

test('leaves out what is not asked for', async () => {
  const { edges } = await parseMermaid(toMermaid(flow, { labels: 'names', hide: ['limit', 'noMatch', 'timeout', 'error'] }))
  expect(edges.map(({ from, to, text }) => [from, text, to])).toEqual([
    ['_start', '', 'greeting_'],
    ['greeting_', 'order', 'look_up_'],
    ['greeting_', 'again', 'greeting_'],
    ['look_up_', '', 'goodbye_'],
    ['help_', '', '_completed'],
    ['goodbye_', '', '_completed'],
  ])
})

test('runs from left to right where that is wanted', () => {
  expect(toMermaid(flow, { direction: 'LR' })).toMatch(/^flowchart LR\n/)
})

describe('what stands out', () => {
  test('a path: its states, and the edges between them', async () => {
    const { nodes, edges } = await parseMermaid(toMermaid(flow, { highlight: ['greeting', 'look_up', 'goodbye'] }))
    const marked = [...nodes].filter(([, { classes }]) => classes.includes('highlighted')).map(([id]) => id)
    expect(marked).toEqual(['greeting_', 'look_up_', 'goodbye_'])
    const thick = edges.filter(({ style }) => style.includes('stroke-width:3px'))
    expect(thick.map(({ from, to }) => [from, to])).toEqual([
      ['greeting_', 'look_up_'],
      ['look_up_', 'goodbye_'],
    ])
  })

  test('states and transitions that were never reached', async () => {
    const coverage = { states: { greeting: 3, look_up: 1, goodbye: 1 }, transitions: { 'greeting.order': 1 } }
    const { nodes, edges } = await parseMermaid(toMermaid(flow, { coverage }))
    const untouched = [...nodes].filter(([, { classes }]) => classes.includes('untouched')).map(([id]) => id)
    expect(untouched).toEqual(['help_'])
    const red = edges.filter(({ style }) => style.includes('#dc2626'))
    expect(red.map(({ text }) => text)).toEqual(['again:<br/>says again'])
  })
})

const HOSTILE = [
  'end',
  'class',
  'start',
  '_start',
  'subgraph',
  'naïve',
  'état-"1"',
  '状態',
  '1)',
  '-',
  '*x*',
  '`x`',
  '<b>',
  'a;b',
  '%%',
  '&amp;',
  '__',
]

test.each(HOSTILE)('shows the name %s as it is', async (name) => {
  const hostile: ConversationFlow = {
    name: 'hostile',
    initialState: 'first',
    states: {
      first: { prompt: { say: 'x' }, transitions: { [name]: keyword([name, 'plain']) }, nextStates: { [name]: name } },
      [name]: { prompt: { say: 'y' } },
    },
  }
  const { nodes, edges } = await parseMermaid(toMermaid(hostile))
  expect([...nodes.values()].map(({ text }) => text)).toContain(name)
  const transition = edges.find(({ from, to }) => from === 'first_' && nodes.get(to)?.text === name)
  expect(transition?.text.split(':<br/>')[0]).toBe(name)
})

test('has an edge exactly where the machine leads from one state to another, for any flow', async () => {
  await fc.assert(
    fc.asyncProperty(randomFlow, async (random) => {
      const { nodes, edges } = await parseMermaid(toMermaid(random))
      const drawn = edges
        .filter(({ from }) => from !== '_start')
        .map(({ from, to }) => `${nodes.get(from)?.text} -> ${nodes.get(to)?.text}`)
      expect(new Set(drawn)).toEqual(machineEdges(compileFlow(random)))
    }),
    { numRuns: runsOr(15) },
  )
})

describe('when a conversation runs', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] })
  })

  afterEach(() => {
    vi.useRealTimers()
  })

  test('every way that it takes is drawn', async () => {
    let taken = 0
    await fc.assert(
      fc.asyncProperty(randomFlow, talk, async (random, steps) => {
        const model = dependableModel
        const machine = compileFlow(random, { model, models: { careful: model }, actors: { lookUp } }).provide({ guards: userGuards })
        const { entered } = await observeTalk(machine, steps)
        const { nodes, edges } = await parseMermaid(toMermaid(random, { labels: 'names' }))
        const drawn = edges.map(({ from, to, text }) => [nodes.get(from)?.text, text, nodes.get(to)?.text].join(' | '))
        for (const { from, to, transition } of entered) {
          if (from === null) continue
          if (transition !== null) expect(drawn).toContain([from, transition, to].join(' | '))
          else expect(edges.some((edge) => nodes.get(edge.from)?.text === from && nodes.get(edge.to)?.text === to)).toBe(true)
          taken += 1
        }
      }),
      { numRuns: runsOr(50) },
    )
    expect(taken).toBeGreaterThan(30)
  })
})

test('draws the ready flows', async () => {
  const { nodes, edges } = await parseMermaid(toMermaid(onboarding))
  expect([...nodes.values()].map(({ text }) => text)).toEqual(
    expect.arrayContaining(Object.keys(onboarding.states).filter((name) => !name.startsWith('$'))),
  )
  expect(edges.length).toBeGreaterThan(10)
})
