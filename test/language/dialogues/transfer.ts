import { type ConversationFlow, parseFlow } from 'talkchart'

const NAMES = { ana: ['ana', 'anna'], ben: ['ben', 'benjamin'] }

const askRecipient = { ask: { say: 'To whom, Ana or Ben?' } }
const askAmount = { ask: { say: 'How much?' }, invalid: { say: '{{value}} is not possible: up to 500. How much?' } }

/** The fields as words alone tell them. */
const byWords = {
  recipient: { ...askRecipient, from: { choices: NAMES } },
  amount: { ...askAmount, from: 'number', schema: { type: 'number', exclusiveMinimum: 0, maximum: 500 } },
}

/** The fields as a model finds them. */
const byModel = {
  recipient: { ...askRecipient, schema: { enum: Object.keys(NAMES) } },
  amount: { ...askAmount, schema: { type: 'number', exclusiveMinimum: 0, maximum: 500 } },
}

/** Sends money: it asks, hears corrections, checks the funds, answers beside it, and hands over to a person who comes back. */
export function transferFlow(reader: 'words' | 'model'): ConversationFlow {
  return parseFlow({
    name: 'transfer',
    initialState: 'start',
    onLimit: 'human',
    noMatch: { prompts: [{ say: 'Sorry?' }, { say: 'Transfers or your balance?' }], to: 'human' },
    fields: reader === 'words' ? byWords : byModel,
    states: {
      start: {
        prompt: {
          when: [{ if: { type: 'context', path: 'receipt', test: { exists: true } }, say: 'Anything else?' }],
          say: 'What can I do for you?',
        },
        suggestions: ['Send money', 'My balance'],
        transitions: {
          transfer: { type: 'keyword', words: ['transfer', 'send money', 'send'], ignoreNegated: true },
          nothing: { type: 'deny', also: ['nothing', 'bye'] },
        },
        nextStates: { transfer: { to: 'details', reset: ['recipient', 'amount', 'funds_ok', 'receipt'] }, nothing: 'goodbye' },
      },
      details: { collect: ['recipient', 'amount'], nextStates: { collected: 'check_funds' } },
      check_funds: {
        invoke: { src: 'check_funds' },
        transitionsOn: 'entry',
        transitions: { enough: { type: 'context', path: 'funds_ok', test: { equals: true } }, short: { type: 'always' } },
        nextStates: { enough: 'confirm', short: { to: 'insufficient', reset: ['amount', 'funds_ok'] } },
      },
      insufficient: { prompt: { say: 'You do not have that much.' }, advanceTo: 'details', maxLoops: 3 },
      confirm: {
        prompt: { say: '{{amount}} to {{recipient}}: shall I?' },
        suggestions: ['Yes', 'No'],
        correct: ['recipient', 'amount'],
        transitions: { no: { type: 'deny' }, yes: { type: 'affirm' } },
        nextStates: { corrected: 'check_funds', no: 'cancelled', yes: 'execute' },
        noMatch: { prompts: [{ say: 'So: {{amount}} to {{recipient}}. Yes or no?' }], to: 'human' },
      },
      execute: {
        invoke: { src: 'execute', saveAs: 'receipt', onError: 'failed', saveErrorAs: 'problem' },
        prompt: { say: 'Done. Receipt {{receipt}}.' },
        advanceTo: 'start',
      },
      failed: { prompt: { say: 'That did not work: {{problem.message}}.' }, advanceTo: 'start' },
      cancelled: { prompt: { say: 'The transfer is cancelled.' }, advanceTo: 'start' },
      goodbye: { prompt: { say: 'Bye.' } },
      human: { prompt: { say: 'I put you through.' }, transitionsOn: 'event', on: { 'handoff.ended': 'start' } },
    },
    events: { 'handoff.ended': {} },
    flows: {
      balance: { states: { told: { invoke: { src: 'balance', saveAs: 'balance' }, prompt: { say: 'You have {{balance}}.' } } } },
      colleague: {
        states: {
          desk: {
            prompt: { say: 'A colleague takes over.' },
            transitionsOn: 'event',
            on: { 'handoff.ended': 'done' },
            timeout: { seconds: 600, to: 'done' },
          },
          done: { prompt: { say: 'I am back.' } },
        },
      },
    },
    globalTransitions: {
      cancel: { type: 'keyword', words: ['cancel', 'forget it', 'never mind'], ignoreNegated: true },
      handoff: { type: 'keyword', words: ['human', 'person'], ignoreNegated: true },
      balance: { type: 'keyword', words: ['balance', 'how much do I have'] },
    },
    globalNextStates: {
      cancel: { to: 'cancelled', reset: ['recipient', 'amount'] },
      handoff: { call: 'colleague' },
      balance: { call: 'balance' },
    },
  })
}
