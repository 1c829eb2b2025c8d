// biome-ignore-all lint/suspicious/noThenProperty: it is a key of properties
import { affirm, all, any, compileFlow, defineFlow, deny, fields, fromRegex, keyword, not, regex, sentiment, unsure } from 'talkchart'

// Whatever is said of these words is denied: "isn't approved", "we don't have a budget".
const negated = (words: readonly string[]) => all(keyword(words), not(keyword(words, { ignoreNegated: true })))

// A refusal is taken at its first word, in every state: nobody should have to say no twice to a salesperson.
const refusal = keyword([
  'not interested',
  'no interest',
  'no thanks',
  'no thank you',
  'not for us',
  'unsubscribe',
  'leave me alone',
  'stop writing',
])

// The lexicon hears "I'm not sure" as a negative sentiment; it is an open question, not a refusal.
// "I think so" is none, so that "thinking" is meant as written.
const hesitation = any(
  keyword(['maybe', 'perhaps', 'not sure', 'think about it', 'not convinced', "don't know"]),
  keyword(['thinking'], { match: 'word' }),
  unsure(),
)

const refused = any(refusal, deny(), all(sentiment('negative', { threshold: 0.7 }), not(any(hesitation, affirm()))))
const agreed = any(keyword(['interested', 'tell me more', 'go on'], { ignoreNegated: true }), affirm())

// A sum in euros, and neither a number of people nor a year: with a currency, in thousands, or of four digits and more.
const sum =
  '[€$£] ?[0-9][0-9.,]*k?|\\b[0-9]+(?:[.,][0-9]+)*(?: ?k\\b| ?(?:euros?|dollars?|pounds?)\\b)|\\b[0-9]{1,3}(?:[.,][0-9]{3})+\\b|' +
  '\\b(?:[13-9][0-9]{3}|2[1-9][0-9]{2}|20[01][0-9]|[0-9]{5,})\\b'

const noQuote = keyword(['never mind', 'forget it', 'no offer', 'rather not', 'not now'])

const months = 'january|february|march|april|may|june|july|august|september|october|november|december'

/** Qualifies a lead by budget, authority, need and timing, and lets everybody else go with good manners. */
export const flow = defineFlow({
  name: 'sales_qualification',
  description: 'Qualifies a lead step by step and books a demo, or stays in touch.',
  initialState: 'introduction',
  fields: fields({
    budget: { ask: 'ask_amount', from: fromRegex(sum, { flags: 'i' }), overwrite: false },
    team_size: {
      ask: 'ask_team_size',
      from: 'number',
      schema: { type: 'integer', minimum: 1, maximum: 5000 },
      invalid: 'refuse_team_size',
    },
    timeline: {
      ask: 'ask_timeline',
      from: {
        choices: {
          'this month': ['this month', 'now', 'soon', 'asap', 'immediately', 'right away'],
          'next quarter': ['next quarter', 'in three months'],
          'next year': ['next year', 'later'],
        },
      },
      suggestions: ['This month', 'Next quarter'],
    },
  }),
  events: { 'handoff.ended': { description: 'The colleague has done what was to do.' } },
  states: {
    introduction: {
      prompt: 'sales_intro',
      transitions: {
        not_interested: refused,
        neutral: any(
          hesitation,
          keyword(['what is it', 'what does it do', 'what is this about', 'how does it work', 'how much', 'already have', 'already use']),
        ),
        interested: any(agreed, sentiment('positive', { threshold: 0.75 })),
      },
      nextStates: { not_interested: 'polite_close', neutral: 'build_interest', interested: 'qualify_budget' },
      noMatch: { max: 2, to: 'nurture', prompt: 'sales_intro_again' },
    },
    build_interest: {
      prompt: 'value_proposition',
      transitions: {
        not_interested: refused,
        still_unsure: hesitation,
        // Lower, one word of the lexicon would do: "are you sure?" holds one.
        interested: any(agreed, sentiment('positive', { threshold: 0.75 })),
      },
      nextStates: { not_interested: 'polite_close', still_unsure: 'nurture', interested: 'qualify_budget' },
      noMatch: { max: 2, to: 'nurture', prompt: 'value_proposition_again' },
    },
    qualify_budget: {
      prompt: 'ask_budget',
      transitions: {
        no_budget: any(
          keyword(
            [
              'no budget',
              'not approved',
              'need approval',
              'waiting for approval',
              "can't afford",
              "don't have",
              'pending approval',
              'waiting on approval',
              'budget was cut',
            ],
            {
              ignoreNegated: true,
            },
          ),
          negated(['approved', 'allocated', 'ready']),
          negated(['budget', 'money']),
          // "Not interested" is for everywhere; "no limit" is a budget.
          all(deny(), not(refusal), not(keyword(['no limit']))),
        ),
        // Asked about money, answer first: unless they say themselves that the price is fine.
        price_concern: all(
          keyword(['expensive', 'cost', 'price', 'how much', 'too much', 'over budget', 'over our budget'], { ignoreNegated: true }),
          not(keyword(['no problem', 'no issue', 'not a problem', 'not an issue', 'fine', 'fair', 'reasonable'])),
        ),
        has_budget: any(keyword(['budget', 'allocated', 'approved', 'ready', 'no limit'], { ignoreNegated: true }), affirm()),
        amount_named: regex('\\d{3,}|\\b\\d+ ?k\\b', { flags: 'i' }),
      },
      nextStates: {
        no_budget: 'nurture',
        price_concern: 'address_pricing',
        has_budget: 'qualify_authority',
        // The sum in the customer's own words; nobody asks for it again.
        amount_named: { to: 'qualify_authority', set: { budget: '{{text}}' } },
      },
      globals: ['opt_out', 'human', 'quote'],
      noMatch: { max: 2, to: 'nurture', prompt: 'ask_budget_again' },
    },
    address_pricing: {
      prompt: 'pricing_justification',
      transitions: {
        convinced: all(
          any(
            keyword(['makes sense', 'fair enough', 'no problem', 'worth it', 'not expensive', 'not too much', 'convinced'], {
              ignoreNegated: true,
            }),
            sentiment('positive', { threshold: 0.6 }),
          ),
          not(keyword(['still', 'too much', 'too expensive', 'but', 'not worth'], { ignoreNegated: true })),
          not(refusal),
        ),
        still_expensive: all(
          any(
            keyword(['still', 'too much', 'expensive', "can't afford", 'not worth', 'over budget'], { ignoreNegated: true }),
            sentiment('negative', { threshold: 0.6 }),
          ),
          not(refusal),
        ),
      },
      nextStates: { convinced: 'qualify_authority', still_expensive: 'nurture' },
      suggestions: ['That is fair', 'Send me an offer'],
      globals: ['opt_out', 'human', 'quote'],
      noMatch: { max: 2, to: 'nurture', prompt: 'pricing_justification_again' },
    },
    qualify_authority: {
      prompt: 'ask_decision_maker',
      transitions: {
        not_decision_maker: all(
          any(
            keyword(['not me', 'need approval', 'I am not', 'I do not', 'someone else', 'wrong person', 'not alone', 'together']),
            deny(),
            all(
              keyword(['manager', 'team', 'boss', 'director', 'ceo', 'cfo', 'board', 'partner', 'wife', 'husband']),
              not(keyword(["I'm the"])),
            ),
          ),
          not(refusal),
        ),
        // "Me" and "I am" count as a whole answer: "let me think" and "I am busy" say nothing about who decides.
        is_decision_maker: any(
          keyword(['I decide', 'my decision', 'my call', 'up to me', "it's me", 'would be me', 'just me', 'only me', 'I do'], {
            ignoreNegated: true,
          }),
          affirm(),
          regex("^\\W*(me|I am|(I['’]m|I am) the [\\w ]+)\\W*$", { flags: 'i' }),
        ),
      },
      nextStates: { not_decision_maker: 'involve_stakeholders', is_decision_maker: 'qualify_need' },
      noMatch: { max: 2, to: 'involve_stakeholders', prompt: 'ask_decision_maker_again' },
    },
    qualify_need: {
      prompt: 'assess_need',
      transitions: {
        urgent: keyword(['urgent', 'asap', 'soon', 'now', 'immediately', 'as fast as possible', 'this week', 'today', 'right away'], {
          ignoreNegated: true,
        }),
        planned: keyword(
          [
            'planning',
            'next quarter',
            'future',
            'next year',
            'next month',
            'later',
            'no rush',
            'no hurry',
            'not urgent',
            'not now',
            'for now',
          ],
          { ignoreNegated: true },
        ),
      },
      nextStates: { urgent: { to: 'schedule_demo', set: { timeline: 'this month' } }, planned: 'nurture_timeline' },
      noMatch: { max: 2, to: 'nurture_timeline', prompt: 'assess_need_again' },
    },
    schedule_demo: {
      prompt: 'demo_scheduling',
      transitions: {
        scheduled: any(
          regex('\\b\\d{1,2}[/-]\\d{1,2}[/-]\\d{2,4}\\b'),
          regex('\\b\\d{4}-\\d{2}-\\d{2}\\b'),
          regex('\\b\\d{1,2}\\.\\d{1,2}\\.(\\d{2,4})?'),
          regex(`\\b((${months}) \\d{1,2}|\\d{1,2}(st|nd|rd|th)? (of )?(${months}))\\b`, { flags: 'i' }),
          keyword(['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'today', 'tomorrow'], { ignoreNegated: true }),
        ),
      },
      nextStates: { scheduled: 'confirm_demo' },
      noMatch: { max: 2, to: 'nurture', prompt: 'demo_scheduling_again' },
    },
    // Whoever asks for an offer is asked for what is still missing, and for nothing that was told on the way.
    quote_details: {
      collect: ['team_size', 'budget', 'timeline'],
      // Whoever has an offer and asks for another is only asked whether it is right.
      metadata: { allow: ['stale-slot'] },
      transitions: { never_mind: noQuote },
      nextStates: { collected: 'quote_check', never_mind: 'schedule_demo' },
      noMatch: { prompts: ['quote_details_again', 'quote_details_again'], to: 'nurture' },
      globals: ['opt_out', 'human', 'pricing'],
    },
    quote_check: {
      prompt: 'quote_summary',
      suggestions: ['Yes', 'No'],
      // "Yes, but make it 12" is another number of people.
      correct: ['team_size', 'budget', 'timeline'],
      transitions: { never_mind: noQuote, wrong: deny(), right: affirm() },
      nextStates: {
        corrected: 'quote_check',
        never_mind: 'schedule_demo',
        wrong: { to: 'quote_details', reset: ['team_size', 'budget', 'timeline'] },
        right: 'quote_sent',
      },
      maxLoops: 8,
      onLimit: 'nurture',
      noMatch: { prompts: ['quote_summary_again', 'quote_summary_again'], to: 'nurture' },
      globals: ['opt_out', 'human', 'pricing'],
    },
    quote_sent: { prompt: 'quote_sent', advanceTo: 'schedule_demo' },
    confirm_demo: { prompt: 'demo_confirmation' },
    involve_stakeholders: { prompt: 'stakeholder_engagement' },
    nurture: { prompt: 'nurture_campaign' },
    nurture_timeline: { prompt: 'follow_up_timeline' },
    polite_close: { prompt: 'thank_you_close' },
  },
  globalTransitions: {
    opt_out: refusal,
    human: keyword(['human', 'real person', 'talk to somebody', 'talk to someone', 'speak to someone', 'speak to somebody'], {
      ignoreNegated: true,
    }),
    quote: keyword(['quote', 'an offer', 'proposal', 'estimate'], { ignoreNegated: true }),
    // Where the price is the matter itself, the states above have their own ways.
    pricing: keyword(['what does it cost', 'how much does it cost', 'how much is it', 'pricing', 'price list', 'what are the prices']),
  },
  globalNextStates: { opt_out: 'polite_close', human: { call: 'colleague' }, quote: 'quote_details', pricing: { call: 'pricing' } },
  flows: {
    pricing: { states: { told: { prompt: 'price_list' } } },
    // A colleague answers, and the qualification goes on where it was.
    colleague: {
      states: {
        desk: {
          prompt: 'colleague_takes_over',
          transitionsOn: 'event',
          on: { 'handoff.ended': 'back' },
          timeout: { seconds: 1800, to: 'back' },
        },
        back: { prompt: 'colleague_done' },
      },
    },
  },
  properties: {
    'no-is-no': { never: ['confirm_demo', 'quote_sent', 'schedule_demo'], after: 'polite_close' },
    'no-is-the-end': { whenever: 'polite_close', then: { end: 'completed' }, within: 0, fails: 'never' },
    'offer-needs-a-yes': { never: 'quote_sent', until: { transition: 'quote_check.right' }, again: true },
    'offer-knows-the-team': { never: 'quote_sent', until: { data: 'team_size', exists: true } },
    'eight-looks-at-an-offer': { atMost: 8, of: 'quote_check' },
  },
  systemPrompt: {
    instruct:
      'You are a salesperson people like to talk to: curious, honest, never pushy. Two or three short sentences and one question. ' +
      'Invent no prices, names or dates.',
  },
  prompts: {
    sales_intro: {
      say: 'Hi! We help teams answer their customers in half the time. Would you be interested in seeing how that could work for you?',
      instruct: 'Introduce yourself and the product in one sentence, and ask whether they would like to see how it could work for them.',
    },
    sales_intro_again: {
      say: 'Happy to say more: it drafts answers, and your people approve them. Does that sound interesting?',
      instruct: 'Answer what they said or asked in one sentence, and ask whether it sounds interesting to them.',
    },
    value_proposition: {
      say: 'Fair enough. Most teams save about an hour per person and day, and can leave at any time. Does that sound worth a closer look?',
      instruct: 'Take their doubt seriously, name one concrete benefit that fits it, and ask whether it sounds worth a closer look.',
    },
    value_proposition_again: {
      say: 'In one line: fewer repeated answers, happier customers. Would you like to take the next step, or think about it first?',
      instruct: 'Answer what they said, in one sentence, and ask whether they would like to go on or think about it first.',
    },
    ask_budget: {
      say: 'Great! So that I suggest the right plan: do you already have a budget set aside for this?',
      instruct: 'Be glad about their interest and ask whether there is a budget set aside for it.',
    },
    ask_budget_again: {
      say: 'A rough idea is enough. Is there an approved budget, or does that still need a decision?',
      instruct: 'Answer what they said, and ask whether there is an approved budget or whether that still needs a decision.',
    },
    pricing_justification: {
      say: 'A good question. You pay per seat, by the month, and the time it saves is usually worth more. Does that sound fair to you?',
      instruct: 'Answer the concern about the price honestly, set it against what it saves, and ask whether that sounds fair.',
    },
    pricing_justification_again: {
      say: 'You can start with a single seat and see what it brings. Would that be fine, or is it still too much?',
      instruct: 'Answer what they said about the price, offer a small start, and ask whether that works or is still too much.',
    },
    ask_decision_maker: {
      say: 'Thanks! Are you the one who decides about this, or is somebody else part of it?',
      instruct: 'Ask in a friendly way whether they decide themselves or whether somebody else has a say.',
    },
    ask_decision_maker_again: {
      say: 'Just so that I bring in the right people: is it your decision, or does a manager or a team decide with you?',
      instruct: 'Answer what they said, and ask whether it is their own decision or whether others decide with them.',
    },
    assess_need: {
      say: 'Perfect. When would you like to have this running: as soon as possible, or are you planning for later?',
      instruct: 'Ask when they would like to have it running: as soon as possible, or planned for later.',
    },
    assess_need_again: {
      say: 'To time it well for you: is it urgent, or rather something for the next quarter?',
      instruct: 'Answer what they said, and ask whether it is urgent or rather for the next quarter.',
    },
    demo_scheduling: {
      say: "Then let's find a date for a short demo. Which day suits you, for example 24/05/2027?",
      instruct: 'Offer a short demo and ask for a day that suits them, written as a date such as 24/05/2027.',
    },
    demo_scheduling_again: {
      say: 'I want to write down the right day. Which date would suit you, written like 24/05/2027?',
      instruct: 'Answer what they said, and ask for a day once more, written as a date such as 24/05/2027.',
    },
    ask_team_size: {
      say: 'Gladly. How many people would use it?',
      instruct: 'Say that you gladly make an offer, and ask how many people would use it.',
    },
    refuse_team_size: {
      say: '{{value}} is no number of people I can plan for: {{reason}}. How many would use it?',
      instruct: 'Say that {{value}} does not work ({{reason}}), and ask again how many people would use it.',
    },
    ask_amount: {
      say: 'And roughly how much is set aside for it, in euros a year? For example 5000 or 20k.',
      instruct: 'Ask roughly how much is set aside for it, in euros a year, for example 5000 or 20k.',
    },
    ask_timeline: {
      say: 'When should it run: this month, next quarter or next year?',
      instruct: 'Ask when it should run: this month, next quarter or next year.',
    },
    quote_details_again: {
      say: 'A rough answer is enough for an offer. {{ask}}',
      instruct: 'Answer what they said, say that a rough answer is enough for an offer, and ask again: {{ask}}',
    },
    quote_summary: {
      say: 'So an offer for {{team_size}} people, with a budget of {{budget}}, to run {{timeline}}. Is that right?',
      instruct: 'Read back: an offer for {{team_size}} people, a budget of {{budget}}, to run {{timeline}}. Ask whether that is right.',
    },
    quote_summary_again: {
      say: 'I send it as soon as you say yes: {{team_size}} people, {{budget}}, {{timeline}}. Is that right?',
      instruct: 'Answer what they said, and ask for a clear yes or no to {{team_size}} people, {{budget}} and {{timeline}}.',
    },
    quote_sent: {
      say: 'The offer is on its way to you.',
      instruct: 'Say that the offer is on its way. Ask nothing.',
    },
    price_list: {
      say: 'It is 19 euros per seat and month, and the first month is free.',
      instruct: 'Say that it is 19 euros per seat and month, and that the first month is free. Ask nothing.',
    },
    colleague_takes_over: {
      say: 'Gladly. A colleague takes over here, and sees what we have so far.',
      instruct: 'Say gladly that a colleague takes over here and sees what was said so far. Ask nothing.',
    },
    colleague_done: { say: 'Then let us go on.', instruct: 'Say in a few words that you go on together. Ask nothing.' },
    demo_confirmation: {
      say: 'Noted: “{{text}}”. You will get an invitation by email, and can move it there at any time. I look forward to it!',
      instruct: 'Confirm the day they named, say that an invitation follows by email, and look forward to it. Ask nothing.',
    },
    stakeholder_engagement: {
      say: 'Of course. I will send you a one-page summary that you can pass on, and gladly join a call with everybody who decides.',
      instruct: 'Be understanding, offer a one-page summary to pass on and a call with everybody who decides. Ask nothing.',
    },
    nurture_campaign: {
      say: 'That is completely fine. I will send you two or three useful examples now and then; just answer when the time is right.',
      instruct: 'Take the pressure off, offer a few useful examples by email and an open door. Ask nothing.',
    },
    follow_up_timeline: {
      say: 'Good to plan ahead. I will come back to you shortly before then, with everything you need to start.',
      instruct: 'Praise the planning and say that you will come back shortly before their date. Ask nothing.',
    },
    thank_you_close: {
      say: 'Understood, and thank you for your honesty. I will not write again. All the best to you!',
      instruct: 'Respect the no without any argument, thank them, say that you will not write again, and wish them well. Ask nothing.',
    },
  },
})

export const machine = compileFlow(flow)
