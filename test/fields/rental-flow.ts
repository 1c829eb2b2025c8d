import { parseFlow } from 'talkchart'

/** A bicycle rental: it asks, hears corrections, answers a question beside it, and leads to a person. */
export const rental = parseFlow({
  name: 'rental',
  initialState: 'welcome',
  fields: {
    size: {
      ask: { say: 'Which size: small, medium or large?' },
      from: { choices: { small: ['small', 'little'], medium: ['medium', 'middle'], large: ['large', 'big'] } },
    },
    days: {
      ask: { say: 'For how many days?' },
      from: 'number',
      schema: { type: 'integer', minimum: 1, maximum: 30 },
      invalid: { say: '{{value}} is not possible: {{reason}}. For how many days?' },
    },
    code: { from: { regex: 'AB-([0-9]{4})', group: 1, flags: 'i' }, optional: true },
    note: { ask: { say: 'Anything we should know?' }, from: 'text' },
  },
  states: {
    welcome: {
      prompt: { say: 'Hello! Rent a bike?' },
      transitions: { rent: { type: 'keyword', words: ['rent', 'bike'] }, yes: { type: 'affirm' }, no: { type: 'deny' } },
      nextStates: { rent: 'details', yes: 'details', no: 'goodbye' },
    },
    details: { collect: ['size', 'days', 'code', 'note'], nextStates: { collected: 'confirm' }, noMatch: { prompt: { say: 'Pardon?' } } },
    confirm: {
      prompt: { say: 'A {{size}} bike for {{days}} days. Right?' },
      correct: ['size', 'days', 'code'],
      transitions: { yes: { type: 'affirm' }, no: { type: 'deny' } },
      nextStates: { corrected: 'confirm', yes: 'booked', no: 'goodbye' },
      noMatch: { prompt: { say: 'Yes or no?' } },
    },
    booked: { prompt: { say: 'Booked.' } },
    goodbye: { prompt: { say: 'Goodbye.' } },
    person: { prompt: { say: 'A person will help you.' } },
  },
  flows: { hours: { states: { told: { prompt: { say: 'We are open from nine to five.' } } } } },
  globalTransitions: {
    human: { type: 'keyword', words: ['human', 'person'], ignoreNegated: true },
    hours: { type: 'keyword', words: ['open', 'hours'] },
  },
  globalNextStates: { human: 'person', hours: { call: 'hours' } },
})
