import { compileFlow, templateModel, type UnderstandRequest } from 'talkchart'
import { flow } from 'talkchart/machines/dynamic_routing'
import { describe, expect, test } from 'vitest'
import { talkTo } from './talk-to.js'

/** Chooses by one word, and none of the candidates for anything else. */
function chooseDesk({ text, questions }: UnderstandRequest) {
  const desk = [
    { word: /app/, name: 'technical_support' },
    { word: /invoice/, name: 'billing_support' },
    { word: /open/, name: 'general_help' },
  ].find(({ word }) => word.test(text))
  return Object.fromEntries(questions.map(({ key }) => [key, desk?.name ?? null]))
}

const machine = compileFlow(flow, { model: templateModel({ understand: chooseDesk }) })

/** What to say to come to a state. */
const wayTo = {
  greeting: [],
  technical_support: ['the app is odd'],
  billing_support: ['my invoice is odd'],
  general_help: ['when do you open?'],
}

type Case = readonly [state: keyof typeof wayTo, utterance: string, transition: string | null]

const cases: readonly Case[] = [
  ['greeting', 'the app is odd', 'auto'],
  ['greeting', 'my invoice is odd', 'auto'],
  ['greeting', 'when do you open?', 'auto'],
  ['greeting', 'hello', null],
  ['technical_support', 'yes, it works', 'settled'],
  ['technical_support', "it's not fixed", null],
  ['technical_support', 'thanks, but it still fails', null],
  ['technical_support', 'I have something else', 'another_matter'],
  ['technical_support', 'can I talk to someone?', 'human'],
  ['technical_support', 'it also crashes on my phone', null],
  ['billing_support', 'clear', 'settled'],
  ['billing_support', 'not clear', null],
  ['general_help', "that's all", 'settled'],
  ['general_help', 'yes, I have another question', 'another_matter'],
]

describe('dynamic_routing', () => {
  test.each(cases)('in %s, %j: %s', async (state, utterance, transition) => {
    expect((await talkTo(machine, wayTo[state])).state).toBe(state)
    const talk = await talkTo(machine, [...wayTo[state], utterance])
    expect(talk.transition).toBe(transition)
    if (transition === null) expect(talk.state).toBe(state)
  })

  test('another matter goes back to the greeting, and from there to another desk', async () => {
    const talk = await talkTo(machine, ['the app is odd', 'I have another question', 'my invoice is odd'])
    expect(talk).toMatchObject({ state: 'billing_support', outcome: null })
  })

  test('without an answer from the model everybody comes to general help', async () => {
    const undecided = compileFlow(flow, { model: templateModel() })
    expect((await talkTo(undecided, ['the app', 'the app', 'the app'])).state).toBe('general_help')
  })

  test('going round and round comes to a person', async () => {
    const round = ['the app is odd', 'something else']
    const talk = await talkTo(machine, [...round, ...round, ...round])
    expect(talk).toMatchObject({ state: 'hand_over', outcome: 'completed' })
  })
})
