import type { ConversationContext } from '../../machine/context.js'
import type { ConversationEmitted } from '../../machine/index.js'
import type { Message } from '../../model/message.js'
import type { Usage } from '../../model/usage.js'
import type { Turn } from '../api/conversation.js'
import { type MachineSnapshot, outcomeOf, phaseOf } from '../record/snapshot-facts.js'

const NOTHING_SPENT: Usage = { modelCalls: 0, inputTokens: 0, outputTokens: 0 }

/** Collects what the machine emits while a turn runs. */
export class TurnRecorder {
  readonly #before: Usage
  readonly #replies: Message[]
  readonly #entered: string[] = []
  readonly #resumed: string[] = []
  readonly #onDelta: ((delta: string) => void) | undefined
  #transition: string | null = null
  readonly #unfit = new Set<string | null>()

  /** @param said the replies that the turn has made before, when a failed call of it is repeated */
  constructor({ usage }: ConversationContext, onDelta: ((delta: string) => void) | undefined, said: readonly Message[] = []) {
    this.#replies = [...said]
    this.#before = usage
    this.#onDelta = onDelta
  }

  /** Tells whether an event was refused for its payload. One that was held may be, when another version of the flow takes it up. */
  isUnfit(id: string): boolean {
    return this.#unfit.has(id)
  }

  hear(event: ConversationEmitted): void {
    if (event.type === 'assistant.message') this.#replies.push(event.message)
    else if (event.type === 'event.refused' && event.reason === 'invalid-payload') this.#unfit.add(event.id)
    else if (event.type === 'reply.delta') this.#onDelta?.(event.delta)
    else if (event.type === 'state.entered') {
      this.#entered.push(event.state)
      this.#transition ??= event.transition
    } else if (event.type === 'state.resumed') this.#resumed.push(event.state)
  }

  /** Returns the turn, when it is over. */
  turn(snapshot: MachineSnapshot): Turn {
    const { turn, usage } = snapshot.context
    return turnAfter(snapshot, turn, this.#replies, this.#transition, this.#entered, difference(usage, this.#before), this.#resumed)
  }
}

/**
 * Returns the turn of a message that was answered before: what was said then, and where the conversation stands now.
 *
 * @param turn undefined for a message that a rewind has taken back
 */
export function repeatedTurn(snapshot: MachineSnapshot, turn = snapshot.context.turn, replies: readonly Message[] = []): Turn {
  return turnAfter(snapshot, turn, replies, null, [], NOTHING_SPENT)
}

function turnAfter(
  snapshot: MachineSnapshot,
  turn: number,
  replies: readonly Message[],
  transition: string | null,
  entered: readonly string[],
  usage: Usage,
  resumed: readonly string[] = [],
): Turn {
  const { state, error, stack } = snapshot.context
  const reply = replies.length === 1 ? (replies[0]?.text ?? '') : replies.map(({ text }) => text).join('\n\n')
  const called = stack === undefined ? {} : { resumed, stack }
  return {
    turn,
    state,
    error,
    reply,
    replies,
    transition,
    entered,
    ...called,
    phase: phaseOf(snapshot),
    outcome: outcomeOf(snapshot),
    usage,
  }
}

function difference(after: Usage, before: Usage): Usage {
  if (after === before) return NOTHING_SPENT
  return {
    modelCalls: after.modelCalls - before.modelCalls,
    inputTokens: after.inputTokens - before.inputTokens,
    outputTokens: after.outputTokens - before.outputTokens,
  }
}
