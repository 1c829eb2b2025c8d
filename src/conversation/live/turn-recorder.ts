import type { ActorRefFrom } from 'xstate'
import type { ConversationContext } from '../../machine/context.js'
import type { ConversationEmitted, ConversationMachine, ConversationOutcome } from '../../machine/index.js'
import type { Message } from '../../model/message.js'
import type { Usage } from '../../model/usage.js'
import type { Turn } from '../api/conversation.js'
import { type MachineSnapshot, phaseOf } from './snapshot-facts.js'

/** Writes down what the machine emits while a turn runs. */
export class TurnRecorder {
  readonly #before: Usage
  readonly #replies: Message[] = []
  readonly #entered: string[] = []
  readonly #onDelta: ((delta: string) => void) | undefined
  #transition: string | null = null

  constructor({ usage }: ConversationContext, onDelta: ((delta: string) => void) | undefined) {
    this.#before = usage
    this.#onDelta = onDelta
  }

  hear(event: ConversationEmitted): void {
    if (event.type === 'assistant.message') this.#replies.push(event.message)
    else if (event.type === 'reply.delta') this.#onDelta?.(event.delta)
    else if (event.type === 'state.entered') {
      this.#entered.push(event.state)
      this.#transition ??= event.transition
    }
  }

  /** The turn, when it is over. */
  turn(snapshot: MachineSnapshot): Turn {
    const { turn, state, error, usage } = snapshot.context
    const replies = this.#replies
    return {
      turn,
      state,
      error,
      reply: replies.length === 1 ? (replies[0]?.text ?? '') : replies.map(({ text }) => text).join('\n\n'),
      replies,
      transition: this.#transition,
      entered: this.#entered,
      phase: phaseOf(snapshot),
      outcome: outcomeOf(snapshot),
      usage: difference(usage, this.#before),
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
