import { machine } from 'talkchart/machines/interview'
import { describe, expect, test } from 'vitest'
import { talkTo } from './talk-to.js'

/** What to say to come to a state. */
const wayTo = {
  start: [],
  question_1: ['yes'],
  question_2: ['yes', 'I build tools'],
  question_3: ['yes', 'I build tools', 'a slow query'],
}

type Case = readonly [state: keyof typeof wayTo, utterance: string, transition: string | null]

const cases: readonly Case[] = [
  ['start', 'yes', 'continue'],
  ['start', 'Sure, go ahead', 'continue'],
  ['start', 'not ready', null],
  ['start', 'no', null],
  ['question_1', 'skip', 'skip'],
  ['question_1', "I'd rather pass", 'skip'],
  ['question_1', 'a compiler for chat flows', 'answered'],
  ['question_1', 'back', 'answered'],
  ['question_2', 'back', 'back'],
  ['question_2', 'can we go back to the first question please?', 'back'],
  ['question_2', 'hmm, can we go back?', 'back'],
  ['question_2', 'previous question', 'back'],
  ['question_2', 'In my previous job I cut the build time by half', 'answered'],
  ['question_2', 'mostly back-end work', 'answered'],
  ['question_2', 'I went back to school', 'answered'],
  ['question_2', 'skip', 'answered'],
  ['question_3', 'done', 'done'],
  ['question_3', "I'm finished", 'done'],
  ['question_3', 'that’s it', 'done'],
  ['question_3', "that's all", 'done'],
  ['question_3', 'I have done some Rust and want more', null],
  ['question_3', "I'm not done", null],
]

describe('interview', () => {
  test.each(cases)('in %s, %j: %s', async (state, utterance, transition) => {
    expect((await talkTo(machine, wayTo[state])).state).toBe(state)
    const talk = await talkTo(machine, [...wayTo[state], utterance])
    expect(talk.transition).toBe(transition)
    if (transition === null) expect(talk.state).toBe(state)
  })

  test('going back leads to the first question, twice', async () => {
    const once = ['answer', 'back']
    expect(await talkTo(machine, ['yes', ...once, ...once])).toMatchObject({ state: 'question_1', outcome: null })
  })

  test('the fourth time at the first question ends the interview', async () => {
    const once = ['answer', 'back']
    expect(await talkTo(machine, ['yes', ...once, ...once, ...once])).toMatchObject({ state: 'question_2', outcome: 'limit' })
  })

  test('a candidate who never says "done" is let go after the fourth answer', async () => {
    const answers = ['Rust', 'and Go', 'and gardening', 'and more']
    expect(await talkTo(machine, [...wayTo.question_3, ...answers])).toMatchObject({ state: 'end', outcome: 'completed' })
  })
})
