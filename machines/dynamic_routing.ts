// biome-ignore-all lint/suspicious/noThenProperty: it is a key of properties
import { affirm, all, always, any, compileFlow, defineFlow, keyword, not, select } from 'talkchart'

const settled = all(
  any(keyword(['thanks', 'solved', 'fixed', 'working', 'clear', "that's all", 'nothing else', 'bye'], { ignoreNegated: true }), affirm()),
  not(keyword(['but', 'still'])),
)
const anotherMatter = keyword(['something else', 'anything else', 'another question', 'another problem', 'different question'])

/** The model chooses who takes over, among three states that the chart names. */
export const flow = defineFlow({
  name: 'dynamic_routing',
  description: 'Lets the model choose among technical, billing and general support, and comes back for another matter.',
  initialState: 'greeting',
  states: {
    greeting: {
      prompt: 'greeting',
      // A message that belongs nowhere ("hello") chooses none of the three: then the greeting asks again.
      transitions: { auto: always() },
      nextStates: {
        auto: select({
          candidates: ['technical_support', 'billing_support', 'general_help'],
          prompt: 'Which desk should take this message, given what is known so far: {{data}}? Choose none for a mere greeting.',
        }),
      },
      noMatch: { max: 2, to: 'general_help', prompt: 'greeting_again' },
    },
    technical_support: {
      prompt: 'technical_support',
      transitions: { another_matter: anotherMatter, settled },
      nextStates: { another_matter: 'greeting', settled: 'closing' },
      noMatch: { max: 2, to: 'hand_over', prompt: 'technical_support_again' },
    },
    billing_support: {
      prompt: 'billing_support',
      transitions: { another_matter: anotherMatter, settled },
      nextStates: { another_matter: 'greeting', settled: 'closing' },
      noMatch: { max: 2, to: 'hand_over', prompt: 'billing_support_again' },
    },
    general_help: {
      prompt: 'general_help',
      transitions: { another_matter: anotherMatter, settled },
      nextStates: { another_matter: 'greeting', settled: 'closing' },
      noMatch: { max: 2, to: 'hand_over', prompt: 'general_help_again' },
    },
    closing: { prompt: 'closing' },
    hand_over: { prompt: 'hand_over' },
  },
  globalTransitions: { human: keyword(['human', 'real person', 'agent', 'speak to someone', 'talk to someone'], { ignoreNegated: true }) },
  globalNextStates: { human: 'hand_over' },
  maxLoops: 3,
  onLimit: 'hand_over',
  properties: {
    'closing-needs-a-word': { never: 'closing', until: { transition: 'settled' } },
    'a-person-is-the-end': { whenever: 'hand_over', then: { end: 'completed' }, within: 0, fails: 'never' },
    'three-matters': { atMost: 3, of: 'greeting' },
  },
  systemPrompt: {
    instruct: 'You are a support agent: warm, short and concrete. Two or three sentences, one question at a time.',
  },
  prompts: {
    greeting: {
      say: 'Hi! Tell me in your own words: what can I do for you?',
      instruct: 'Ask the customer what you can do for them. If they have been helped already, ask what else there is.',
    },
    greeting_again: {
      say: 'Nice to hear from you. What is it about?',
      instruct: 'Answer what the customer said, and ask what it is about.',
    },
    technical_support: {
      say: 'Let us get it running again. Please restart the app and try once more. Is it working now?',
      instruct: 'Suggest the one most likely fix for the problem described, and ask whether it is working now.',
    },
    technical_support_again: {
      say: 'Thanks for trying. Is it fixed now, or would you rather talk to someone?',
      instruct: 'Answer what the customer said, and ask whether it is fixed now or whether they would rather talk to somebody.',
    },
    billing_support: {
      say: 'I can help with that. All your invoices are listed under Billing, each with its reason. Is it clear now?',
      instruct: 'Explain the billing matter as well as can be, and ask whether it is clear now.',
    },
    billing_support_again: {
      say: 'I see. Does that settle it, or would you rather talk to someone?',
      instruct:
        'Answer what the customer said about billing, and ask whether it is clear now or whether they would rather talk to somebody.',
    },
    general_help: {
      say: 'Gladly. You will find our guides under Help, and I am here as well. Is that all for now, or is there something else?',
      instruct: 'Answer the question in a sentence or two, and ask whether that is all or whether there is something else.',
    },
    general_help_again: {
      say: 'Does that answer it, or would you rather talk to someone?',
      instruct: 'Answer what the customer said, and ask whether that answers it or whether they would rather talk to somebody.',
    },
    closing: {
      say: 'Glad I could help. Have a good day!',
      instruct: 'Be glad with the customer and say goodbye in one sentence. Ask nothing.',
    },
    hand_over: {
      say: 'I am handing you over to a colleague, who can see everything you have told me.',
      instruct: 'Say that a colleague takes over and can see the whole conversation. Ask nothing.',
    },
  },
})

export const machine = compileFlow(flow)
