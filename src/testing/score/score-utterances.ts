import type { CompileOptions } from '../../compile/compile-options.js'
import { keywordOccurrences } from '../../conditions/kinds/keyword/evaluate-keyword.js'
import { leafConditions } from '../../conditions/leaves.js'
import { evaluateIn, type WitnessOptions } from '../../conditions/witness/index.js'
import type { ConversationFlow } from '../../definition/flow.js'
import { quote } from '../../diagnostics/quote.js'
import { TalkchartError } from '../../diagnostics/talkchart-error.js'
import { witnessOptionsFor } from '../script/phrasebook.js'
import { scriptFromFlow } from '../script/script-from-flow.js'
import type { ScriptCandidate, StateScript } from '../script/state-script.js'
import { grouped, type MissingWords, missingWords } from './missing-words.js'

/** Holds a message that somebody wrote, and what it should do. */
export interface ScoredRow {
  readonly text: string
  /** The transition that it should fire, or the state that it should lead to; empty or absent where it should fire nothing. */
  readonly expected?: string
  /** The state that it is said in; the flow's first one by default. */
  readonly state?: string
  readonly data?: Readonly<Record<string, unknown>>
}

/** Tells how the messages of one transition (or state) fared. */
export interface LabelScore {
  readonly state: string
  readonly expected: string
  readonly rows: number
  readonly right: number
  readonly misrouted: number
  readonly missed: number
  /** Of what was routed there, how much belongs there, from 0 to 1; null where nothing was. */
  readonly precision: number | null
  /** Of what belongs there, how much was routed there. */
  readonly recall: number
}

/** Tells of one message that went elsewhere, and by which words. */
export interface Misroute {
  readonly state: string
  readonly text: string
  /** Null where it should have fired nothing. */
  readonly expected: string | null
  readonly fired: string
  readonly words: readonly string[]
}

/** Tells how a flow routes messages that people wrote. */
export interface UtteranceScore {
  readonly rows: number
  readonly right: number
  readonly misrouted: number
  readonly missed: number
  /** Messages that should fire nothing, and how many of them did fire something. */
  readonly outOfScope: { readonly rows: number; readonly fired: number }
  /** Messages that the text and the data can not decide: a model or a function answers. They are in no other count. */
  readonly undecided: number
  readonly labels: readonly LabelScore[]
  /** How many messages of each expected transition fired which; `none` for nothing. */
  readonly confusion: Readonly<Record<string, Readonly<Record<string, number>>>>
  readonly misroutes: readonly Misroute[]
  /** Words that many of a transition's missed messages share, and no other transition's messages have. */
  readonly suggestions: readonly MissingWords[]
}

interface Outcome {
  readonly row: ScoredRow
  readonly state: string
  /** The transition expected; null for nothing. */
  readonly expected: string | null
  readonly fired: ScriptCandidate | null | 'unknown'
}

const NOTHING = 'none'

/**
 * Returns how a flow routes messages that people wrote: which transition each fires, held against the one that it should fire. No
 * conversation is held; what a model or a function has to answer is left out and counted.
 *
 * @throws {TalkchartError} `unknown-state` or `unknown-transition` when a row names what the flow does not have
 * @example
 * const rows = [{ text: 'we have no budget', expected: 'no_budget' }]
 * const { right, misrouted, missed } = scoreUtterances(flow, rows.slice(1))
 * right // => 0
 */
export function scoreUtterances(
  flow: ConversationFlow,
  rows: Iterable<ScoredRow>,
  options: Pick<CompileOptions, 'prompts' | 'stemmers'> = {},
): UtteranceScore {
  const script = scriptFromFlow(flow, options)
  const witnessOptions = witnessOptionsFor(flow, script, options.stemmers)
  const outcomes = [...rows].map((row, index) => outcomeOf(row, index, script.states, flow.initialState, witnessOptions))
  const decided = outcomes.filter(({ fired }) => fired !== 'unknown')
  const meant = decided.filter(({ expected }) => expected !== null)
  const stray = decided.filter(({ expected }) => expected === null)
  return {
    rows: outcomes.length,
    right: meant.filter(isRight).length,
    misrouted: meant.filter(isMisrouted).length,
    missed: meant.filter(({ fired }) => fired === null).length,
    outOfScope: { rows: stray.length, fired: stray.filter(({ fired }) => fired !== null).length },
    undecided: outcomes.length - decided.length,
    labels: labelScores(decided),
    confusion: confusionOf(decided),
    misroutes: decided.flatMap((outcome) => misrouteOf(outcome, witnessOptions)),
    suggestions: missingWords(
      meant.map(({ row, state, expected, fired }) => ({ text: row.text, state, label: expected ?? NOTHING, isMissed: fired === null })),
    ),
  }
}

function outcomeOf(
  row: ScoredRow,
  index: number,
  states: ReadonlyMap<string, StateScript>,
  initialState: string,
  options: WitnessOptions,
): Outcome {
  const name = row.state || initialState
  const candidates = states.get(name)?.user.candidates
  if (candidates === undefined)
    throw new TalkchartError('unknown-state', `Row ${index + 1} names the state ${quote(name)}, which the flow does not have.`)
  const expected =
    row.expected === undefined || row.expected === '' || row.expected === NOTHING ? null : expectedIn(candidates, row.expected, name, index)
  return { row, state: name, expected, fired: firedBy(candidates, row, options) }
}

/** A transition by its name, else by where it leads. */
function expectedIn(candidates: readonly ScriptCandidate[], expected: string, state: string, index: number): string {
  const found = candidates.find(({ name }) => name === expected) ?? candidates.find(({ targets }) => targets.includes(expected))
  if (found !== undefined) return found.name
  const message = `Row ${index + 1} expects ${quote(expected)}, which is neither a transition of ${quote(state)} nor a state that one leads to.`
  throw new TalkchartError('unknown-transition', message)
}

function firedBy(candidates: readonly ScriptCandidate[], { text, data = {} }: ScoredRow, options: WitnessOptions): Outcome['fired'] {
  for (const candidate of candidates) {
    const truth = evaluateIn(candidate.condition, { text, data }, options)
    if (truth !== false) return truth === 'unknown' || candidate.choiceKey !== undefined ? 'unknown' : candidate
  }
  return null
}

function nameOf({ fired }: Outcome): string {
  return fired === null || fired === 'unknown' ? NOTHING : fired.name
}

function isRight(outcome: Outcome): boolean {
  return outcome.expected !== null && nameOf(outcome) === outcome.expected
}

function isMisrouted({ fired, expected }: Outcome): boolean {
  return fired !== null && fired !== 'unknown' && fired.name !== expected
}

function labelScores(outcomes: readonly Outcome[]): readonly LabelScore[] {
  const groups = grouped(
    outcomes.filter(({ expected }) => expected !== null),
    ({ state, expected }) => JSON.stringify([state, expected]),
  )
  return [...groups.values()].map((group) => {
    const [{ state, expected } = { state: '', expected: null }] = group
    const right = group.filter(isRight).length
    const routed = outcomes.filter((outcome) => outcome.state === state && nameOf(outcome) === expected).length
    return {
      state,
      expected: expected ?? NOTHING,
      rows: group.length,
      right,
      misrouted: group.filter(isMisrouted).length,
      missed: group.filter(({ fired }) => fired === null).length,
      precision: routed === 0 ? null : right / routed,
      recall: right / group.length,
    }
  })
}

function confusionOf(outcomes: readonly Outcome[]): UtteranceScore['confusion'] {
  const confusion = new Map<string, Map<string, number>>()
  for (const outcome of outcomes) {
    const expected = outcome.expected ?? NOTHING
    const row = confusion.get(expected) ?? new Map<string, number>()
    confusion.set(expected, row.set(nameOf(outcome), (row.get(nameOf(outcome)) ?? 0) + 1))
  }
  return Object.fromEntries([...confusion].map(([expected, row]) => [expected, Object.fromEntries(row)]))
}

function misrouteOf(outcome: Outcome, { language, stemmers }: WitnessOptions): readonly Misroute[] {
  const { row, state, expected, fired } = outcome
  if (!isMisrouted(outcome) || fired === null || fired === 'unknown') return []
  const words = leafConditions(fired.condition).flatMap((leaf) => {
    if (leaf.type !== 'keyword') return []
    const params = language === undefined ? leaf : { ...leaf, language }
    return keywordOccurrences(params, row.text, stemmers).map(({ word }) => word)
  })
  return [{ state, text: row.text, expected, fired: fired.name, words: [...new Set(words)] }]
}
