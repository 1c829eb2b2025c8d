import { always, compileFlow, defineFlow, keyword, regex } from 'talkchart'

/**
 * A return in three questions, each numbered, so that a conversation that was left and opened again shows where it goes on.
 * Needs no model: what a store keeps is all there is.
 */
export const flow = defineFlow({
  name: 'save_and_resume',
  description: 'Takes back an order in three questions; can be left at any of them and gone on with later.',
  initialState: 'ask_order',
  states: {
    ask_order: {
      prompt: 'ask_order',
      transitions: { order_given: regex('\\b\\d{5,}\\b') },
      nextStates: { order_given: 'ask_reason' },
      noMatch: { max: 2, to: 'hand_over', prompt: 'ask_order_again' },
    },
    ask_reason: {
      prompt: 'ask_reason',
      transitions: {
        correction: keyword(['wrong number', 'wrong order number', 'typo', 'mistyped']),
        reason_given: always(),
      },
      nextStates: { correction: 'ask_order', reason_given: 'ask_solution' },
    },
    ask_solution: {
      prompt: 'ask_solution',
      transitions: {
        exchange: keyword(['exchange', 'replace', 'replacement', 'new one', 'another one', 'bigger', 'smaller', 'swap'], {
          ignoreNegated: true,
        }),
        refund: keyword(['refund', 'money', 'reimburse'], { ignoreNegated: true }),
      },
      nextStates: { exchange: 'exchange_arranged', refund: 'refund_arranged' },
      noMatch: { max: 2, to: 'hand_over', prompt: 'ask_solution_again' },
    },
    exchange_arranged: { prompt: 'exchange_arranged' },
    refund_arranged: { prompt: 'refund_arranged' },
    hand_over: { prompt: 'hand_over' },
  },
  maxLoops: 3,
  onLimit: 'hand_over',
  properties: {
    'needs-an-order': { never: ['exchange_arranged', 'refund_arranged'], until: { transition: 'ask_order.order_given' } },
    'no-money-unasked': { never: 'refund_arranged', until: { transition: 'ask_solution.refund' } },
    'three-orders': { atMost: 3, of: 'ask_order' },
  },
  systemPrompt: {
    instruct: 'You take back orders for a shop: friendly and brief. Keep the number of the question ("Question 2 of 3") in your reply.',
  },
  prompts: {
    ask_order: {
      say: 'Happy to take it back. Question 1 of 3: what is your order number? You find it in the confirmation email.',
      instruct: 'Question 1 of 3: ask for the order number, five digits or more, found in the confirmation email.',
    },
    ask_order_again: {
      say: 'I could not find a number in that. Question 1 of 3: what is your order number? It has at least five digits.',
      instruct: 'Question 1 of 3: answer what the customer said, and ask for the order number once more; it has at least five digits.',
    },
    ask_reason: {
      say: 'Thank you, I found it. Question 2 of 3: what was wrong with it?',
      instruct: 'Question 2 of 3: thank the customer for the order number and ask why they send it back.',
    },
    ask_solution: {
      say: 'Sorry to hear that. Question 3 of 3: would you like an exchange or a refund?',
      instruct: 'Question 3 of 3: be sorry about the reason, and ask whether they would like an exchange or a refund.',
    },
    ask_solution_again: {
      say: 'Either is fine with us. Question 3 of 3: shall we exchange it or refund it?',
      instruct: 'Question 3 of 3: answer what the customer said, and ask whether they would like an exchange or a refund.',
    },
    exchange_arranged: {
      say: 'Done: a new one goes out as soon as yours is on its way back. The label is in your inbox.',
      instruct: 'Confirm the exchange of this order, and say that the return label comes by email. Ask nothing.',
    },
    refund_arranged: {
      say: 'Done: you get your money back the way you paid, as soon as the parcel reaches us. The label is in your inbox.',
      instruct: 'Confirm the refund of this order the way it was paid, and say that the return label comes by email. Ask nothing.',
    },
    hand_over: {
      say: 'I would rather have a colleague look at this with you. They can see everything you have told me.',
      instruct: 'Say that a colleague takes over and can see the whole conversation. Ask nothing.',
    },
  },
})

export const machine = compileFlow(flow)
