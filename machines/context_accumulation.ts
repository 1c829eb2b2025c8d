// biome-ignore-all lint/suspicious/noThenProperty: it is a key of properties
import { all, compileFlow, context, defineFlow, extract, keyword } from 'talkchart'

/**
 * What is learnt builds up from reply to reply: each prompt is rendered with the data so far, facts are read out of what
 * the model says, and its own words decide where to go on.
 */
export const flow = defineFlow({
  name: 'context_accumulation',
  description: 'Gathers name, product and problem over several replies, then advises until it is solved or handed over.',
  initialState: 'intake',
  states: {
    intake: {
      prompt: 'intake',
      extract: extract({
        from: 'reply',
        prompt: 'Which facts about the customer does this reply state as known? Leave out what it only asks for.',
        fields: {
          name: { type: 'string', description: "The customer's name" },
          product: { type: 'string', description: 'The product that the customer uses' },
          problem: { type: 'string', description: 'What goes wrong, in a few words' },
        },
      }),
      transitionsOn: 'reply',
      transitions: {
        complete: all(context('name', { exists: true }), context('product', { exists: true }), context('problem', { exists: true })),
      },
      nextStates: { complete: 'advice' },
    },
    advice: {
      prompt: 'advice',
      transitionsOn: 'reply',
      transitions: {
        solved: keyword(['glad it works', "glad it's solved", 'glad that works']),
        handed_over: keyword(['specialist']),
      },
      nextStates: { solved: 'wrap_up', handed_over: 'hand_over' },
    },
    wrap_up: { prompt: 'wrap_up' },
    hand_over: { prompt: 'hand_over' },
  },
  globalTransitions: { human: keyword(['human', 'real person', 'agent', 'speak to someone', 'talk to someone'], { ignoreNegated: true }) },
  globalNextStates: { human: 'hand_over' },
  maxTurns: 12,
  onLimit: 'hand_over',
  properties: {
    'advice-knows-the-problem': { never: 'advice', until: { data: 'problem', exists: true } },
    'a-person-is-the-end': { whenever: { transition: 'global.human' }, then: { end: 'completed' }, within: 0, fails: 'never' },
  },
  systemPrompt: {
    instruct: 'You are a support agent: warm, short and concrete. One question at a time. Known so far: {{data}}',
  },
  prompts: {
    intake: {
      say: 'Hi! So that I can help: what is your name, which product do you use, and what goes wrong?',
      instruct:
        'Known so far: {{data}}. Repeat in half a sentence what you have learnt, then ask for one thing that is still missing: the ' +
        "customer's name, the product, or what goes wrong. When all three are known, repeat them and ask nothing.",
    },
    advice: {
      say: 'Thank you{{#name}}, {{name}}{{/name}}. Please restart{{#product}} your {{product}}{{/product}} and try again. Does it work now?',
      instruct:
        'Known so far: {{data}}. Suggest one step against the problem and ask whether it helped. When the customer says that it works, ' +
        'answer only "Glad it works!". When two steps did not help, say that a specialist takes over.',
    },
    wrap_up: {
      say: 'I have noted it{{#product}} for your {{product}}{{/product}}. Have a good day{{#name}}, {{name}}{{/name}}!',
      instruct: 'Known: {{data}}. Sum up in one sentence what was wrong and what helped, and say goodbye by name. Ask nothing.',
    },
    hand_over: {
      say: 'A colleague takes over and can see what you have told me{{#problem}}, so you need not explain “{{problem}}” again{{/problem}}.',
      instruct: 'Known: {{data}}. Say that a specialist takes over, and name what they already know. Ask nothing.',
    },
  },
})

export const machine = compileFlow(flow)
