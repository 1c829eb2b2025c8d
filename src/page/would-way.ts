import type { ExplainedCandidate } from '../analysis/explain/explanation.js'
import type { TakenWay } from '../chart/index.js'
import type { TurnExplanation } from './protocol.js'

/** Tells whether nothing came of a message. An answer that was taken fires no transition, and is no miss. */
export function isMiss({ scope }: ExplainedCandidate): boolean {
  return scope === 'miss' || scope === 'limit' || scope === 'invalid'
}

/** Returns the way that a text would take; null while that is not known. */
export function wouldWay(would: TurnExplanation | null): TakenWay | null {
  if (would === null || would.taken === null) return null
  const taken = would.candidates[would.taken]
  return taken === undefined ? null : { from: would.state, state: taken.to ?? would.state, transition: taken.name }
}
