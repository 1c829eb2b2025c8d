import type { Truth } from '../../conditions/evaluation.js'
import { guardTreeOf } from '../../machine/config.js'
import { type GuardLeaf, leavesOf } from '../../machine/guard-expression.js'
import { truthOf } from './explain-condition.js'
import type { GuardCall, GuardInput } from './traced-machine.js'
import type { Stage, Way } from './way.js'

/** A way and what its guard said; undefined where the machine did not come so far. */
export interface JudgedWay extends Way {
  readonly truth: Truth | undefined
}

/** What one microstep came to. */
export interface JudgedStage {
  readonly substate: Stage['substate']
  /** What its guards were given. */
  readonly input: GuardInput
  readonly ways: readonly JudgedWay[]
  /** The way that was taken; undefined where something is missing that decides it. */
  readonly taken: JudgedWay | undefined
  /** Whether an answer is missing that decides which way is taken. */
  readonly isOpen: boolean
  /** How many of the guards that were called belong to it. */
  readonly calls: number
}

/** How guards are asked whose calls do not say enough. */
export interface AskGuards {
  /** Asks a guard as the machine does, with three values. */
  readonly ask: (leaf: GuardLeaf, input: GuardInput) => Truth
  /** Tells whether a guard hangs on an answer that is not known. */
  readonly isOpen: (leaf: GuardLeaf) => boolean
}

/**
 * Puts the calls of guards in the place of the ways that they belong to. XState asks the guards of a list in order, until one holds; a call belongs to
 * the way whose guard has the same params, the very same object.
 */
export function judgeStage({ substate, ways }: Stage, calls: readonly GuardCall[], input: GuardInput, guards: AskGuards): JudgedStage {
  const judged: JudgedWay[] = []
  const left = [...calls]
  let taken: JudgedWay | undefined
  let isOpen = false
  for (const way of ways) {
    const truth = taken === undefined ? truthOfWay(way, left, input, guards) : undefined
    const judgedWay = { ...way, truth }
    judged.push(judgedWay)
    isOpen ||= truth === 'unknown'
    if (truth === true) taken = judgedWay
  }
  return { substate, input, ways: judged, taken: isOpen ? undefined : taken, isOpen, calls: calls.length - left.length }
}

function truthOfWay({ config: { guard } }: Way, calls: GuardCall[], input: GuardInput, { ask, isOpen }: AskGuards): Truth {
  if (guard === undefined) return true
  const [call] = calls
  const isCalled = call !== undefined && call.type === guard.type && (call.params === undefined || call.params === guard.params)
  if (isCalled) calls.shift()
  const tree = guardTreeOf(guard)
  const isSure = isCalled && !isUnsure(call) && !leavesOf(tree).some(isOpen)
  return isSure ? call.result : truthOf(tree, (leaf) => ask(leaf, input))
}

/** A guard of XState's own says true or false of parts that are not known. */
function isUnsure({ result, parts }: GuardCall): boolean {
  return result === 'unknown' || parts.some(isUnsure)
}
