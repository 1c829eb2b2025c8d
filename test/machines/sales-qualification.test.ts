import { memoryStore, openConversation } from 'talkchart'
import { flow, machine } from 'talkchart/machines/sales_qualification'
import { describe, expect, test } from 'vitest'
import { talkTo } from './talk-to.js'

const toAuthority = ['sounds great', 'we have a budget']

/** What to say to come to a state. */
const wayTo = {
  introduction: [],
  build_interest: ["I'm not sure"],
  qualify_budget: ['sounds great'],
  address_pricing: ['sounds great', 'what does it cost?'],
  qualify_authority: toAuthority,
  qualify_need: [...toAuthority, 'I decide'],
  schedule_demo: [...toAuthority, 'I decide', 'as soon as possible'],
  quote_details: ['sounds great', 'can you send me an offer?'],
  quote_check: ['sounds great', 'can you send me an offer for 20 people?', '5000 euros', 'next quarter'],
}

type Case = readonly [state: keyof typeof wayTo, utterance: string, transition: string | null]

const cases: readonly Case[] = [
  ['introduction', 'sounds great', 'interested'],
  ['introduction', "yes, I'm interested", 'interested'],
  ['introduction', 'tell me more', 'interested'],
  ['introduction', "I'm not sure", 'neutral'],
  ['introduction', 'maybe', 'neutral'],
  ['introduction', 'what does it do?', 'neutral'],
  ['introduction', 'not interested', 'not_interested'],
  ['introduction', 'not interested, maybe another time', 'not_interested'],
  ['introduction', 'Not now', 'not_interested'],
  ['introduction', 'We already have something', 'neutral'],
  ['introduction', 'no', 'not_interested'],
  ['introduction', 'no thanks', 'not_interested'],
  ['introduction', 'this is awful, leave me alone', 'not_interested'],
  ['introduction', 'who is this?', null],
  ['build_interest', 'sounds good', 'interested'],
  ['build_interest', "I'm still thinking", 'still_unsure'],
  ['build_interest', "I'm really not sure", 'still_unsure'],
  ['build_interest', 'I want to talk to my wife', null],
  ['build_interest', 'no thanks', 'not_interested'],
  ['qualify_budget', 'we have no budget', 'no_budget'],
  ['qualify_budget', "we don't have a budget", 'no_budget'],
  ['qualify_budget', 'not approved yet', 'no_budget'],
  ['qualify_budget', "the budget isn't approved", 'no_budget'],
  ['qualify_budget', 'I need approval', 'no_budget'],
  ['qualify_budget', 'we do not have one', 'no_budget'],
  ['qualify_budget', 'our budget was cut', 'no_budget'],
  ['qualify_budget', 'around 5000', 'amount_named'],
  ['qualify_budget', 'no', 'no_budget'],
  ['qualify_budget', 'yes, it is approved', 'has_budget'],
  ['qualify_budget', 'no problem, the budget is ready', 'has_budget'],
  ['qualify_budget', 'the price is fine, we have budget', 'has_budget'],
  ['qualify_budget', 'that is too expensive', 'price_concern'],
  ['qualify_budget', 'we have a budget, what does it cost?', 'price_concern'],
  ['qualify_budget', 'this is over our budget', 'price_concern'],
  ['qualify_budget', 'not interested', 'opt_out'],
  ['qualify_budget', 'I know nothing about that', null],
  ['address_pricing', 'still too expensive', 'still_expensive'],
  ['address_pricing', "it's great but still too much", 'still_expensive'],
  ['address_pricing', 'OK, that makes sense', 'convinced'],
  ['address_pricing', "that's expensive", 'still_expensive'],
  ['address_pricing', "that's fair", 'convinced'],
  ['address_pricing', 'how many seats are there', null],
  ['address_pricing', 'we have no interest', 'opt_out'],
  ['address_pricing', "I'm not interested", 'opt_out'],
  ['qualify_authority', "I'm not interested", 'opt_out'],
  ['qualify_need', 'we are not planning anything', null],
  ['qualify_authority', 'yes', 'is_decision_maker'],
  ['qualify_authority', 'me', 'is_decision_maker'],
  ['qualify_authority', 'I am', 'is_decision_maker'],
  ['qualify_authority', "I'm the manager", 'is_decision_maker'],
  ['qualify_authority', 'not me, my manager', 'not_decision_maker'],
  ['qualify_authority', 'let me ask my manager', 'not_decision_maker'],
  ['qualify_authority', 'my wife decides', 'not_decision_maker'],
  ['qualify_authority', 'yes, but I need approval', 'not_decision_maker'],
  ['qualify_authority', "I'm not the one who decides", 'not_decision_maker'],
  ['qualify_authority', 'I’m the owner', 'is_decision_maker'],
  ['qualify_authority', "I'm the CEO", 'is_decision_maker'],
  ['qualify_authority', 'tell me more', null],
  ['qualify_authority', 'let me think', null],
  ['qualify_authority', 'I am busy', null],
  ['qualify_authority', 'some time', null],
  ['qualify_need', 'now', 'urgent'],
  ['qualify_need', 'as soon as possible', 'urgent'],
  ['qualify_need', "it's not urgent", 'planned'],
  ['qualify_need', 'not now, next quarter', 'planned'],
  ['qualify_need', 'for now we are only planning', 'planned'],
  ['qualify_need', 'not now', 'planned'],
  ['qualify_need', "I don't know", null],
  ['schedule_demo', '24/05/2027', 'scheduled'],
  ['schedule_demo', 'how about 2027-05-24?', 'scheduled'],
  ['schedule_demo', 'tomorrow', 'scheduled'],
  ['schedule_demo', 'May 24', 'scheduled'],
  ['schedule_demo', 'the 3rd of June', 'scheduled'],
  ['schedule_demo', 'maybe 10 people', null],
  ['schedule_demo', 'at 10', null],
  ['schedule_demo', 'call me at 555-1234', null],
  ['schedule_demo', 'send me an offer first', 'quote'],
  ['introduction', 'how much does it cost?', 'pricing'],
  ['qualify_need', 'what does it cost?', 'pricing'],
  ['qualify_need', 'let me talk to a human', 'human'],
  ['quote_details', 'none of your business', null],
  ['quote_details', '0', null],
  ['quote_details', 'rather not', 'never_mind'],
  ['quote_details', 'not interested', 'opt_out'],
  ['quote_check', 'yes', 'right'],
  ['quote_check', 'no', 'wrong'],
  ['quote_check', 'yes, but make it 30', 'corrected'],
  ['quote_check', 'no, we have 7000', 'corrected'],
  ['quote_check', 'not next quarter, this month', 'corrected'],
  ['quote_check', 'is that all?', null],
]

describe('sales_qualification', () => {
  test.each(cases)('in %s, %j: %s', async (state, utterance, transition) => {
    expect((await talkTo(machine, wayTo[state])).state).toBe(state)
    const talk = await talkTo(machine, [...wayTo[state], utterance])
    expect(talk.transition).toBe(transition)
    if (transition === null) expect(talk.state).toBe(state)
  })

  test.each([
    [['not interested'], 'polite_close'],
    [['sounds great', 'we have no budget'], 'nurture'],
    [['sounds great', 'too expensive', 'still too expensive'], 'nurture'],
    [[...toAuthority, 'not me, my manager'], 'involve_stakeholders'],
    [[...toAuthority, 'I decide', 'next quarter'], 'nurture_timeline'],
    [[...toAuthority, 'I decide', 'asap', '1/6/27'], 'confirm_demo'],
  ])('%j ends in %s', async (utterances, state) => {
    expect(await talkTo(machine, utterances)).toMatchObject({ state, outcome: 'completed' })
  })

  test('an offer asks for what was not told on the way, and hears corrections', async () => {
    const conversation = await openConversation({ flow, id: 'lead', store: memoryStore() })
    const says = async (text: string) => (await conversation.send(text)).reply
    for (const text of ['sounds great', 'around 5000', 'I decide', 'asap']) await says(text)
    expect(await says('an offer for 20 people, please')).toBe(
      'So an offer for 20 people, with a budget of around 5000, to run this month. Is that right?',
    )
    expect(await says('how much is it?')).toMatch(/^It is 19 euros per seat.*\n\nSo an offer for 20 people/)
    await says('a real person, please')
    expect(conversation.state).toBe('colleague/desk')
    expect((await conversation.notify('handoff.ended')).reply).toMatch(/^Then let us go on.\n\nSo an offer/)
    expect(await says('yes, but make it 30')).toContain('30 people')
    expect(await says('yes')).toMatch(/^The offer is on its way to you.\n\nThen let's find a date/)
    expect(conversation).toMatchObject({ state: 'schedule_demo', data: { team_size: 30, budget: 'around 5000', timeline: 'this month' } })
  })

  test('the date is repeated in the confirmation', async () => {
    const { reply } = await talkTo(machine, [...wayTo.schedule_demo, '24/05/2027 at 9'])
    expect(reply).toContain('24/05/2027 at 9')
  })
})
