import { type ConversationFlow, defineFlow, keyword } from 'talkchart'

/** Version 1 of a small flow: it greets, helps on "help", and ends on "bye". */
export const first = defineFlow({
  name: 'desk',
  version: '1.0.0',
  initialState: 'greeting',
  initialContext: { language: 'en' },
  states: {
    greeting: { prompt: { say: 'Hello!' }, transitions: { help: keyword(['help']) }, nextStates: { help: 'assist' } },
    assist: {
      prompt: { say: 'What is wrong?' },
      transitions: { again: keyword(['again']), bye: keyword(['bye']) },
      nextStates: { again: 'assist', bye: 'end' },
      timeout: { seconds: 3600, to: 'end' },
    },
    end: { prompt: { say: 'Goodbye.' } },
  },
})

/** Version 2 with one state changed or left out. */
export function second(change: (states: Record<string, ConversationFlow['states'][string]>) => void): ConversationFlow {
  const states = structuredClone<Record<string, ConversationFlow['states'][string]>>(first.states)
  change(states)
  return { ...first, version: '2.0.0', initialContext: { language: 'en', plan: 'free' }, states }
}

export const changed = second((states) => {
  states.assist = { ...states.assist, prompt: { say: 'What may I do for you?' } }
})

export const renamed = second((states) => {
  const { assist, greeting } = states
  delete states.assist
  states.support = {
    prompt: { say: 'What is wrong?' },
    transitions: { again: keyword(['again']), bye: keyword(['bye']) },
    nextStates: { again: 'support', bye: 'end' },
    ...(assist?.timeout === undefined ? {} : { timeout: assist.timeout }),
  }
  states.greeting = { prompt: { say: 'Hello!' }, ...greeting, nextStates: { help: 'support' } }
})
