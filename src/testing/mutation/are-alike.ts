import type { Wording } from '../../analysis/implication/covers-keyword.js'
import { implies } from '../../analysis/implication/implies.js'
import type { Condition } from '../../conditions/condition.js'
import { isAnswer } from '../../conditions/leaves.js'
import type { Judging, MachineScript, ScriptCandidate } from '../script/state-script.js'

/** Tells whether the conditions of a state are proven to hold for the same messages in two flows that differ in conditions alone. */
export function areAlike(one: MachineScript, other: MachineScript, state: string, wording: Wording): boolean {
  const [before, after] = [one.states.get(state), other.states.get(state)]
  if (before === undefined || after === undefined) return false
  return (['user', 'reply', 'entry'] as const).every((speaker) => judgeAlike(before[speaker], after[speaker], wording))
}

function judgeAlike({ candidates: before }: Judging, { candidates: after }: Judging, wording: Wording): boolean {
  if (before.length !== after.length) return false
  const isInPlace = before.every(({ name }, position) => after[position]?.name === name)
  if (!isInPlace) return isReordered(before, after)
  return before.every(({ condition }, position) => {
    const other = after[position]
    return other !== undefined && holdAlike(condition, other.condition, wording)
  })
}

/** Whether only such transitions have changed places as never hold together. */
function isReordered(before: readonly ScriptCandidate[], after: readonly ScriptCandidate[]): boolean {
  const places = before.map((candidate) => after.findIndex((other) => isSameAlone(candidate, other)))
  if (places.includes(-1) || new Set(places).size < places.length) return false
  return before.every((first, position) =>
    before.every((second, later) => {
      const isSwapped = later > position && (places[later] ?? 0) < (places[position] ?? 0)
      return !isSwapped || excludeEachOther(first.condition, second.condition)
    }),
  )
}

function isSameAlone(one: ScriptCandidate, other: ScriptCandidate): boolean {
  return one.name === other.name && one.scope === other.scope && written(one.condition) === written(other.condition)
}

/** A condition as JSON, without its place among the others. */
function written(condition: Condition): string {
  return JSON.stringify(condition, (key, value: unknown) => (key === 'among' ? undefined : value))
}

/** Of the answers of one list one holds at most, and none by the words of the language beside a keyword that counts. */
function excludeEachOther(one: Condition, other: Condition): boolean {
  return competes(one) && competes(other) && one.type !== other.type && [one, other].some(isPlainAnswer)
}

function isPlainAnswer(condition: Condition): boolean {
  return isAnswer(condition) && (condition.also ?? []).length === 0
}

function holdAlike(before: Condition, after: Condition, wording: Wording): boolean {
  if (JSON.stringify(before) === JSON.stringify(after)) return true
  return !competes(before) && !competes(after) && implies(before, after, wording) && implies(after, before, wording)
}

/** Among the keywords of other transitions the longest decides, and not only whether one is found. */
function competes(condition: Condition): boolean {
  return 'among' in condition && condition.among?.place !== undefined
}
