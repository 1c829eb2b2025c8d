import { machine } from 'talkchart/machines/support_routing'
import { describe, expect, test } from 'vitest'
import { talkTo } from './talk-to.js'

describe('support_routing', () => {
  test.each([
    ['there is a bug in the editor', 'technical', 'tech_support'],
    ['it crashes all the time', 'technical', 'tech_support'],
    ['I keep getting errors, can you help?', 'technical', 'tech_support'],
    ["the app doesn't work", 'technical', 'tech_support'],
    ['my payment was declined', 'billing', 'billing_support'],
    ['I was charged twice', 'billing', 'billing_support'],
    ['I have a question about my bill', 'billing', 'billing_support'],
    ['there is an error on my bill', 'billing', 'billing_support'],
    ['Can you help me?', 'general', 'general_help'],
    ['just a quick question', 'general', 'general_help'],
    ['I would like some info', 'general', 'general_help'],
  ])('%j is %s', async (utterance, transition, state) => {
    expect(await talkTo(machine, [utterance])).toMatchObject({ transition, state, outcome: 'completed' })
  })

  test.each(['hi', 'my debugger is fine', 'the billboard outside'])('%j is asked about', async (utterance) => {
    expect(await talkTo(machine, [utterance])).toMatchObject({ transition: null, state: 'greeting', outcome: null })
  })

  test('who can not say what it is reaches a person', async () => {
    expect(await talkTo(machine, ['hi', 'hm', 'well'])).toMatchObject({ state: 'general_help', outcome: 'completed' })
  })
})
