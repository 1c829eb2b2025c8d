import type { Wording } from '../../analysis/implication/covers-keyword.js'
import { implies } from '../../analysis/implication/implies.js'
import type { Condition } from '../../conditions/condition.js'
import type { Judging, MachineScript } from '../script/state-script.js'

/** Tells whether the conditions of a state are proven to hold for the same messages in two flows that differ in conditions alone. */
export function areAlike(one: MachineScript, other: MachineScript, state: string, wording: Wording): boolean {
  const [before, after] = [one.states.get(state), other.states.get(state)]
  if (before === undefined || after === undefined) return false
  return (['user', 'reply', 'entry'] as const).every((speaker) => judgeAlike(before[speaker], after[speaker], wording))
}

function judgeAlike({ candidates: before }: Judging, { candidates: after }: Judging, wording: Wording): boolean {
  if (before.length !== after.length) return false
  return before.every((candidate, position) => {
    const other = after[position]
    return other !== undefined && other.name === candidate.name && holdAlike(candidate.condition, other.condition, wording)
  })
}

function holdAlike(before: Condition, after: Condition, wording: Wording): boolean {
  if (JSON.stringify(before) === JSON.stringify(after)) return true
  return !competes(before) && !competes(after) && implies(before, after, wording) && implies(after, before, wording)
}

/** Among the keywords of other transitions the longest decides, and not only whether one is found. */
function competes(condition: Condition): boolean {
  return 'among' in condition && condition.among?.place !== undefined
}
