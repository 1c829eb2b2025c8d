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
  refund_details: ['there is a wrong charge', 'I want my money back for INV-20481'],
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
  ['billing_support', 'refund invoice 20481', 'refund_of_invoice'],
  ['billing_support', 'I do not want a refund for 20481, thanks', 'clarified'],
  ['refund_details', 'never mind', 'dropped'],
  ['refund_details', 'I want to speak to your manager', 'human'],
  ['refund_details', 'as credit', 'collected'],
  ['process_refund', 'no, as credit please', 'corrected'],
  ['process_refund', 'yes, but it was INV-20481', 'corrected'],
  ['process_refund', 'for another invoice', 'other_invoice'],
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
  ['refund_details', 'which one?', null],
  ['refund_details', 'on my card or as credit', null],
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

  test('a refund is asked for, corrected and confirmed', async () => {
    const conversation = await open()
    const says = async (text: string) => (await conversation.send(text)).reply
    await says('I was charged twice, my bill is wrong')
    expect(await says('I want my money back')).toBe('I can send the money back the way you paid. Shall I proceed?')
    expect(await says('it was another invoice')).toMatch(/^I can do that. Which invoice is it\?/)
    expect(await says('I do not have it here')).toMatch(/^Sorry, I need that to find the right charge. I can do that. Which invoice/)
    expect(await says('when are you open?')).toMatch(/^We are here Monday to Friday.*\n\nI can do that/)
    expect(await says('it is INV-20481')).toBe('Shall the money go back to your card, or be credit for your next bill?')
    expect(await says('my credit card')).toBe('I can send the money of invoice 20481 back to your card. Shall I proceed?')
    expect(await says('no, a voucher please')).toBe(
      'I can give you the money of invoice 20481 as credit for your next bill. Shall I proceed?',
    )
    expect(await says('yes, but it was 20482')).toContain('invoice 20482 as credit')
    await says('yes please')
    expect(conversation).toMatchObject({ state: 'satisfaction_check', data: { invoice: '20482', payout: 'credit' } })
  })

  test('what is told with the wish is not asked for again, and another refund is another invoice', async () => {
    const conversation = await open()
    await conversation.send('my bill is wrong')
    await conversation.send('refund invoice 20481 to my card')
    expect(conversation).toMatchObject({ state: 'process_refund', data: { invoice: '20481', payout: 'card' } })
    await conversation.send('no')
    await conversation.send('a refund')
    expect(conversation).toMatchObject({ state: 'process_refund', data: {} })
    expect(conversation.data).toEqual({})
  })

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
