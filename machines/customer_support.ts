// biome-ignore-all lint/suspicious/noThenProperty: it is a key of properties
import { affirm, all, any, compileFlow, context, defineFlow, deny, fields, fromRegex, keyword, not, regex, sentiment } from 'talkchart'

// Whatever is said of these words is denied: "isn't working", "wont load", "not really fixed".
const negated = (words: readonly string[]) => all(keyword(words), not(keyword(words, { ignoreNegated: true })))

// Customers rarely begin with "I have a problem": they name it. So the greeting routes by topic as well as by tone.
// Within any(…) no longer word of another desk takes a message away: "my account was hacked" is a matter of security.
const security = any(keyword(['hacked', 'security', 'suspicious', 'stolen', 'someone else is using'], { ignoreNegated: true }))
const accountWords = ['login', 'password', 'log in', 'sign in', 'username', 'locked out', 'security question', 'security code']
const account = keyword(['account', 'access', ...accountWords])
const billingWords = ['payment', 'bill', 'charge', 'refund', 'invoice', 'money back', 'subscription', 'cancel']
const billing = keyword(['pricing', 'how much', ...billingWords])
const feature = keyword(['feature', 'how to', 'tutorial', 'guide', 'how do i', 'how can i', 'where do i'])

// "An error on my bill" and "my password is not working" belong to other desks; a crash is technical wherever it happens.
const technical = any(
  keyword(['bug', 'crash', 'freeze', 'frozen']),
  all(
    any(
      keyword(['error', 'not working', 'broken', 'stopped working', 'slow', 'blank', 'black screen']),
      negated(['work', 'open', 'load', 'start', 'respond']),
    ),
    not(keyword([...accountWords, ...billingWords])),
  ),
)

const triage = { security, technical, billing, account, feature }
const desks = {
  security: 'security_escalation',
  technical: 'technical_support',
  billing: 'billing_support',
  account: 'account_support',
  feature: 'feature_help',
} as const

const wantsRefund = all(
  keyword(['refund', 'money back', 'reimburse'], { ignoreNegated: true }),
  not(keyword(["don't want a refund", "don't need a refund", "don't want my money back"])),
)
const invoiceNumber = '\\b(?:inv-?)?([0-9]{4,8})\\b'

// "It's fixed, but ..." and "still ..." are not the end of the matter, whatever else the message says.
const failing = ['stopped working', 'was working', 'used to work', 'none of this works', 'none of that worked', "don't think"]
const unsettled = keyword(['still', 'but', 'however', 'except', 'persist', 'when', 'supposed to', 'make sure', 'will it', ...failing])
const unsolved = any(
  keyword(['still', 'not working', 'persist', 'no luck', 'same', 'nothing changed', 'crashed again', 'happened again', ...failing]),
  negated(['working', 'fixed', 'solved', 'help']),
)

/** A whole support desk: greeting, triage, four desks, refunds, opening hours, and a person who takes over. */
export const flow = defineFlow({
  name: 'customer_support',
  description: 'Finds out what is wrong, helps, and hands over to a person when that is what it takes.',
  initialState: 'greeting',
  fields: fields({
    invoice: { ask: 'ask_invoice', from: fromRegex(invoiceNumber, { group: 1, flags: 'i' }) },
    payout: {
      ask: 'ask_payout',
      from: { choices: { card: ['card', 'credit card', 'bank', 'same way'], credit: ['credit', 'voucher', 'next bill'] } },
      suggestions: ['To my card', 'As credit'],
    },
  }),
  events: { 'handoff.ended': { description: 'The colleague has done what was to do.' } },
  states: {
    greeting: {
      prompt: 'support_greeting',
      suggestions: ['Something is broken', 'My account', 'My bill'],
      transitions: {
        ...triage,
        // Within any(…), so that "a question about my bill" is about the bill.
        need_help: any(keyword(['help', 'problem', 'issue', 'question'])),
        complaint: sentiment('negative', { threshold: 0.7 }),
        just_browsing: any(keyword(['browse', 'look', 'info', 'information'])),
      },
      nextStates: {
        ...desks,
        need_help: 'classify_issue',
        complaint: 'escalate',
        just_browsing: 'provide_info',
      },
      // A greeting is answered with a greeting; it is no failure to understand.
      noMatch: { max: 3, to: 'escalate', prompt: 'support_greeting_again' },
    },
    classify_issue: {
      prompt: 'ask_issue_type',
      transitions: triage,
      nextStates: desks,
      noMatch: { max: 2, to: 'escalate', prompt: 'ask_issue_type_again' },
    },
    technical_support: {
      prompt: 'tech_troubleshooting',
      transitions: {
        resolved: all(
          // As written: "please help" and "I am at work" are no good news.
          any(
            keyword(['fixed', 'solved', 'working', 'it works', 'works now', 'works again', 'worked', 'helped', 'fine now', 'ok now'], {
              match: 'word',
              ignoreNegated: true,
            }),
            affirm(),
          ),
          not(unsettled),
        ),
        escalate: any(unsolved, keyword(['worse']), deny()),
      },
      nextStates: { resolved: 'satisfaction_check', escalate: 'escalate' },
      noMatch: { max: 2, to: 'escalate', prompt: 'tech_troubleshooting_again' },
    },
    account_support: {
      prompt: 'account_assistance',
      transitions: {
        security,
        // "I lost access", "how do I get access": the word alone says nothing about success.
        resolved: all(
          any(
            keyword(
              ['fixed', 'solved', 'access', 'working', 'it works', 'works now', 'worked', 'logged in', 'signed in', 'back in', 'got in'],
              {
                match: 'word',
                ignoreNegated: true,
              },
            ),
            affirm(),
          ),
          not(any(unsettled, keyword(['lost', 'need', 'denied', 'unable', 'how', 'trying', 'want', 'without', 'get access', 'when']))),
        ),
        escalate: any(unsolved, keyword(['no email', 'no code', 'no link']), deny()),
      },
      nextStates: { security: 'security_escalation', resolved: 'satisfaction_check', escalate: 'escalate' },
      noMatch: { max: 2, to: 'escalate', prompt: 'account_assistance_again' },
    },
    billing_support: {
      prompt: 'billing_assistance',
      transitions: {
        // "A refund for invoice 20481" tells more than that money is to come back.
        refund_of_invoice: all(wantsRefund, regex(invoiceNumber, { flags: 'i' })),
        refund: wantsRefund,
        clarified: all(
          keyword(['understand', 'clear', 'thanks', 'got it', 'makes sense'], { ignoreNegated: true }),
          not(any(unsettled, negated(['understand', 'clear', 'make sense']))),
        ),
      },
      // Another refund is another invoice.
      nextStates: {
        refund_of_invoice: { to: 'refund_details', reset: ['invoice', 'payout'] },
        refund: { to: 'process_refund', reset: ['invoice', 'payout'] },
        clarified: 'satisfaction_check',
      },
      noMatch: { max: 2, to: 'escalate', prompt: 'billing_assistance_again' },
    },
    refund_details: {
      collect: ['invoice', 'payout'],
      transitions: { dropped: keyword(['never mind', 'forget it', 'leave it', 'changed my mind'], { ignoreNegated: true }) },
      nextStates: { collected: 'process_refund', dropped: 'billing_support' },
      noMatch: { max: 2, to: 'escalate', prompt: 'refund_details_again' },
    },
    feature_help: {
      prompt: 'feature_explanation',
      transitions: {
        more_help: keyword(['more', 'else', 'another'], { ignoreNegated: true }),
        // "no more questions" holds "more", which yields to it.
        understood: any(
          keyword(['got it', 'understand', 'clear', 'thanks', 'makes sense', 'no more', 'nothing else', "that's all"], {
            ignoreNegated: true,
          }),
          affirm(),
        ),
      },
      nextStates: { more_help: 'classify_issue', understood: 'satisfaction_check' },
      noMatch: { max: 2, to: 'escalate', prompt: 'feature_explanation_again' },
    },
    // What is said here is for the colleague: the flow keeps it, and answers nothing.
    escalate: {
      prompt: 'escalate_to_human',
      transitionsOn: 'event',
      on: { 'handoff.ended': 'satisfaction_check' },
      transitions: {
        not_needed: keyword(['never mind', 'forget it', 'no longer need', "don't need", 'works now', 'solved itself'], {
          ignoreNegated: true,
        }),
      },
      nextStates: { not_needed: 'satisfaction_check' },
    },
    security_escalation: { prompt: 'security_protocol' },
    process_refund: {
      prompt: 'refund_process',
      suggestions: ['Yes, send it', 'No'],
      // "Yes, but as credit please" is no yes, but another way for the money.
      correct: ['invoice', 'payout'],
      transitions: {
        other_invoice: keyword([
          'another invoice',
          'other invoice',
          'different invoice',
          'another charge',
          'other charge',
          'which invoice',
        ]),
        // Money moves only on a yes: "no problem" is one, "are you sure?" and "yes, but not today" are none.
        declined: deny(),
        accepted: affirm(),
      },
      nextStates: {
        corrected: 'process_refund',
        other_invoice: { to: 'refund_details', reset: ['invoice', 'payout'] },
        declined: 'billing_support',
        accepted: 'satisfaction_check',
      },
      maxLoops: 6,
      noMatch: { max: 2, to: 'escalate', prompt: 'refund_process_again' },
    },
    provide_info: {
      prompt: 'general_information',
      transitions: {
        ...triage,
        need_help: any(keyword(['help', 'question', 'problem', 'issue'], { ignoreNegated: true }), affirm()),
        done: any(keyword(['thanks', "that's all", 'nothing else', "don't need help", 'bye', 'goodbye']), deny()),
      },
      nextStates: { ...desks, need_help: 'classify_issue', done: 'satisfaction_check' },
      noMatch: { max: 2, to: 'escalate', prompt: 'general_information_again' },
    },
    satisfaction_check: { prompt: 'satisfaction_survey' },
  },
  globalTransitions: {
    human: keyword(['human', 'real person', 'agent', 'speak to someone', 'talk to someone', 'manager'], { ignoreNegated: true }),
    hours: keyword(['opening hours', 'opening times', 'business hours', 'office hours', 'are you open', 'do you open', 'do you close']),
  },
  // A question about the hours is answered wherever it is asked, and the state goes on.
  globalNextStates: { human: 'escalate', hours: { call: 'hours' } },
  flows: { hours: { states: { told: { prompt: 'opening_hours' } } } },
  maxLoops: 3,
  onLimit: 'escalate',
  properties: {
    'refund-through-billing': { never: 'process_refund', until: 'billing_support' },
    'money-moves-on-a-yes': {
      never: 'satisfaction_check',
      after: 'process_refund',
      until: [{ transition: 'accepted' }, 'billing_support', 'refund_details', 'escalate'],
    },
    'collected-knows-the-way': { never: { transition: 'refund_details.collected' }, until: { data: 'payout', exists: true } },
    'six-looks-at-a-refund': { atMost: 6, of: 'process_refund' },
    'security-is-the-end': { whenever: 'security_escalation', then: { end: 'completed' }, within: 0, fails: 'never' },
    'can-always-reach-a-person': { alwaysCan: ['escalate', 'security_escalation'], fails: 'never' },
  },
  systemPrompt: {
    instruct:
      'You are a support agent: warm, short and concrete. Two or three sentences, one question at a time, plain words. ' +
      'Never promise what you can not see, and never ask for a password or a card number.',
  },
  prompts: {
    support_greeting: {
      when: [
        {
          if: context('repeats', { gte: 1 }),
          say: 'And what can I help you with?',
          instruct: 'Ask what you can help with.',
        },
      ],
      say: 'Hi, welcome to support! What can I help you with today?',
      instruct: 'Welcome the customer and ask what you can help with.',
    },
    support_greeting_again: {
      say: "I'm glad to help. Is it something technical, your account, a bill, or are you just looking around?",
      instruct: 'Answer what the customer said, then ask whether it is something technical, their account, a bill, or just a look around.',
    },
    ask_issue_type: {
      say: "Of course, let's sort it out. Is it an error in the app, your account, a bill, or how to use a feature?",
      instruct: 'Ask what it is about: something that is not working, their account, a bill, or how to use a feature.',
    },
    ask_issue_type_again: {
      say: "Let me make sure I send you the right way. Is it a technical error, your account, a bill, or a feature you'd like explained?",
      instruct: 'Say what you understood, and ask which it is: a technical error, their account, a bill or a feature.',
    },
    tech_troubleshooting: {
      say: 'Sorry about the trouble. Please close the app, update it and open it again. Is it working now, or does the problem persist?',
      instruct: 'Suggest the one most likely fix for the problem described, step by step, and ask whether it is working now.',
    },
    tech_troubleshooting_again: {
      say: 'Thanks for telling me. When you try it now, is it working, or is it still not right?',
      instruct: 'Answer what the customer said about the technical problem, and ask whether it is working now or still not right.',
    },
    account_assistance: {
      say: "Let's get you back in. Use “Forgot password” on the sign-in page and follow the link we email you. Do you have access again?",
      instruct: 'Help the customer back into their account with one clear step, and ask whether they have access again.',
    },
    account_assistance_again: {
      say: 'Thanks. Please look in your spam folder for our email too, and try the link once more. Are you back in, or is it still locked?',
      instruct: 'Answer what the customer said about their account, give one more step to try, and ask whether they are back in.',
    },
    billing_assistance: {
      say: 'I can look at that with you. Would you like me to explain what you pay for, or would you rather have a refund?',
      instruct: 'Take up the billing matter, explain what can be explained, and ask whether it is clear or whether they want a refund.',
    },
    billing_assistance_again: {
      say: 'Each charge is listed under Billing with its date and reason. Does that make it clear, or would you like your money back?',
      instruct: 'Answer what the customer said about billing, and ask whether it is clear now or whether they want a refund.',
    },
    feature_explanation: {
      say: 'Happy to show you: open the menu, choose the feature, and follow the short tour there. Is that clear, or do you need more?',
      instruct: 'Explain the feature the customer asked about in three short steps, and ask whether it is clear or they need more.',
    },
    feature_explanation_again: {
      say: 'Let me put it differently: every feature has a small question mark beside it that opens a guide. Is it clear now?',
      instruct: 'Explain it again in other, simpler words, fitting what the customer said, and ask whether it is clear now.',
    },
    opening_hours: {
      say: 'We are here Monday to Friday from nine to six, and you can leave a message at any time.',
      instruct: 'Say that people are here Monday to Friday from nine to six and messages can be left at any time. Ask nothing.',
    },
    escalate_to_human: {
      say: "I'm sorry this took you so long. I'm handing you over to a colleague, who can see everything you have told me.",
      instruct: 'Apologise in one sentence, say that a colleague takes over and can see the whole conversation. Ask nothing.',
    },
    security_protocol: {
      say: "Thank you for telling me. I'm passing this to our security team at once. Please don't use any link from messages you doubt.",
      instruct: 'Stay calm, say that the security team takes over at once, and give one piece of safety advice. Ask nothing.',
    },
    ask_invoice: {
      say: 'I can do that. Which invoice is it? The number is at its top, for example INV-20481.',
      instruct: 'Ask for the number of the invoice, which is at its top, for example INV-20481.',
    },
    ask_payout: {
      say: 'Shall the money go back to your card, or be credit for your next bill?',
      instruct: 'Ask whether the money should go back to their card or be credit for the next bill.',
    },
    refund_details_again: {
      say: 'Sorry, I need that to find the right charge. {{ask}}',
      instruct: 'Answer what the customer said in one sentence. Then ask again: {{ask}}',
    },
    refund_process: {
      when: [
        {
          if: context('payout', { equals: 'credit' }),
          say: 'I can give you the money{{#invoice}} of invoice {{invoice}}{{/invoice}} as credit for your next bill. Shall I proceed?',
          instruct:
            'Say that the money{{#invoice}} of invoice {{invoice}}{{/invoice}} becomes credit for their next bill, and ask whether you should proceed.',
        },
        {
          if: context('payout', { equals: 'card' }),
          say: 'I can send the money{{#invoice}} of invoice {{invoice}}{{/invoice}} back to your card. Shall I proceed?',
          instruct:
            'Say that the money{{#invoice}} of invoice {{invoice}}{{/invoice}} goes back to their card, and ask whether you should proceed.',
        },
      ],
      say: 'I can send the money{{#invoice}} of invoice {{invoice}}{{/invoice}} back the way you paid. Shall I proceed?',
      instruct:
        'Say that the refund{{#invoice}} of invoice {{invoice}}{{/invoice}} goes back the way they paid, and ask whether you should proceed.',
    },
    refund_process_again: {
      say: 'Before I move any money I need your go-ahead. Shall I proceed with the refund, yes or no?',
      instruct: 'Answer what the customer said about the refund, and ask for a clear yes or no before you proceed.',
    },
    general_information: {
      say: 'Take your time! Our plans and features are all under “About”. Do you have a question I can answer?',
      instruct: 'Give a short overview of what the customer wants to know about, and ask whether they have a question.',
    },
    general_information_again: {
      say: 'You will find the details under “About”. Shall I help you with something in particular, or is that all?',
      instruct: 'Answer what the customer asked, and ask whether you can help with something in particular or whether that is all.',
    },
    satisfaction_survey: {
      say: 'Glad I could help! We will email you one short question about how it went; your answer makes us better. Have a good day.',
      instruct: 'Be glad with the customer, say that a one-question survey follows by email, and say goodbye. Ask nothing.',
    },
  },
})

export const machine = compileFlow(flow)
