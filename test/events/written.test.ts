import { type ConversationFlow, defineFlow, event, keyword, outsideEvent } from 'talkchart'
import { analyzeFlow, toMachineSource, toMermaid } from 'talkchart/analysis'
import { expect, test } from 'vitest'
import { createActor } from 'xstate'
import { checkGenerated } from '../analysis/source/check-generated.js'
import { runGenerated } from '../analysis/source/generated-machine.js'

const flow = defineFlow({
  name: 'order',
  initialState: 'menu',
  events: {
    'payment.completed': event({ payload: { type: 'object', properties: { amount: { type: 'number' } }, required: ['amount'] } }),
    'handoff.ended': {},
    'price.changed': {},
  },
  on: { 'price.changed': { saveAs: 'price' } },
  states: {
    menu: {
      prompt: { say: 'Pay or talk? It costs {{price}}.' },
      transitions: { pay: keyword(['pay']), talk: keyword(['talk']) },
      nextStates: { pay: 'paying', talk: 'desk' },
    },
    paying: { prompt: { say: 'Please pay.' }, on: { 'payment.completed': { to: 'thanks', saveAs: 'payment' } } },
    desk: { prompt: { say: 'A colleague takes over.' }, transitionsOn: 'event', on: { 'handoff.ended': 'menu' } },
    thanks: { prompt: { say: 'Thank you for {{payment.amount}}.' } },
  },
})

test('the source of a flow with events runs, and checks payloads', () => {
  const { machine } = runGenerated(toMachineSource(flow))
  const actor = createActor(machine).start()
  const refused: string[] = []
  actor.on('event.refused', ({ reason }) => refused.push(reason))
  actor.send({ type: 'user.message', text: 'pay' })
  actor.send(outsideEvent('payment.completed', { amount: 'a lot' }))
  actor.send(outsideEvent('payment.completed'))
  actor.send(outsideEvent('price.changed', 3))
  actor.send(outsideEvent('payment.completed', { amount: 5 }))
  expect(refused).toEqual(['invalid-payload', 'invalid-payload'])
  expect(actor.getSnapshot().output).toMatchObject({ outcome: 'completed', data: { price: 3, payment: { amount: 5 } } })
})

test('the source of a flow with events is typed', { timeout: 60_000 }, () => {
  expect(checkGenerated({ order: toMachineSource(flow) })).toBe('')
})

test('drawings show where events lead', () => {
  expect(toMermaid(flow)).toContain('paying_ -->|"event: payment#46;completed"| thanks_')
})

test('what events bring is known to the analysis', () => {
  const codes = (changed: Partial<ConversationFlow>) =>
    analyzeFlow({ ...flow, ...changed }).diagnostics.map(({ code, path }) => `${code} ${path.join(' ')}`)
  expect(codes({}).filter((each) => each.startsWith('unknown-variable'))).toEqual([])
  expect(codes({ on: {} })).toContain('unknown-variable states menu prompt say')
  expect(codes({}).filter((each) => each.startsWith('event-'))).toEqual([
    'event-too-early events payment.completed',
    'event-too-early events handoff.ended',
  ])
  expect(codes({ on: {} })).toContain('event-never-handled events price.changed')
})

test('an event that many states lose names some of them, and counts the rest as it should', () => {
  const waiting = { prompt: { say: 'Wait.' }, transitionsOn: 'event' as const, on: { 'parcel.came': 'end' } }
  const early = (count: number) => {
    const names = Array.from({ length: count }, (_, index) => `room${index + 1}`)
    const rooms = names.map((name, index) => {
      const nextStates = { on: names[index + 1] ?? 'waiting' }
      return [name, { prompt: { say: 'Go on?' }, transitions: { on: keyword(['on']) }, nextStates }] as const
    })
    const states = { ...Object.fromEntries(rooms), waiting, end: { prompt: { say: 'It is here.' } } }
    const found = analyzeFlow({ name: 'rooms', initialState: 'room1', events: { 'parcel.came': {} }, states })
    return found.diagnostics.find(({ code }) => code === 'event-too-early')?.message
  }
  expect(early(4)).toContain('in "room1", "room2", "room3" or "room4", where')
  expect(early(5)).toContain('in "room1", "room2", "room3" or 2 other states, where')
})
