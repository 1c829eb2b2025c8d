import type { Speech } from './language/speech.js'

/** The library's version, as package.json has it; a test holds the two together. */
export const LIBRARY_VERSION = '0.1.0'

/**
 * Where a condition or an extraction carries its evaluator. The heavy engines hang on what needs them, so that a bundle
 * holds an engine only with a flow that uses it. Spread keeps the property, JSON drops it.
 */
export const evaluatorKey: unique symbol = Symbol.for('talkchart.evaluator')

/** What a regex is evaluated by. */
export interface RegexEvaluator {
  /** The version of the library that made it. */
  readonly version: string
  /** Whether the pattern is found in the text. Throws when `problem` finds one. */
  readonly evaluate: (params: { readonly pattern: string; readonly flags?: string }, text: string) => boolean
  /** Every place where the pattern is found, and what its group holds there; places where the group holds nothing are left out. */
  readonly find: (
    params: { readonly pattern: string; readonly flags?: string; readonly group?: number | string },
    text: string,
  ) => readonly { readonly start: number; readonly end: number; readonly value: string }[]
  /** Why the pattern can not run, in one sentence; undefined when it can. */
  readonly problem: (params: { readonly pattern: string; readonly flags?: string; readonly group?: number | string }) => string | undefined
}

/** What a day that is said is read by. */
export interface DateEvaluator {
  /** The version of the library that made it. */
  readonly version: string
  /** Whether days are read in a language, by its BCP 47 tag. */
  readonly reads: (language: string) => boolean
  /** The days of a text, as `YYYY-MM-DD`, seen from a moment (in milliseconds since the epoch) in a time zone. */
  readonly find: (
    text: string,
    from: { readonly language: string; readonly at: number; readonly timeZone: string },
  ) => readonly { readonly start: number; readonly end: number; readonly value: string }[]
}

/** What a sentiment by the lexicon is evaluated by. */
export interface SentimentEvaluator {
  /** The version of the library that made it. */
  readonly version: string
  /** The text's compound score, from -1 (negative) to 1 (positive). */
  readonly score: (text: string) => number
}

/** What an answer to a yes/no question is. */
export type Answer = 'yes' | 'no' | 'unsure'

/** Why a text answers what it does. */
export interface ExplainedAnswer {
  readonly decided: Answer | undefined
  /** Where the words stand that decide, in the normalised text. */
  readonly places: readonly { readonly start: number; readonly end: number }[]
  readonly because: 'question' | 'but' | undefined
}

/** What answers are told by: the words of the language, and how they are read. */
export interface AnswerEvaluator {
  /** The version of the library that made it. */
  readonly version: string
  /** What a text answers in a language; undefined for neither, and where the language's answers are not known. */
  readonly decide: (text: string, speech: Speech) => Answer | undefined
  /** What a text answers, which words decide that, and why it is no answer where one might think so. */
  readonly explain?: (text: string, speech: Speech) => ExplainedAnswer
  /** Whether a text is an answer and nothing else. */
  readonly isOnlyAnswer: (text: string, speech: Speech) => boolean
  /** Some ways to give an answer. */
  readonly examples: (answer: Answer, speech: Speech) => readonly string[]
}

/** The evaluators that a composed condition may need; what a flow does not use is absent. */
export interface Evaluators {
  readonly regex?: RegexEvaluator
  readonly sentiment?: SentimentEvaluator
  readonly answers?: AnswerEvaluator
  readonly date?: DateEvaluator
}

/**
 * The evaluator that a condition or an extraction carries: undefined when it came from JSON without `parseFlow`, or from a version of
 * this library whose evaluators may work differently.
 */
export function evaluatorOf<Evaluator extends { readonly version: string }>(carrier: {
  readonly [evaluatorKey]?: Evaluator
}): Evaluator | undefined {
  const evaluator = carrier[evaluatorKey]
  return evaluator !== undefined && isCompatible(evaluator.version) ? evaluator : undefined
}

/** The rule of npm's caret: the same major version, and below 1.0 the same minor version. */
function isCompatible(version: string): boolean {
  const [major, minor] = version.split('.')
  const [ownMajor, ownMinor] = LIBRARY_VERSION.split('.')
  return major === ownMajor && (major !== '0' || minor === ownMinor)
}
