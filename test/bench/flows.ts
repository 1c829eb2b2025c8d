import { type ConversationFlow, compileFlow, defineFlow, keyword, type LanguageModel } from 'talkchart'
import { createActor } from 'xstate'

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

/** One turn of a compiled flow whose prompts are spoken word for word. */
export function verbatimTurn(maxMessages = 100) {
  const actor = createActor(compileFlow(pingPong({ say: 'Well?' }, maxMessages)), { input: {} }).start()
  const turn = () => actor.send({ type: 'user.message', text: 'yes' })
  // The window is full before anything is measured.
  for (let count = 0; count < maxMessages / 2; count += 1) turn()
  return { actor, turn }
}

/** One turn of a compiled flow that speaks through the model. */
export function modelTurn(): () => Promise<void> {
  const actor = createActor(compileFlow(pingPong({ instruct: 'Ask.' }), { model: instantModel }), { input: {} }).start()
  let answered: () => void = () => undefined
  actor.subscribe((snapshot) => {
    if (snapshot.hasTag('listening')) answered()
  })
  return () =>
    new Promise((resolve) => {
      answered = resolve
      actor.send({ type: 'user.message', text: 'yes' })
    })
}

/** A flow of so many states, each with three ways out. */
export function ringOf(count: number): ConversationFlow {
  const name = (position: number) => `state_${position % count}`
  const state = (position: number) => ({
    prompt: { say: `This is ${position}.` },
    transitions: { next: keyword(['next', 'go on']), far: keyword(['far']), back: keyword(['back', 'go back']) },
    nextStates: { next: name(position + 1), far: name(position + 7), back: name(position + count - 1) },
  })
  const states = Object.fromEntries(Array.from({ length: count }, (_, position) => [name(position), state(position)]))
  return { name: 'ring', initialState: name(0), states }
}
