import type { Among, ExceptedKeyword, KeywordMatch } from '../../condition.js'

/** A keyword condition, as a guard's params hold it: plain JSON, the same object at every evaluation. */
export interface KeywordParams {
  readonly words: readonly string[]
  readonly match?: KeywordMatch
  readonly caseSensitive?: boolean
  readonly ignoreNegated?: boolean
  readonly gap?: number
  readonly typos?: boolean
  /** The keywords and answers of sibling transitions. */
  readonly among?: Among
  /** A BCP 47 tag; English when absent. */
  readonly language?: string
  /** What the words yield to, as earlier versions wrote it. */
  readonly except?: readonly ExceptedKeyword[]
}

/** One place where a keyword stands in a text. */
export interface KeywordOccurrence {
  /** The keyword, as the condition has it. */
  readonly word: string
  /** Where it begins in the normalised text (`normaliseText`), in UTF-16 units. */
  readonly start: number
  /** Where it ends, exclusive. */
  readonly end: number
}
