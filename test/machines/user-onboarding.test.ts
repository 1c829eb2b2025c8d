import { compileFlow, templateModel } from 'talkchart'
import { flow } from 'talkchart/machines/user_onboarding'
import { describe, expect, test } from 'vitest'
import { talkTo } from './talk-to.js'

/** Answers the one question of the flow: somebody who says "I'm" tells who they are. */
const model = templateModel({ understand: ({ text }) => ({ info_provided: text.startsWith("I'm") ? 'yes' : 'no' }) })
const machine = compileFlow(flow, { model })

const toTour = ['ready', "I'm Ada", 'done']

/** What to say to come to a state. */
const wayTo = {
  welcome: [],
  collect_info: ['ready'],
  set_preferences: ['ready', "I'm Ada"],
  feature_tour: toTour,
  feature_demo: [...toTour, 'next'],
  additional_help: [...toTour, 'next', "I don't understand"],
}

type Case = readonly [state: keyof typeof wayTo, utterance: string, transition: string | null]

const cases: readonly Case[] = [
  ['welcome', "I'm ready", 'ready'],
  ['welcome', "Yes, let's begin", 'ready'],
  ['welcome', 'not ready', null],
  ['welcome', "I'm not ready yet", null],
  ['welcome', 'already here', null],
  ['collect_info', "I'm Ada, I write programs", 'info_provided'],
  ['collect_info', 'why do you ask?', null],
  ['collect_info', "I'd rather not say", 'declined'],
  ['set_preferences', 'done', 'preferences_set'],
  ['set_preferences', "I'm all set", 'preferences_set'],
  ['set_preferences', 'set', 'preferences_set'],
  ['set_preferences', 'nothing else', 'preferences_set'],
  ['set_preferences', "I'm not done", null],
  ['set_preferences', 'not set', null],
  ['set_preferences', 'set it to weekly', null],
  ['set_preferences', 'no updates at all', null],
  ['set_preferences', 'no, thanks', 'preferences_set'],
  ['set_preferences', 'dark, please', null],
  ['feature_tour', 'next', 'continue_tour'],
  ['feature_tour', 'no, show me more', 'continue_tour'],
  ['feature_tour', 'yes please', 'continue_tour'],
  ['feature_tour', 'no', 'skip_tour'],
  ['feature_tour', 'no more, thanks', 'skip_tour'],
  ['feature_tour', 'later, ok?', 'skip_tour'],
  ['feature_tour', 'maybe later', 'skip_tour'],
  ['feature_tour', "I don't want to continue", 'skip_tour'],
  ['feature_tour', 'how long is it?', null],
  ['feature_demo', "I don't need help", 'understood'],
  ['feature_demo', 'got it', 'understood'],
  ['feature_demo', 'that was helpful', 'understood'],
  ['feature_demo', 'I understand now', 'understood'],
  ['feature_demo', "I don't understand", 'more_help'],
  ['feature_demo', "it's not really clear", 'more_help'],
  ['feature_demo', 'can you explain that more clearly?', 'more_help'],
  ['feature_demo', "thanks, but I'm confused", 'more_help'],
  ['feature_demo', 'where is the plus sign?', null],
  ['additional_help', 'ready', 'ready_now'],
  ['additional_help', 'ah, I understand', 'ready_now'],
  ['additional_help', "I still don't understand", null],
  ['additional_help', 'thanks, but I am still lost', null],
  ['additional_help', 'not ready', null],
]

describe('user_onboarding', () => {
  test.each(cases)('in %s, %j: %s', async (state, utterance, transition) => {
    expect((await talkTo(machine, wayTo[state])).state).toBe(state)
    const talk = await talkTo(machine, [...wayTo[state], utterance])
    expect(talk.transition).toBe(transition)
    if (transition === null) expect(talk.state).toBe(state)
  })

  test('nobody is kept for not saying who they are', async () => {
    expect((await talkTo(machine, ['ready', 'why?', 'hm', 'well'])).state).toBe('set_preferences')
  })

  test('help that does not help does not keep the user either', async () => {
    const talk = await talkTo(machine, [...wayTo.additional_help, 'what?', 'what?', 'what?'])
    expect(talk).toMatchObject({ state: 'completion', outcome: 'completed' })
  })
})
