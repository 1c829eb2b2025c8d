import { explainTurn } from '../../analysis/explain/explain-turn.js'
import type { KnownAnswers, TurnExplanation } from '../../analysis/explain/explanation.js'
import { NoSuchTurnError } from '../../conversation/index.js'
import { isJsonObject } from '../../diagnostics/json.js'
import type { Heard } from './heard.js'
import { loadStored, type StoredPlace, snapshotOf } from './stored-past.js'

/** Explains what a text would do where a conversation stands. Nothing is called. */
export async function explainText(place: StoredPlace, id: string, text: string): Promise<TurnExplanation> {
  return explainTurn(place.machine, await snapshotOf(place, id), text)
}

/**
 * Explains what the message of a turn did. What was answered is known where this process heard it.
 *
 * @returns null where the turn is gone: the conversation may have gone back while a page asked
 * @throws {ProblemError} `no-conversation`
 */
export async function explainPast(place: StoredPlace, heard: Heard, id: string, turn: number): Promise<TurnExplanation | null> {
  const { messages } = await loadStored(place.store, id)
  const said = messages.find(({ message }) => message.role === 'user' && message.turn === turn)?.message
  if (said === undefined || turn < 1) return null
  try {
    const snapshot = await snapshotOf(place, id, turn - 1)
    return explainTurn(place.machine, snapshot, said.text, { ...knownOf(heard, id, turn), at: said.at })
  } catch (error) {
    if (NoSuchTurnError.isInstance(error)) return null
    throw error
  }
}

/** The first understanding of a turn is of its message. */
function knownOf(heard: Heard, id: string, turn: number): KnownAnswers {
  const output = heard.of(id).find((each) => each.turn === turn && each.actor === 'understand')?.output
  const { answers, data, told, reason } = isJsonObject(output) ? output : {}
  return {
    ...(isJsonObject(answers) && { answers }),
    ...(isJsonObject(data) && { data }),
    ...(isJsonObject(told) && { told }),
    ...(typeof reason === 'string' && { reason }),
  }
}
