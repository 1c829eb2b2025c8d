import { affirm, compileFlow, defineFlow } from 'talkchart'

/** The smallest flow: one question, one answer that goes on, one end. */
export const flow = defineFlow({
  name: 'simple_greeting',
  description: 'Greets, and offers help once the visitor agrees.',
  initialState: 'greeting',
  states: {
    greeting: {
      prompt: 'greeting',
      transitions: {
        // "not sure" and "is it ok?" are no yes.
        continue: affirm(),
      },
      nextStates: { continue: 'help' },
      noMatch: { prompt: 'greeting_again' },
    },
    help: { prompt: 'provide_help' },
  },
  properties: {
    'help-needs-a-yes': { never: 'help', until: { transition: 'greeting.continue' } },
    'one-line-at-a-time': { atMost: 1, of: 'said', per: 'user' },
    'can-always-finish': { alwaysCan: { end: true } },
  },
  prompts: {
    greeting: {
      say: 'Hello, good to see you! Would you like me to show you what I can do?',
      instruct: 'Greet the visitor warmly in one sentence and ask whether they would like to see what you can do.',
    },
    greeting_again: {
      say: "No hurry at all. Shall I show you around whenever you're ready?",
      instruct: 'React kindly to what the visitor said, in one sentence, and ask once more whether you may show them around.',
    },
    provide_help: {
      say: 'Lovely. I answer questions, find the right page for you and pass you on to a colleague when that is quicker.',
      instruct: 'Thank the visitor and say in two short sentences what you can help with. Ask nothing: the conversation ends here.',
    },
  },
})

export const machine = compileFlow(flow)
