// biome-ignore-all lint/suspicious/noThenProperty: it is a key of properties
import { any, compileFlow, defineFlow, keyword } from 'talkchart'

/** Routes a first message to one of three desks. */
export const flow = defineFlow({
  name: 'support_routing',
  description: 'Asks what it is about and hands over to technical, billing or general support.',
  initialState: 'greeting',
  states: {
    greeting: {
      // Whoever names a matter is sent to its desk, denied or not.
      metadata: { allow: ['negated-keyword'] },
      prompt: 'support_greeting',
      transitions: {
        technical: keyword(['bug', 'error', 'crash', 'freeze', 'broken', 'not working', "doesn't work", "won't open", 'stopped working']),
        // The phrases are longer than "error", which yields to them: a wrong bill is no matter for the technicians.
        billing: keyword(['payment', 'bill', 'charge', 'invoice', 'refund', 'billing error', 'error on my bill', 'error on my invoice']),
        // Within any(…), so that "a question about my bill" is about the bill.
        general: any(keyword(['question', 'help', 'info', 'information'])),
      },
      nextStates: { technical: 'tech_support', billing: 'billing_support', general: 'general_help' },
      noMatch: { max: 2, to: 'general_help', prompt: 'support_greeting_again' },
    },
    tech_support: { prompt: 'tech_support_prompt' },
    billing_support: { prompt: 'billing_support_prompt' },
    general_help: { prompt: 'general_help_prompt' },
  },
  properties: {
    'one-desk': { atMost: 1, of: ['tech_support', 'billing_support', 'general_help'] },
    'a-desk-is-the-end': {
      whenever: ['tech_support', 'billing_support', 'general_help'],
      then: { end: 'completed' },
      within: 0,
      fails: 'never',
    },
    'asks-twice-again': { atMost: 3, of: 'missed' },
  },
  systemPrompt: {
    instruct:
      'You are the first contact of a support team. Be warm and brief: two sentences at most, plain words, no promises about times.',
  },
  prompts: {
    support_greeting: {
      say: 'Hi, thanks for getting in touch! What can we help you with today?',
      instruct: 'Greet the customer and ask what they need help with.',
    },
    support_greeting_again: {
      say: 'I want to send you to the right person. Is it a technical error, a bill, or a general question?',
      instruct: 'React to what the customer said and ask whether it is a technical error, something on a bill, or a general question.',
    },
    tech_support_prompt: {
      say: 'That sounds annoying, sorry about it. I am passing you to our technical team with everything you have told me.',
      instruct: 'Show that you understood the technical problem and say that the technical team takes over. Ask nothing.',
    },
    billing_support_prompt: {
      say: 'Thanks, let us get that straight. I am passing you to our billing team with everything you have told me.',
      instruct: 'Show that you understood the billing matter and say that the billing team takes over. Ask nothing.',
    },
    general_help_prompt: {
      say: 'Happy to help. I am passing you to a colleague who knows their way around and will answer you here.',
      instruct: 'Say in one or two friendly sentences that a colleague will answer their question here. Ask nothing.',
    },
  },
})

export const machine = compileFlow(flow)
