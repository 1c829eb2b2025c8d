import { type ConversationFlow, defineFlow, keyword, type LanguageModel } from 'talkchart'

/** Answers at once, as no model does. */
export const instantModel: LanguageModel = {
  respond: async () => ({ text: 'Well?', usage: { inputTokens: 1, outputTokens: 1 } }),
  understand: async () => ({ value: null, usage: { inputTokens: 1, outputTokens: 1 } }),
}

/** Two states that lead to each other at every `yes`; they speak word for word, or through the model. */
export function pingPong(prompt: { readonly say: string } | { readonly instruct: string }, maxMessages = 100): ConversationFlow {
  const to = (other: 'ping' | 'pong') => ({
    prompt,
    transitions: { yes: keyword(['yes']), no: keyword(['no']) },
    nextStates: { yes: other, no: other },
  })
  return defineFlow({ name: 'ping_pong', initialState: 'ping', history: { maxMessages }, states: { ping: to('pong'), pong: to('ping') } })
}

/** A flow of so many states, each with three ways out; it keeps 100 messages. */
export function ringOf(count: number): ConversationFlow {
  const name = (position: number) => `state_${position % count}`
  const state = (position: number) => ({
    prompt: { say: `This is ${position}.` },
    transitions: { next: keyword(['next', 'go on']), far: keyword(['far']), back: keyword(['back', 'go back']) },
    nextStates: { next: name(position + 1), far: name(position + 7), back: name(position + count - 1) },
  })
  const states = Object.fromEntries(Array.from({ length: count }, (_, position) => [name(position), state(position)]))
  return { name: 'ring', initialState: name(0), history: { maxMessages: 100 }, states }
}

/** A flow with one state that has so many transitions, each with a keyword of its own. */
export function starOf(count: number): ConversationFlow {
  const names = Array.from({ length: count }, (_, position) => `topic${position}`)
  const hub = {
    prompt: { say: 'About what?' },
    transitions: Object.fromEntries(names.map((name) => [name, keyword([name])])),
    nextStates: Object.fromEntries(names.map((name) => [name, 'done'])),
  }
  return { name: 'star', initialState: 'hub', states: { hub, done: { prompt: { say: 'Goodbye.' } } } }
}

/** A flow of so many states with three transitions each, to states that a fixed sequence of numbers chooses. */
export function wideFlow(size: number): ConversationFlow {
  let seed = 7
  const next = (below: number) => {
    seed = (seed * 1103515245 + 12345) % 2147483648
    return seed % below
  }
  const states = Array.from({ length: size }, (_, index) => {
    const words = ['yes', 'no', 'help']
    const transitions = Object.fromEntries(words.map((word) => [`on_${word}`, keyword([word])]))
    const targets = [Math.min(index + 1, size - 1), next(size), next(size)]
    const nextStates = Object.fromEntries(words.map((word, position) => [`on_${word}`, `state_${targets[position]}`]))
    return [`state_${index}`, { prompt: { say: `This is ${index}.` }, transitions, nextStates }]
  })
  return { name: 'wide', initialState: 'state_0', states: Object.fromEntries(states) }
}

/** A ring of so many states, from each of which as many digressions may be taken as are asked for; each asks something and comes back. */
export function asidesOf(states: number, digressions: number): ConversationFlow {
  const numbers = Array.from({ length: digressions }, (_, position) => position)
  const aside = (position: number) => ({
    states: {
      ask: { prompt: { say: `Aside ${position}?` }, transitions: { fine: keyword(['fine']) }, nextStates: { fine: 'done' } },
      done: { prompt: { say: 'Done.' } },
    },
  })
  return {
    ...ringOf(states),
    name: 'asides',
    flows: Object.fromEntries(numbers.map((position) => [`flow_${position}`, aside(position)])),
    globalTransitions: Object.fromEntries(numbers.map((position) => [`aside_${position}`, keyword([`aside${position}`])])),
    globalNextStates: Object.fromEntries(numbers.map((position) => [`aside_${position}`, { call: `flow_${position}` }])),
  }
}
