import { affirm, all, any, compileFlow, context, defineFlow, deny, event, fields, fromDate, fromRegex, keyword, not } from 'talkchart'

// Never a day: "2027-05-12" and "12/05/2027" have groups of two digits.
const phoneNumber = '\\+[0-9][0-9 -]{6,16}[0-9]|\\b[0-9]{3,5}[ -]?[0-9]{3,4}(?:[ -]?[0-9]{2,4}){0,2}\\b'

const services = {
  haircut: ['haircut', 'cut', 'trim'],
  colouring: ['colour', 'color', 'dye'],
  massage: ['massage'],
}

const priceWords = ['price', 'cost', 'how much', 'expensive']

const cancelled = keyword(['never mind', 'forget it', 'cancel', 'leave it', 'changed my mind', 'no appointment'], { ignoreNegated: true })
const ALL = ['service', 'day', 'time', 'name', 'phone']

/** Books an appointment: it asks, hears corrections, checks who it is, waits for a deposit, and answers what is asked in between. */
export const flow = defineFlow({
  name: 'appointment',
  description: 'Books an appointment: asks for what is missing, hears corrections, checks a PIN, and waits for a deposit.',
  initialState: 'welcome',
  fields: fields({
    service: { ask: 'ask_service', from: { choices: services }, suggestions: ['A haircut', 'Colouring', 'A massage'] },
    day: { ask: 'ask_day', from: fromDate(), suggestions: ['Tomorrow', 'Next Friday'] },
    time: {
      ask: 'ask_time',
      from: {
        choices: {
          morning: ['morning', 'before noon', 'early'],
          afternoon: ['afternoon', 'after lunch'],
          evening: ['evening', 'after work', 'late'],
        },
      },
      suggestions: ['In the morning', 'In the afternoon', 'In the evening'],
    },
    // Any words may be a name, so only what is meant for a person or the clock is heard beside it.
    name: { ask: 'ask_name', from: 'text', schema: { type: 'string', minLength: 2, maxLength: 60 }, globals: ['human', 'hours'] },
    phone: { ask: 'ask_phone', from: fromRegex(phoneNumber) },
  }),
  events: {
    'payment.completed': event({
      payload: { type: 'object', properties: { amount: { type: 'number' } }, required: ['amount'] },
      description: 'The deposit has come in.',
    }),
    'handoff.ended': { description: 'The colleague has done what was to do.' },
  },
  // A deposit that comes in late is kept, wherever the conversation is.
  on: { 'payment.completed': { saveAs: 'payment' } },
  states: {
    welcome: {
      prompt: 'welcome',
      suggestions: ['Book an appointment', 'What does it cost?', 'When are you open?'],
      transitions: {
        // "What does a massage cost?" is a question of its own.
        book: all(
          any(keyword(['book', 'appointment', 'reserve', ...Object.values(services).flat()], { ignoreNegated: true }), affirm()),
          not(keyword(priceWords)),
        ),
        nothing: any(keyword(['bye', 'goodbye', 'nothing', "that's all"]), deny()),
      },
      nextStates: { book: { to: 'details', reset: ALL }, nothing: 'goodbye' },
      noMatch: { prompts: ['welcome_again', 'welcome_last'], to: 'person' },
    },
    details: {
      collect: ['service', 'day', 'time', 'name', 'phone'],
      transitions: { cancelled },
      nextStates: { collected: 'confirm', cancelled: 'cancelled' },
      noMatch: { prompts: ['not_found', 'not_found_again', 'not_found_again'], to: 'person' },
    },
    confirm: {
      prompt: 'confirm',
      suggestions: ['Yes, please', 'No'],
      // "Yes, but make it Friday" is no yes, but another day.
      correct: ['service', 'day', 'time', 'phone'],
      transitions: { cancelled, no: deny(), yes: affirm() },
      nextStates: { corrected: 'confirm', cancelled: 'cancelled', no: 'change', yes: 'identify' },
      noMatch: { prompts: ['confirm_again', 'confirm_again'], to: 'person' },
    },
    change: {
      prompt: 'change',
      suggestions: ['The day', 'The time', 'My name', 'Nothing'],
      correct: ['service', 'day', 'time', 'phone'],
      transitions: {
        cancelled,
        service: keyword(['service', 'treatment', 'what']),
        day: keyword(['day', 'date', 'when']),
        time: keyword(['time', 'hour']),
        contact: keyword(['name', 'phone', 'number', 'spelling']),
        nothing: any(keyword(['nothing', 'all right', 'fine as it is']), deny()),
      },
      nextStates: {
        corrected: 'confirm',
        cancelled: 'cancelled',
        service: { to: 'details', reset: ['service'] },
        day: { to: 'details', reset: ['day'] },
        time: { to: 'details', reset: ['time'] },
        contact: { to: 'details', reset: ['name', 'phone'] },
        nothing: 'confirm',
      },
      noMatch: { prompts: ['change_again', 'change_again'], to: 'person' },
    },
    identify: { call: 'identity', nextStates: { verified: 'deposit', failed: 'person' } },
    deposit: {
      prompt: 'deposit',
      on: { 'payment.completed': { to: 'booked', saveAs: 'payment' } },
      transitions: { cancelled },
      nextStates: { cancelled: 'cancelled' },
      timeout: { seconds: 900, prompts: ['deposit_reminder'], to: 'expired' },
      noMatch: { prompts: ['deposit_again'] },
    },
    // For good: the colleague decides what becomes of it.
    person: {
      prompt: 'person',
      transitionsOn: 'event',
      on: { 'handoff.ended': 'goodbye' },
    },
    cancelled: { prompt: 'cancelled', advanceTo: 'welcome' },
    booked: { prompt: 'booked' },
    expired: { prompt: 'expired' },
    goodbye: { prompt: 'goodbye' },
  },
  flows: {
    // In your flow an `invoke` asks your system for the PIN of this number.
    identity: {
      states: {
        pin: {
          prompt: 'ask_pin',
          transitions: {
            right: keyword(['4711']),
            forgotten: keyword(['forgot', 'forgotten', "don't know", 'no pin', "don't have"]),
          },
          nextStates: { right: 'verified', forgotten: 'failed' },
          noMatch: { prompts: ['wrong_pin', 'wrong_pin'], to: 'failed' },
          // Nothing is answered in between: the tries would begin anew.
          globals: false,
        },
        verified: { prompt: 'verified' },
        failed: {},
      },
    },
    hours: { states: { told: { prompt: 'hours' } } },
    prices: { states: { told: { prompt: 'prices' } } },
    // A colleague helps out, and the conversation goes on where it was.
    colleague: {
      states: {
        desk: {
          prompt: 'colleague',
          transitionsOn: 'event',
          on: { 'handoff.ended': 'back' },
          timeout: { seconds: 1800, to: 'back' },
        },
        back: { prompt: 'colleague_back' },
      },
    },
  },
  globalTransitions: {
    human: keyword(['human', 'real person', 'colleague', 'speak to someone', 'talk to someone', 'somebody else'], { ignoreNegated: true }),
    hours: keyword(['opening hours', 'opening times', 'are you open', 'do you open', 'do you close', 'on sundays']),
    prices: keyword(priceWords),
  },
  globalNextStates: { human: { call: 'colleague' }, hours: { call: 'hours' }, prices: { call: 'prices' } },
  timeout: { seconds: 300, prompts: ['still_there'] },
  properties: {
    'booked-needs-deposit': { never: 'booked', until: { event: 'payment.completed' } },
    'booked-needs-identity': { never: 'booked', until: { transition: 'identify.verified' } },
    'confirm-knows-the-day': { never: 'confirm', until: { data: 'day', exists: true } },
    'three-tries': { atMost: 3, of: { missed: 'identity/pin' }, per: 'identify' },
    'expired-is-expired': { never: 'booked', after: 'expired' },
  },
  systemPrompt: {
    instruct:
      'You take bookings for a small studio: friendly, brief, exact. One or two sentences and one question. ' +
      'Invent no prices, times or free days, and never repeat a PIN.',
  },
  prompts: {
    welcome: {
      when: [
        {
          if: any(context('repeats', { gte: 1 }), context('visits', { gte: 2 })),
          say: 'Shall I book something for you?',
          instruct: 'Ask whether you shall book something.',
        },
      ],
      say: 'Welcome to the studio! What can I book for you?',
      instruct: 'Welcome the customer to the studio and ask what you can book for them.',
    },
    welcome_again: {
      say: 'I book haircuts, colouring and massages. Would you like an appointment?',
      instruct: 'Answer what the customer said, say that you book haircuts, colouring and massages, and ask whether they would like one.',
    },
    welcome_last: {
      say: 'Sorry, I only know about appointments, prices and opening hours. Which of them is it?',
      instruct: 'Say that you know about appointments, prices and opening hours only, and ask which of them it is.',
    },
    ask_service: {
      say: 'A haircut, colouring or a massage?',
      instruct: 'Ask whether it is a haircut, colouring or a massage.',
    },
    ask_day: { say: 'On which day would you like to come?', instruct: 'Ask on which day they would like to come.' },
    ask_time: { say: 'In the morning, afternoon or evening?', instruct: 'Ask whether morning, afternoon or evening suits them.' },
    ask_name: {
      say: 'Under which name? Please write it as it should stand in the book.',
      instruct: 'Ask for the name to book under, written as it should stand in the book.',
    },
    ask_phone: { say: 'And at which number can we reach you?', instruct: 'Ask at which phone number they can be reached.' },
    not_found: {
      say: 'Sorry, I did not get that. {{ask}}',
      instruct: 'Answer what the customer said in one sentence. Then ask again: {{ask}}',
    },
    not_found_again: { say: 'Let me ask in other words. {{ask}}', instruct: 'Ask once more, in other and simpler words: {{ask}}' },
    confirm: {
      when: [
        {
          if: context('visits', { gte: 2 }),
          say: 'Then it is a {{service}} on {{day}} in the {{time}}, for {{name}} at {{phone}}. Is that right now?',
          instruct:
            'Read back the changed appointment: {{service}} on {{day}} in the {{time}}, for {{name}} at {{phone}}. Ask whether it is right now.',
        },
      ],
      say: 'A {{service}} on {{day}} in the {{time}}, for {{name}} at {{phone}}. Is that right?',
      instruct: 'Read back the appointment: {{service}} on {{day}} in the {{time}}, for {{name}} at {{phone}}. Ask whether it is right.',
    },
    confirm_again: {
      say: 'I book it as soon as you say yes: {{service}}, {{day}}, {{time}}. Is that right?',
      instruct: 'Answer what the customer said. Then ask for a clear yes or no to {{service}} on {{day}} in the {{time}}.',
    },
    change: { say: 'What shall I change?', instruct: 'Ask what of the appointment you shall change.' },
    change_again: {
      say: 'I can change the treatment, the day, the time, or your name and number. Which is it?',
      instruct: 'Answer what the customer said, and ask which to change: treatment, day, time, or name and number.',
    },
    ask_pin: {
      say: 'So that nobody books in your name: what is your four-digit PIN? (Here it is 4711.)',
      instruct: 'Say that you check who books, and ask for their four-digit PIN; in this example it is 4711.',
    },
    wrong_pin: {
      say: 'That is not it. Please try again: what is your PIN?',
      instruct: 'Say that this is not the PIN, and ask for it again.',
    },
    verified: { say: 'Thank you, that is right.', instruct: 'Thank the customer: the PIN is right. Ask nothing.' },
    deposit: {
      say: 'I hold the place for fifteen minutes. Please pay the deposit of 20 euros by the link in the message to {{phone}}.',
      instruct:
        'Say that the place is held for fifteen minutes, and that 20 euros are to be paid by the link sent to {{phone}}. Ask nothing.',
    },
    deposit_again: {
      say: 'As soon as the deposit is here, I tell you. The link is in the message to {{phone}}; or say “cancel”.',
      instruct: 'Answer what the customer said. Say that you tell them when the deposit is here, or that they may cancel. Ask nothing.',
    },
    deposit_reminder: {
      say: 'I still wait for the deposit, and hold the place for another fifteen minutes.',
      instruct: 'Remind the customer of the deposit; the place is held for another fifteen minutes. Ask nothing.',
    },
    hours: {
      say: 'We are open Tuesday to Saturday from nine to eight.',
      instruct: 'Say that the studio is open Tuesday to Saturday from nine to eight. Ask nothing.',
    },
    prices: {
      say: 'A haircut is 35 euros, colouring 80, and a massage 50. The deposit of 20 euros is part of it.',
      instruct: 'Say that a haircut is 35 euros, colouring 80, a massage 50, and the deposit of 20 is part of it. Ask nothing.',
    },
    colleague: {
      say: 'A colleague takes over, and sees what we have so far.',
      instruct: 'Say that a colleague takes over and sees what was said so far. Ask nothing.',
    },
    colleague_back: { say: 'I am back.', instruct: 'Say in a few words that you are back. Ask nothing.' },
    person: {
      say: 'Let me hand you over to a colleague, who sees everything you have told me.',
      instruct: 'Say that a colleague takes over who sees everything said so far. Ask nothing.',
    },
    still_there: {
      say: 'Take your time, I am still here.',
      instruct: 'Say kindly that there is no hurry and you are still here. Ask nothing.',
    },
    cancelled: { say: 'All right, nothing is booked.', instruct: 'Say that nothing is booked. Ask nothing.' },
    booked: {
      say: 'Your {{service}} on {{day}} in the {{time}} is booked, and {{payment.amount}} euros have come in. See you then!',
      instruct:
        'Confirm the {{service}} on {{day}} in the {{time}}; {{payment.amount}} euros have come in. Look forward to it. Ask nothing.',
    },
    expired: {
      say: 'The place is free again, as no deposit came. Come back any time.',
      instruct: 'Say that the place was given free as no deposit came, and that they may come back any time. Ask nothing.',
    },
    goodbye: { say: 'Thank you, and see you soon!', instruct: 'Thank the customer and say goodbye. Ask nothing.' },
  },
})

export const machine = compileFlow(flow)
