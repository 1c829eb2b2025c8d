import type { ActorRefFrom } from 'xstate'
import type { ConversationContext } from '../compile/conversation-context.js'
import type { ConversationMachine, ConversationOutcome } from '../compile/index.js'
import type { Message } from '../model/message.js'
import type { Usage } from '../model/usage.js'
import type { Turn } from './conversation.js'
import { phaseOf } from './snapshot-facts.js'

/** Writes down what the machine emits while a turn runs. */
export class TurnRecorder {
  readonly #actor: ActorRefFrom<ConversationMachine>
  readonly #before: Usage
  readonly #replies: Message[] = []
  readonly #entered: string[] = []
  readonly #stop: () => void
  #transition: string | null = null

  constructor(actor: ActorRefFrom<ConversationMachine>, onDelta?: (delta: string) => void) {
    this.#actor = actor
    this.#before = actor.getSnapshot().context.usage
    const subscriptions = [
      actor.on('assistant.message', ({ message }) => {
        this.#replies.push(message)
      }),
      actor.on('state.entered', ({ state, transition }) => {
        this.#entered.push(state)
        this.#transition ??= transition
      }),
      actor.on('reply.delta', ({ delta }) => onDelta?.(delta)),
    ]
    this.#stop = () => {
      for (const subscription of subscriptions) subscription.unsubscribe()
    }
  }

  /** Stops writing and tells the turn. */
  finish(): Turn {
    this.#stop()
    const snapshot = this.#actor.getSnapshot()
    return {
      ...turnFacts(snapshot.context),
      reply: this.#replies.map(({ text }) => text).join('\n\n'),
      replies: this.#replies,
      transition: this.#transition,
      entered: this.#entered,
      phase: phaseOf(snapshot),
      outcome: outcomeOf(snapshot),
      usage: difference(snapshot.context.usage, this.#before),
    }
  }
}

/** The turn of a message that was seen before: what was said then, and where the conversation stands now. */
export function repeatedTurn(actor: ActorRefFrom<ConversationMachine>, message: Message): Turn {
  const snapshot = actor.getSnapshot()
  const replies = snapshot.context.messages.filter(({ role, turn }) => role === 'assistant' && turn === message.turn)
  return {
    ...turnFacts(snapshot.context),
    turn: message.turn,
    reply: replies.map(({ text }) => text).join('\n\n'),
    replies,
    transition: null,
    entered: [],
    phase: phaseOf(snapshot),
    outcome: outcomeOf(snapshot),
    usage: { modelCalls: 0, inputTokens: 0, outputTokens: 0 },
  }
}

export function outcomeOf({
  status,
  output,
}: {
  readonly status: string
  readonly output?: { readonly outcome: ConversationOutcome } | undefined
}): ConversationOutcome | null {
  return status === 'done' ? (output?.outcome ?? null) : null
}

function turnFacts({ turn, state, error }: ConversationContext) {
  return { turn, state, error }
}

function difference(after: Usage, before: Usage): Usage {
  return {
    modelCalls: after.modelCalls - before.modelCalls,
    inputTokens: after.inputTokens - before.inputTokens,
    outputTokens: after.outputTokens - before.outputTokens,
  }
}
