import { machine } from 'talkchart/machines/save_and_resume'
import { describe, expect, test } from 'vitest'
import { createActor, type Snapshot, waitFor } from 'xstate'
import { isSettled, talkTo } from './talk-to.js'

/** What to say to come to a state. */
const wayTo = {
  ask_order: [],
  ask_reason: ['my order is 48213'],
  ask_solution: ['my order is 48213', 'it arrived broken'],
}

type Case = readonly [state: keyof typeof wayTo, utterance: string, transition: string | null]

const cases: readonly Case[] = [
  ['ask_order', '48213', 'order_given'],
  ['ask_order', 'order #4821377, please', 'order_given'],
  ['ask_order', 'I want to return something', null],
  ['ask_order', '482', null],
  ['ask_reason', 'it arrived broken', 'reason_given'],
  ['ask_reason', 'you sent the wrong order', 'reason_given'],
  ['ask_reason', 'sorry, that was the wrong number', 'correction'],
  ['ask_solution', 'exchange it, please', 'exchange'],
  ['ask_solution', "I don't want a refund, I want a new one", 'exchange'],
  ['ask_solution', 'can I get a bigger one', 'exchange'],
  ['ask_solution', 'my money', 'refund'],
  ['ask_solution', 'no exchange, refund it', 'refund'],
  ['ask_solution', 'what would you do?', null],
]

describe('save_and_resume', () => {
  test.each(cases)('in %s, %j: %s', async (state, utterance, transition) => {
    expect((await talkTo(machine, wayTo[state])).state).toBe(state)
    const talk = await talkTo(machine, [...wayTo[state], utterance])
    expect(talk.transition).toBe(transition)
    if (transition === null) expect(talk.state).toBe(state)
  })

  test('a conversation that was saved as JSON goes on at its question', async () => {
    const before = createActor(machine, { input: {} }).start()
    await waitFor(before, isSettled)
    before.send({ type: 'user.message', text: '48213' })
    await waitFor(before, isSettled)
    const saved = JSON.stringify(before.getPersistedSnapshot())
    before.stop()

    const snapshot: Snapshot<unknown> = JSON.parse(saved)
    const after = createActor(machine, { input: {}, snapshot }).start()
    expect(after.getSnapshot().context.messages.at(-1)?.text).toContain('Question 2 of 3')
    after.send({ type: 'user.message', text: 'it arrived broken' })
    await waitFor(after, isSettled)
    after.send({ type: 'user.message', text: 'a refund, please' })
    const end = await waitFor(after, isSettled)
    expect(end.output).toMatchObject({ outcome: 'completed', finalState: 'refund_arranged', turns: 3 })
  })
})
