import { memoryStore, openConversation } from 'talkchart'
import { flow, machine } from 'talkchart/machines/customer_support'
import { describe, expect, test } from 'vitest'
import { talkTo } from './talk-to.js'

/** What to say to come to a state. */
const wayTo = {
  greeting: [],
  classify_issue: ['I have a problem'],
  technical_support: ['my app keeps crashing'],
  account_support: ["I can't access my account"],
  billing_support: ['I have a question about my bill'],
  feature_help: ['how do I export a report?'],
  process_refund: ['there is a wrong charge', 'I want my money back'],
  escalate: ['let me speak to a human'],
  provide_info: ['just looking around'],
}

type Case = readonly [state: keyof typeof wayTo, utterance: string, transition: string | null]

const routed: readonly Case[] = [
  ['greeting', 'my app keeps crashing', 'technical'],
  ['greeting', "the page doesn't load", 'technical'],
  ['greeting', 'well my screen is blank', 'technical'],
  ['greeting', 'it wont open anymore', 'technical'],
  ['greeting', 'I get an error when I save', 'technical'],
  ['greeting', "I can't log in", 'account'],
  ['greeting', 'my password is not working', 'account'],
  ['greeting', 'I forgot my security question', 'account'],
  ['greeting', 'there is an error on my bill', 'billing'],
  ['greeting', 'I was charged twice!', 'billing'],
  ['greeting', 'my account was hacked', 'security'],
  ['greeting', 'how do I share a file', 'feature'],
  ['greeting', 'Can you help me?', 'need_help'],
  ['greeting', 'I have an issue', 'need_help'],
  ['greeting', 'you are the worst, this is ridiculous', 'complaint'],
  ['greeting', 'I am just looking', 'just_browsing'],
  ['greeting', 'your app is garbage and I want to cancel my subscription', 'billing'],
  ['greeting', 'let me speak to a human', 'human'],
  ['classify_issue', 'it says not working', 'technical'],
  ['classify_issue', 'the screen is broken', 'technical'],
  ['classify_issue', 'login', 'account'],
  ['classify_issue', 'a refund', 'billing'],
  ['classify_issue', 'is there a tutorial', 'feature'],
  ['classify_issue', 'I think somebody hacked me', 'security'],
  ['technical_support', "it's still not working", 'escalate'],
  ['technical_support', "No, it isn't working", 'escalate'],
  ['technical_support', 'not fixed', 'escalate'],
  ['technical_support', "that didn't help", 'escalate'],
  ['technical_support', 'it worked for a minute but it still crashes', 'escalate'],
  ['technical_support', 'the problem persists', 'escalate'],
  ['technical_support', 'it stopped working completely', 'escalate'],
  ['technical_support', 'none of this works', 'escalate'],
  ['technical_support', "great, it's fixed", 'resolved'],
  ['technical_support', 'works now, thanks', 'resolved'],
  ['technical_support', 'no more errors, it works', 'resolved'],
  ['technical_support', 'i dont think its working', 'escalate'],
  ['technical_support', 'it crashed again', 'escalate'],
  ['technical_support', "it's fine now, thanks", 'resolved'],
  ['technical_support', 'I want a real person', 'human'],
  ['account_support', 'I have access again', 'resolved'],
  ['account_support', "yes, I'm back in", 'resolved'],
  ['account_support', 'I still have no access', 'escalate'],
  ['account_support', 'it does not work', 'escalate'],
  ['account_support', 'I never got it, there is no email', 'escalate'],
  ['account_support', 'there are suspicious logins', 'security'],
  ['billing_support', 'I want a refund', 'refund'],
  ['billing_support', 'thanks, but I want my money back', 'refund'],
  ['billing_support', 'ok, I understand', 'clarified'],
  ['billing_support', 'Thanks!', 'clarified'],
  ['feature_help', 'got it', 'understood'],
  ['feature_help', "that's clear, no more questions", 'understood'],
  ['feature_help', 'nothing else', 'understood'],
  ['feature_help', 'I understand, but there is something else', 'more_help'],
  ['feature_help', 'can you tell me more', 'more_help'],
  ['process_refund', 'yes please', 'accepted'],
  ['process_refund', 'ok, proceed', 'accepted'],
  ['process_refund', 'no problem, go ahead', 'accepted'],
  ['process_refund', "no, that's ok, leave it", 'declined'],
  ['process_refund', "please don't proceed", 'declined'],
  ['escalate', 'never mind, it works now', 'not_needed'],
  ['provide_info', "I don't need help", 'done'],
  ['provide_info', 'my app crashes', 'technical'],
  ['provide_info', 'I have a question', 'need_help'],
  ['provide_info', 'no questions, thanks', 'done'],
]

const asked: readonly Case[] = [
  ['greeting', 'hello', null],
  ['greeting', 'good morning to you', null],
  ['classify_issue', 'it is complicated', null],
  ['technical_support', 'I restarted it', null],
  ['technical_support', 'which version do I need?', null],
  ['account_support', "I can't access my account", null],
  ['account_support', 'I lost access to it', null],
  ['account_support', 'how do I get access?', null],
  ['billing_support', "I don't understand this charge", null],
  ['billing_support', "thanks, but that's not clear", null],
  ['billing_support', 'I do not want a refund', null],
  ['feature_help', "I don't understand", null],
  ['feature_help', 'not clear at all', null],
  ['process_refund', 'how long does it take?', null],
  ['escalate', 'hello? is there anybody?', null],
  ['escalate', "don't forget it", null],
]

describe('customer_support', () => {
  test.each([...routed, ...asked])('in %s, %j: %s', async (state, utterance, transition) => {
    expect((await talkTo(machine, wayTo[state])).state).toBe(state)
    const talk = await talkTo(machine, [...wayTo[state], utterance])
    expect(talk.transition).toBe(transition)
    if (transition === null) expect(talk.state).toBe(state)
  })

  test('a crash that stays comes to a person, not to the satisfaction check', async () => {
    const talk = await talkTo(machine, ['my app keeps crashing', "it's still not working"])
    expect(talk).toMatchObject({ state: 'escalate', outcome: null })
  })

  test('four messages that nobody understands come to a person', async () => {
    expect(await talkTo(machine, ['hi', 'hm', 'hmm', 'hmmm'])).toMatchObject({ state: 'escalate', outcome: null })
  })

  test('going round in circles comes to a person', async () => {
    const circle = ['something else', 'another guide']
    const talk = await talkTo(machine, ['I have a question', 'a guide please', ...circle, ...circle, 'one more'])
    expect(talk).toMatchObject({ state: 'escalate', outcome: null })
  })

  const open = () => openConversation({ flow, id: 'desk', store: memoryStore() })

  test('a person takes over, and tells when all is done', async () => {
    const conversation = await open()
    await conversation.send('my app keeps crashing')
    await conversation.send("it's still not working")
    expect((await conversation.send('hello? my app is broken')).replies).toEqual([])
    await conversation.say('I have reset it. Does it work?', { name: 'Ana' })
    expect(conversation).toMatchObject({ state: 'escalate', phase: 'listening' })
    expect(await conversation.notify('handoff.ended')).toMatchObject({ state: 'satisfaction_check', outcome: 'completed' })
  })

  test('the opening hours are told anywhere, and the greeting does not welcome twice', async () => {
    const conversation = await open()
    const turn = await conversation.send('what are your opening hours?')
    expect(turn.replies.map(({ text }) => text)).toEqual([expect.stringMatching(/^We are here/), 'And what can I help you with?'])
    expect(turn.resumed).toEqual(['greeting'])
  })
})
