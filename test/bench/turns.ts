import { type ConversationFlow, type ConversationStore, compileFlow, memoryStore, openConversation } from 'talkchart'
import { createActor } from 'xstate'
import { instantModel } from './flows.js'
import { cpuTime, type Sampler } from './sampling.js'

/** One turn of a conversation. */
export type Turn = () => unknown

/** Turns after which the 100 messages that every row keeps are there. */
export const FULL_WINDOW = 50

/** Returns a sampler of one turn, in a new conversation each round whose window is full. */
export function turnTime(begin: () => Turn | Promise<Turn>, turnsBefore = FULL_WINDOW): Sampler {
  return cpuTime(async () => {
    const turn = await begin()
    await repeat(turn, turnsBefore)
    return (times) => repeat(turn, times)
  })
}

/** Takes so many turns. What does not wait is not made to: that would cost more than the plain loop does. */
async function repeat(turn: Turn, times: number): Promise<void> {
  for (let count = 0; count < times; count += 1) {
    const taken = turn()
    if (taken instanceof Promise) await taken
  }
}

/** Returns one turn of the actor of a compiled flow. */
export function actorTurn(flow: ConversationFlow): Turn {
  const actor = createActor(compileFlow(flow, { model: instantModel }), { input: {} }).start()
  let answered: () => void = () => undefined
  actor.subscribe((snapshot) => {
    if (snapshot.hasTag('listening')) answered()
  })
  return () => {
    let isAnswered = false
    answered = () => {
      isAnswered = true
    }
    actor.send({ type: 'user.message', text: 'yes' })
    // A reply word for word is there at once; one of the model is waited for.
    return isAnswered
      ? undefined
      : new Promise<void>((resolve) => {
          answered = resolve
        })
  }
}

/** Returns one turn of an open conversation. */
export async function sendTurn(flow: ConversationFlow, store: ConversationStore = memoryStore(), options: { keepRevisions?: number } = {}) {
  const conversation = await openConversation({ machine: compileFlow(flow, { model: instantModel }), store, ...options })
  return () => conversation.send('yes')
}
