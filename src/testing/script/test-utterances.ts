import type { Condition, LeafType } from '../../conditions/condition.js'
import { isContextFunction } from '../../conditions/kinds/context/context-kind.js'
import { leafConditions } from '../../conditions/leaves.js'
import {
  type Alternative,
  evaluateIn,
  evaluatorIn,
  isExercised,
  likelySituations,
  type ScriptedAnswer,
  type Situation,
  situationWhere,
  type WitnessOptions,
} from '../../conditions/witness/index.js'
import type { JsonValue } from '../../diagnostics/json.js'
import type { ScriptedAnswers, ScriptedGuards } from './path-step.js'
import { type Judging, jsonData, type ScriptCandidate } from './state-script.js'

/** Something said, how it is answered, and what comes of it: proven by evaluation in the order of the state's transitions. */
export interface TestUtterance extends ScriptedAnswers {
  readonly text: string
  /** What the data has to hold before, or what has to be extracted. */
  readonly data: Readonly<Record<string, JsonValue>>
  readonly guards: ScriptedGuards
  /** The transition that it fires; null for none. */
  readonly fires: ScriptCandidate | null
  /** What it exercises, and of which transition. */
  readonly exercises: { readonly candidate: ScriptCandidate; readonly alternative: Alternative } | null
  /** What was tried. */
  readonly situation: Situation
  readonly contrasts?: readonly ShownContrast[]
  /** It is said for its contrasts alone: once in each state. */
  readonly isFurther?: true
}

/** A change of a state's transitions, or (`state` is null) of the global ones, with which a message would be taken otherwise. */
export interface ShownContrast {
  readonly state: string | null
  readonly change: string
}

/** Looks for what to say where a message is judged. */
export interface UtteranceSearch {
  readonly judging: Judging
  readonly options: WitnessOptions
  readonly functionNames: (fn: object) => readonly string[]
}

/** Returns what exercises one alternative of a candidate; undefined when the bounded search finds nothing. */
export function utteranceFor(search: UtteranceSearch, candidate: ScriptCandidate, alternative: Alternative): TestUtterance | undefined {
  const wanted = alternative.holds !== alternative.isNegated
  return utteranceWith(search, candidate, alternative, wanted) ?? utteranceWith(search, candidate, alternative, !wanted)
}

function utteranceWith(
  search: UtteranceSearch,
  candidate: ScriptCandidate,
  alternative: Alternative,
  holds: boolean,
): TestUtterance | undefined {
  const { options } = search
  for (const situation of situationsFor(search, candidate, alternative, holds)) {
    const isSo = isExercised(alternative, situation, options) && evaluateIn(candidate.condition, situation, options) === holds
    const fired = isSo ? firedBy(search, situation, holds ? candidate : null) : 'unknown'
    if (fired === 'unknown' || (holds && fired !== candidate)) continue
    return testUtterance(search, situation, fired, { candidate, alternative })
  }
  return undefined
}

/** Returns what fires a candidate, by whichever alternative; undefined when the bounded search finds nothing. */
export function utteranceFiring(search: UtteranceSearch, candidate: ScriptCandidate): TestUtterance | undefined {
  for (const situation of situationsFor(search, candidate, undefined, true)) {
    if (firedBy(search, situation, candidate) === candidate) return testUtterance(search, situation, candidate, null)
  }
  return undefined
}

/** Returns what fires nothing. */
export function utteranceMissing(search: UtteranceSearch): TestUtterance | undefined {
  const conditions = search.judging.candidates.map(({ condition, choiceKey }): Condition => (choiceKey === undefined ? condition : NEVER))
  const situation = situationWhere({ type: 'any', conditions }, false, search.options)
  return situation === undefined ? undefined : testUtterance(search, situation, null, null)
}

/** Holds in no situation. */
export const NEVER: Condition = { type: 'any', conditions: [] }

/**
 * Returns the candidate that a situation fires by the order; null for none; unknown where something asked is not answered. A choice among states
 * chooses none of them, unless it is the candidate wanted.
 */
export function firedBy(
  { judging, options }: UtteranceSearch,
  situation: Situation,
  wanted: ScriptCandidate | null,
): ScriptCandidate | null | 'unknown' {
  const evaluate = evaluatorIn(situation, options)
  for (const candidate of judging.candidates) {
    if (candidate.choiceKey !== undefined && candidate !== wanted) continue
    const truth = evaluate(candidate.condition)
    if (truth === true) return candidate
    if (truth === 'unknown') return 'unknown'
  }
  return null
}

/**
 * Situations for the condition alone, which are plainer, then with the candidates before it (or, for a miss, all of them) failing:
 * those that what was plain has fired, and those that do not fail by themselves.
 */
function* situationsFor(
  search: UtteranceSearch,
  candidate: ScriptCandidate,
  alternative: Alternative | undefined,
  holds: boolean,
): Iterable<Situation> {
  const { judging, options } = search
  const fired = new Set<ScriptCandidate>()
  for (const situation of likelySituations(candidate.condition, holds, alternative, options)) {
    yield situation
    const instead = firedBy(search, situation, holds ? candidate : null)
    if (instead !== null && instead !== 'unknown') fired.add(instead)
  }
  const position = judging.candidates.indexOf(candidate)
  const others = judging.candidates.filter(
    (other, index) => (holds ? index < position : index !== position) && (fired.has(other) || !isJustText(other.condition)),
  )
  if (others.length === 0) return
  const failing = others.map(({ condition }): Condition => ({ type: 'not', condition }))
  const own: Condition = holds ? candidate.condition : { type: 'not', condition: candidate.condition }
  // Its own part comes first, so that the pivot keeps its place among the leaves.
  yield* likelySituations({ type: 'all', conditions: [own, ...failing] }, true, alternative, options)
}

/** Words fail by not being said: nothing has to be done for it. Of everything else it has to be seen to that it fails. */
const FAILS_UNSAID: Readonly<Record<LeafType, boolean>> = {
  keyword: true,
  affirm: true,
  deny: true,
  unsure: true,
  regex: true,
  always: false,
  sentiment: false,
  llmClassifier: false,
  context: false,
  guard: false,
  custom: false,
}

/** Tells whether words alone decide a condition. */
export function isJustText(condition: Condition): boolean {
  return leafConditions(condition).every(({ type }) => FAILS_UNSAID[type])
}

/** Returns a situation as something to say, with the answers and data that it takes. */
export function testUtterance(
  search: UtteranceSearch,
  situation: Situation,
  fires: TestUtterance['fires'],
  exercises: TestUtterance['exercises'],
): TestUtterance {
  const { text, data = {}, answers = [] } = situation
  return { text, data: jsonData(data), ...scriptedBy(search, answers), fires, exercises, situation }
}

function scriptedBy(
  { judging, functionNames }: UtteranceSearch,
  given: readonly ScriptedAnswer[],
): Pick<TestUtterance, 'answers' | 'guards'> {
  const answers: Record<string, string | boolean> = {}
  const guards: Record<string, boolean> = {}
  // Of two answers to the same question, the first holds.
  for (const { condition, answer } of given.toReversed()) {
    if (condition.type === 'guard') guards[guardName(condition.name, condition.params)] = answer === true
    else if (isContextFunction(condition)) for (const name of functionNames(condition.fn)) guards[contextName(name)] = answer === true
    else {
      const key = judging.keyOf(condition)
      if (key !== undefined) answers[key] = answer
    }
  }
  return { answers, guards }
}

/** Returns the name under which a guard of the user's own is scripted: each set of params is a guard for itself. */
export function guardName(name: string, params: unknown): string {
  return params === undefined ? name : `${name} ${JSON.stringify(params)}`
}

/** Returns the name under which a `context` function is scripted. */
export function contextName(name: string): string {
  return `context ${name}`
}
