import type { Condition, GuardedTransition, KeywordCondition } from '../condition.js'
import { KeywordNesting, type ReadKeyword } from '../kinds/keyword/can-occur-within.js'
import { hasWords } from '../kinds/keyword/keyword-pattern.js'
import type { Stemmers } from '../kinds/keyword/stemmers.js'
import { mapLeaves } from '../leaves.js'
import { isCatchAll, isCatchAllWord } from './catch-all.js'
import { SiblingKeywords } from './sibling-keywords.js'

/** How candidates are ordered. */
export interface TransitionOrderOptions {
  readonly order?: 'specific' | 'declared' | undefined
  /** The flow's language, a BCP 47 tag. */
  readonly language?: string | undefined
  readonly stemmers?: Stemmers | undefined
}

/**
 * The order in which the candidates of one list are tried. `'specific'` (default): own, global, own catch-alls, global
 * catch-alls, each group as declared; and keywords yield to longer ones of siblings, which then stand in their `except`.
 * `'declared'`: own, then global, nothing else.
 */
export function orderCandidates<Candidate extends GuardedTransition>(
  candidates: readonly Candidate[],
  options: TransitionOrderOptions = {},
): readonly Candidate[] {
  const declared = [...candidates.filter(({ scope }) => scope === 'own'), ...candidates.filter(({ scope }) => scope === 'global')]
  if (options.order === 'declared') return declared
  const catchesAll = ({ condition }: Candidate) => isCatchAll(condition)
  const ordered = [...declared.filter((candidate) => !catchesAll(candidate)), ...declared.filter(catchesAll)]
  const nesting = nestingOf(options)
  const bare = ordered.map(({ condition }) => (isCatchAll(condition) ? [] : keywordsOf(condition, nesting)))
  const siblings = new SiblingKeywords(bare, nesting)
  return ordered.map((candidate, position) => {
    const longerThan = (own: readonly ReadKeyword[]) => siblings.longerThan(own, position)
    return yieldToSiblings(candidate, longerThan, nesting)
  })
}

const nestings = new WeakMap<TransitionOrderOptions, KeywordNesting>()

/** Options that are given again, as for each state of a flow, read each keyword once. */
function nestingOf(options: TransitionOrderOptions): KeywordNesting {
  const known = nestings.get(options) ?? new KeywordNesting(options.language, options.stemmers)
  nestings.set(options, known)
  return known
}

/** Returns the keywords of siblings that some keywords may occur within. */
type LongerSiblings = (own: readonly ReadKeyword[]) => readonly ReadKeyword[]

function yieldToSiblings<Candidate extends GuardedTransition>(
  candidate: Candidate,
  longerThan: LongerSiblings,
  nesting: KeywordNesting,
): Candidate {
  if (isCatchAll(candidate.condition)) return candidate
  const condition = mapLeaves(candidate.condition, (leaf) => (leaf.type === 'keyword' ? withExcept(leaf, longerThan, nesting) : leaf))
  return condition === candidate.condition ? candidate : { ...candidate, condition }
}

/** The keywords that others yield to: those of a bare keyword condition. */
function keywordsOf(condition: Condition, nesting: KeywordNesting): readonly ReadKeyword[] {
  if (condition.type !== 'keyword') return []
  const { match = 'stem', caseSensitive = false } = condition
  const words = condition.words.filter((word) => hasWords(word) && !isCatchAllWord(word))
  return words.map((word) => nesting.read({ word, match, caseSensitive }))
}

function withExcept(condition: KeywordCondition, longerThan: LongerSiblings, nesting: KeywordNesting): KeywordCondition {
  const except = longerThan(keywordsOf(condition, nesting)).map(({ keyword }) => keyword)
  return except.length === 0 ? condition : { ...condition, except }
}
