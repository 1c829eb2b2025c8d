import { machine } from 'talkchart/machines/simple_greeting'
import { describe, expect, test } from 'vitest'
import { talkTo } from './talk-to.js'

describe('simple_greeting', () => {
  test.each(['yes', 'Sure!', 'OK', 'yeah, go on', 'oh yes please', 'okay then', 'YES'])('%j goes on to help', async (utterance) => {
    expect(await talkTo(machine, [utterance])).toMatchObject({ state: 'help', transition: 'continue', outcome: 'completed' })
  })

  test.each(["I'm not sure", 'no', 'hello?', 'what is this?', 'not ok', 'yesterday I was here', ''])('%j does not', async (utterance) => {
    expect(await talkTo(machine, [utterance])).toMatchObject({ state: 'greeting', transition: null, outcome: null })
  })

  test('a miss is answered in other words than the greeting', async () => {
    const [greeting, again] = await Promise.all([talkTo(machine, []), talkTo(machine, ['who are you?'])])
    expect(again.reply).not.toBe(greeting.reply)
  })
})
