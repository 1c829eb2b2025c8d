import { type Conversation, NoSuchTurnError } from '../../conversation/index.js'
import { ReadableConversation } from '../../conversation/live/readable-conversation.js'
import { readSnapshot } from '../../conversation/record/stored-snapshot.js'
import { TalkchartError } from '../../diagnostics/talkchart-error.js'
import { isConversationMachine } from '../../machine/conversation-machine.js'
import type { ConversationMachine } from '../../machine/index.js'
import { explainTurn } from './explain-turn.js'
import type { KnownAnswers, TurnExplanation } from './explanation.js'

/** Tells why the messages of one conversation did what they did. */
export interface ConversationExplainer {
  /**
   * Tells what a message would do now, or what the message of a turn did. Of a turn, the answers are known that were heard since the explainer was made;
   * what else was asked is `unknown`.
   *
   * @param subject a text, or the number of a turn; 1 is the first message
   * @throws {NoSuchTurnError} when there was no such turn, or what stood before it is not kept
   */
  explain(subject: string | number): Promise<TurnExplanation>
  /** Stops listening for answers. */
  stop(): void
}

/** So many turns' answers are remembered. */
const MOST_TURNS = 1000

/**
 * Makes what explains the messages of an open conversation. It hears from now on what the model answers: make it when the conversation is opened.
 *
 * @param conversation one that is open in this process: what `openConversation` gives, or the `conversation` of a handle
 * @throws {TalkchartError} `unknown-conversation` for anything else
 * @example
 * const { explain } = explainConversation(conversation)
 * const { candidates, taken } = await explain('yes, please') // what it would do
 */
export function explainConversation(conversation: Conversation): ConversationExplainer {
  if (!(conversation instanceof ReadableConversation)) {
    throw new TalkchartError(
      'unknown-conversation',
      'This is no open conversation. Give what openConversation resolved with, or handle.conversation.',
    )
  }
  const heard = new Map<number, KnownAnswers>()
  const stops = [
    conversation.on('message.added', ({ message: { role, turn } }) => {
      // After a rewind a turn is another one.
      if (role === 'user') heard.delete(turn)
    }),
    conversation.on('message.understood', ({ about, turn, type: _type, ...found }) => {
      // What a state reads that the message leads to decides nothing.
      if (about === 'user' && !heard.has(turn)) heard.set(turn, { ...found, complete: true })
      for (const old of heard.keys()) if (heard.size > MOST_TURNS) heard.delete(old)
    }),
  ]
  return {
    async explain(subject) {
      const machine = machineOf(conversation)
      if (typeof subject === 'string') return explainTurn(machine, conversation.actor.getSnapshot(), subject)
      const said = (await conversation.history()).findLast(({ role, turn }) => role === 'user' && turn === subject)
      if (said === undefined) throw new NoSuchTurnError(conversation.id, subject, conversation.turn)
      const { value, context } = readSnapshot(await conversation.live.past.recordOf(subject - 1))
      return explainTurn(machine, { value, context: { ...context, messages: [] } }, said.text, { at: said.at, ...heard.get(subject) })
    },
    stop() {
      for (const stop of stops) stop()
    },
  }
}

function machineOf({ actor }: Conversation): ConversationMachine {
  // XState's type of a reference to an actor hides what it runs.
  const logic: unknown = Reflect.get(actor, 'logic')
  if (isConversationMachine(logic)) return logic
  throw new TalkchartError('unknown-conversation', 'The actor of this conversation runs no machine of talkchart.')
}
