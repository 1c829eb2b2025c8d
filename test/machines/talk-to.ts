import type { ConversationMachine } from 'talkchart'
import { createActor, waitFor } from 'xstate'

/** What a conversation came to. */
export interface Talk {
  /** The state that the conversation stands in. */
  readonly state: string
  /** The transition that the last utterance fired; null when it fired none. */
  readonly transition: string | null
  /** How the conversation ended; null while it goes on. */
  readonly outcome: string | null
  /** What the flow said last. */
  readonly reply: string
}

/** Begins a conversation with a machine and says the utterances to it, one by one. */
export async function talkTo(machine: ConversationMachine, utterances: readonly string[]): Promise<Talk> {
  const actor = createActor(machine, { input: {} })
  let transition: string | null = null
  actor.on('state.entered', (event) => {
    transition ??= event.transition
  })
  actor.start()
  for (const text of utterances) {
    await waitFor(actor, isSettled)
    transition = null
    actor.send({ type: 'user.message', text })
  }
  const snapshot = await waitFor(actor, isSettled)
  const { state, messages } = snapshot.context
  return { state, transition, outcome: snapshot.output?.outcome ?? null, reply: messages.at(-1)?.text ?? '' }
}

/** Whether a machine waits for the user, or is done. */
export function isSettled(snapshot: { readonly status: string; hasTag(tag: string): boolean }): boolean {
  return snapshot.status !== 'active' || snapshot.hasTag('listening') || snapshot.hasTag('failed')
}
