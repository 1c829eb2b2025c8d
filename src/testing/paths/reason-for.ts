import { quote } from '../../diagnostics/quote.js'
import type { Phrasebook } from '../script/phrasebook.js'
import { type Goal, goalKey } from './goal.js'

/** Why no path shows a goal. */
export function reasonFor(goal: Goal, phrases: Phrasebook, shown: ReadonlySet<string>): string {
  if (goal.kind === 'state') return `No path leads to the state ${quote(goal.state)}.`
  const { state } = goal
  if (state !== null && !shown.has(goalKey({ kind: 'state', state }))) return `No path leads to the state ${quote(state)}.`
  if (goal.kind === 'transition' || goal.kind === 'alternative') {
    const name = goal.kind === 'transition' ? goal.name : goal.transition
    const alternative = goal.kind === 'alternative' ? goal.alternative : null
    const unsaid = phrases.unsaid.find(
      (found) =>
        (state === null || found.state === state) &&
        found.transition === name &&
        (alternative === null
          ? found.alternative === null
          : found.alternative?.position === alternative.position &&
            found.alternative.value === alternative.value &&
            found.alternative.holds === alternative.holds),
    )
    if (unsaid !== undefined) return unsaid.reason
  }
  if (goal.kind === 'limit') return 'Going round the shortest cycles meets another limit, or an end, before this one.'
  return 'No walk came to it.'
}
