import type { Condition } from '../../conditions/condition.js'
import { dataKeysOf } from '../../conditions/kinds/context/context-kind.js'
import { deciderOf, mapLeaves } from '../../conditions/leaves.js'
import { type Alternative, alternativesOf, evaluateIn, isExercised, type WitnessOptions } from '../../conditions/witness/index.js'
import type { Judging, ScriptCandidate } from './state-script.js'

/** What a message of a transcript has exercised. */
export interface Judged {
  /** The transition that it fired; null for none. */
  readonly fired: ScriptCandidate | null
  readonly exercised: readonly { readonly candidate: ScriptCandidate; readonly alternative: Alternative }[]
}

/** What conditions are judged with after the fact. */
export interface Hindsight {
  readonly options: WitnessOptions
  /** The first keys of data that came up in the conversation, which a transcript does not tell. */
  readonly unknownKeys: ReadonlySet<string>
}

/**
 * Decides again which transition a message fired. What the model, the data or the flow's own functions have decided is told by where the
 * conversation went on: the first transition that may have held and leads there.
 *
 * @param leadsOn whether a conversation that goes to a state can have gone on where it did
 */
export function judgeMessage(
  { candidates }: Judging,
  text: string,
  leadsOn: (target: string) => boolean,
  { options, unknownKeys }: Hindsight,
): Judged {
  const tried: { candidate: ScriptCandidate; isFired: boolean }[] = []
  let fired: ScriptCandidate | null = null
  for (const candidate of candidates) {
    const truth = evaluateIn(withUnknowns(candidate.condition, unknownKeys), { text }, options)
    const isCertain = truth === true && candidate.choiceKey === undefined
    const mayHold = truth !== false && candidate.targets.some(leadsOn)
    tried.push({ candidate, isFired: isCertain || mayHold })
    if (isCertain || mayHold) {
      fired = candidate
      break
    }
  }
  return { fired, exercised: tried.flatMap(({ candidate, isFired }) => exercisedBy(candidate, isFired, text, { options, unknownKeys })) }
}

function exercisedBy(candidate: ScriptCandidate, isFired: boolean, text: string, hindsight: Hindsight): Judged['exercised'] {
  return alternativesOf(candidate.condition).flatMap((alternative) =>
    isShown(alternative, candidate, isFired, text, hindsight) ? [{ candidate, alternative }] : [],
  )
}

function isShown(alternative: Alternative, { condition }: ScriptCandidate, isFired: boolean, text: string, hindsight: Hindsight): boolean {
  const { leaf, holds, isNegated } = alternative
  // An alternative speaks for its condition only when the condition turned out as it would have it.
  if (isFired !== (holds !== isNegated)) return false
  const unknown = withUnknowns(leaf, hindsight.unknownKeys)
  if (evaluateIn(unknown, { text }, hindsight.options) !== 'unknown') return isExercised(alternative, { text }, hindsight.options)
  // Asked alone, the answer is known by what came of it; among others it is not.
  if (leaf !== condition) return false
  return alternative.value === undefined || isOnlyClassOfItsKind(alternative, condition)
}

function isOnlyClassOfItsKind({ holds }: Alternative, condition: Condition): boolean {
  return alternativesOf(condition).filter((other) => other.holds === holds).length === 1
}

/** Data that a transcript does not tell is as open as an answer that was not given. */
function withUnknowns(condition: Condition, unknownKeys: ReadonlySet<string>): Condition {
  return mapLeaves(condition, (leaf) => {
    if (deciderOf(leaf) !== 'data') return leaf
    const keys = dataKeysOf([leaf])
    const isTold = keys.length > 0 && !keys.some((key) => unknownKeys.has(key))
    return isTold ? leaf : { type: 'guard', name: 'what the transcript does not tell' }
  })
}
