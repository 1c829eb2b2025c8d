import { type ConversationFlow, checkFlow, keyword, memoryStore, openConversation } from 'talkchart'
import { toMachineSource, toMermaid } from 'talkchart/analysis'
import { flowPaths, runPath } from 'talkchart/testing'
import { describe, expect, test } from 'vitest'
import { checkGenerated } from '../analysis/source/check-generated.js'
import { walkGenerated } from '../analysis/source/generated-driver.js'
import { runGenerated } from '../analysis/source/generated-machine.js'

/** A desk that is called to while the shop is talked to, and a notice that comes everywhere. */
const flow: ConversationFlow = {
  name: 'shop',
  initialState: 'menu',
  events: { 'handoff.started': {}, 'handoff.ended': {}, 'price.changed': {} },
  flows: {
    desk: {
      states: {
        waiting: { prompt: { say: 'A colleague takes over.' }, transitionsOn: 'event', on: { 'handoff.ended': 'over' } },
        over: { prompt: { say: 'I am back.' } },
      },
    },
    notice: { states: { told: { prompt: { say: 'The price is {{price}} now.' } } } },
  },
  on: { 'price.changed': { call: 'notice', saveAs: 'price' } },
  states: {
    menu: {
      prompt: { say: 'What would you like?' },
      transitions: { pay: keyword(['pay']) },
      nextStates: { pay: 'paying' },
      on: { 'handoff.started': { call: 'desk', nextStates: { over: 'paying' } } },
    },
    paying: { prompt: { say: 'Please pay.' }, transitions: { paid: keyword(['paid']) }, nextStates: { paid: 'done' } },
    done: { prompt: { say: 'Thank you.' } },
  },
}

const open = (store = memoryStore()) => openConversation({ flow, id: 'shop', store })
const texts = (replies: readonly { readonly text: string }[]) => replies.map(({ text }) => text)

describe('an event that calls a flow', () => {
  test('comes back to the state, which speaks again, where the outcome is not named', async () => {
    const conversation = await open()
    const { replies, resumed } = await conversation.notify('price.changed', 5)
    expect([texts(replies), resumed, conversation.state]).toEqual([['The price is 5 now.', 'What would you like?'], ['menu'], 'menu'])
  })

  test('leads on by the outcome that is named, also when it was opened anew meanwhile', async () => {
    const store = memoryStore()
    const before = await open(store)
    await before.notify('handoff.started')
    expect([before.state, before.actor?.getSnapshot().context.stack]).toEqual([
      'desk/waiting',
      [{ flow: 'desk', from: 'menu', by: { scope: 'event', name: 'handoff.started' } }],
    ])
    await before.close()
    const after = await open(store)
    expect(texts((await after.notify('handoff.ended')).replies)).toEqual(['I am back.', 'Please pay.'])
    expect(after.state).toBe('paying')
  })

  test('is called from within another flow, and comes back there', async () => {
    const conversation = await open()
    await conversation.notify('handoff.started')
    expect(texts((await conversation.notify('price.changed', 5)).replies)).toEqual(['The price is 5 now.', 'A colleague takes over.'])
    expect(conversation.state).toBe('desk/waiting')
  })

  test('has paths, a drawing, and a generated machine that walks the same', async () => {
    const { paths, uncovered } = flowPaths(flow)
    expect(uncovered).toEqual([])
    for (const path of paths) await runPath(flow, path)
    expect(toMermaid(flow)).toContain('menu_ -->|"event: handoff#46;started"| _4')
    const source = toMachineSource(flow)
    expect(checkGenerated({ shop: source })).toBe('')
    const { machine, machineWith } = runGenerated(source)
    for (const path of paths) expect(await walkGenerated(machineWith ?? (() => machine), path)).toBe(true)
  }, 60_000)

  test.each<[string, object, string]>([
    ['unknown-flow', { call: 'nowhere' }, 'There is no flow "nowhere".'],
    ['unknown-outcome', { call: 'notice', nextStates: { tld: 'menu' } }, 'The flow "notice" has no outcome "tld".'],
    ['unknown-state', { call: 'notice', nextStates: { told: 'nowhere' } }, '"nowhere"'],
    ['beside-call', { call: 'notice', to: 'menu' }, 'its "to" would never be looked at'],
    ['idle-outcomes', { to: 'menu', nextStates: { told: 'menu' } }, 'no outcomes to go on by'],
  ])('is refused with %s', (code, handler, message) => {
    const found = checkFlow({ ...flow, on: { 'price.changed': handler } }).filter((diagnostic) => diagnostic.severity === 'error')
    expect(found.map((diagnostic) => diagnostic.code)).toEqual([code])
    expect(found[0]?.message).toContain(message)
  })

  test('is refused where its flow is being run', () => {
    const waiting = { prompt: { say: 'Wait.' }, on: { 'handoff.started': { call: 'desk' }, 'handoff.ended': 'over' } } as const
    const desk = { states: { waiting, over: { prompt: { say: 'I am back.' } } } }
    expect(checkFlow({ ...flow, flows: { ...flow.flows, desk } }).map(({ code }) => code)).toContain('call-cycle')
  })

  test('is ignored where its flow may not be called now', async () => {
    const notice = {
      states: {
        told: { prompt: { say: 'Heard?' }, transitions: { yes: keyword(['yes']) }, nextStates: { yes: 'over' } },
        over: { prompt: { say: 'Good.' } },
      },
    }
    const conversation = await openConversation({ flow: { ...flow, flows: { ...flow.flows, notice } }, id: 'asking', store: memoryStore() })
    await conversation.notify('price.changed', 5)
    const { replies } = await conversation.notify('price.changed', 7)
    expect([texts(replies), conversation.state, conversation.data]).toEqual([[], 'notice/told', { price: 5 }])
  })
})
