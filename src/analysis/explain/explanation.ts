import type { LeafType } from '../../conditions/condition.js'
import type { Truth } from '../../conditions/evaluation.js'
import type { Answer } from '../../conditions/evaluator.js'
import type { FieldSourceKind } from '../../conditions/fields/field-source.js'
import type { JsonObject, JsonValue } from '../../diagnostics/json.js'
import type { Usage } from '../../model/usage.js'

/** Tells what one message does, and why. Plain JSON. */
export interface TurnExplanation {
  /** The message as conditions compare it; every `start` and `end` is a position in this text. */
  readonly text: string
  /** The state that the message is said in. */
  readonly state: string
  /** Whose words are judged: the user's, or the reply of a state with `transitionsOn: 'reply'`. */
  readonly about: 'user' | 'reply'
  /** All that is tried, in the order of the machine. Empty where no message is judged. */
  readonly candidates: readonly ExplainedCandidate[]
  /** The index of the candidate that is taken; null while an answer is missing, and where no message is judged. */
  readonly taken: number | null
  /** What the model and the flow's own functions are asked about this message; empty where nobody is asked. */
  readonly asked: readonly ExplainedQuestion[]
  /** What the message tells of the state's fields; empty where no field is read. */
  readonly fields: readonly ExplainedField[]
}

/** Names the kinds of candidates: transitions of the state and of the flow, and what the machine itself does. */
export type CandidateScope = 'own' | 'global' | 'miss' | 'limit' | 'correction' | 'collected' | 'invalid' | 'question'

/**
 * Names what became of a candidate. `limited`: it held, and a limit stood in the way. `blocked`: it holds, and the flow that it calls may not be called
 * now. `unknown`: an answer is missing that decides it.
 */
export type CandidateVerdict = 'taken' | 'did-not-hold' | 'unknown' | 'not-reached' | 'limited' | 'blocked'

/** Tells of one candidate. */
export interface ExplainedCandidate {
  /** The transition's name; null for what has none: a miss, a limit, a question, a value that does not fit. */
  readonly name: string | null
  readonly scope: CandidateScope
  /** The state that it leads to; null where the state stays, where a choice decides, and at the end. */
  readonly to: string | null
  readonly verdict: CandidateVerdict
  /** The flow that is active, where `verdict` is `blocked`. */
  readonly by?: string
  /** Null where every message holds, and where no condition decides. */
  readonly condition: ExplainedCondition | null
  readonly description: string
}

/** Tells of a condition and its parts. */
export type ExplainedCondition = ExplainedComposition | ExplainedLeaf

/** Tells of an `all`, `any` or `not`. */
export interface ExplainedComposition {
  readonly type: 'all' | 'any' | 'not'
  readonly truth: Truth
  /** Whether the machine had to look at it. */
  readonly needed: boolean
  readonly parts: readonly ExplainedCondition[]
}

/** Tells of a condition that holds no other. */
export interface ExplainedLeaf {
  readonly type: LeafType
  readonly truth: Truth
  /** Whether the machine had to look at it. */
  readonly needed: boolean
  readonly description: string
  /** How many words it lists: of keywords. */
  readonly words?: number
  /** Where its words stand in the text: of keywords, answers and patterns. */
  readonly spans?: readonly ExplainedSpan[]
  /** What the message answers, whatever is asked for: of answers. */
  readonly decided?: Answer | null
  /** Why an answer does not count, or counts in spite of another: it is a question, a keyword counts, or a "but" follows. */
  readonly because?: 'question' | 'keyword' | 'but'
  /** From -1 to 1: of a sentiment by the lexicon. */
  readonly score?: number
  /** What the data holds; absent where it holds nothing: of a test by a path. */
  readonly value?: JsonValue
  /** What was answered; absent while it is not known: of what the model or a function decides. */
  readonly answer?: JsonValue
}

interface Span {
  readonly start: number
  /** Exclusive. */
  readonly end: number
  /** The keyword as written in the flow; for patterns and answers, what stands there. */
  readonly word: string
}

/**
 * Tells where a word stands and whether it counts. `negated`: a negation stands before it. `yields`: it lies within `to`, a longer keyword of another
 * transition. `outranked`: the keyword `to.word` of another transition says more.
 */
export type ExplainedSpan =
  | (Span & { readonly verdict: 'counts' | 'negated' })
  | (Span & { readonly verdict: 'yields'; readonly to: string })
  | (Span & { readonly verdict: 'outranked'; readonly to: { readonly transition: string; readonly word: string } })

/** Tells one thing that is asked about the message. */
export interface ExplainedQuestion {
  readonly key: string
  /** The question in words. */
  readonly instruction: string
  /** Undefined while it is not known. */
  readonly answer: JsonValue | undefined
}

/** Tells what a message says of one field. */
export interface ExplainedField {
  readonly name: string
  readonly source: FieldSourceKind
  /** Whether the field was asked for. */
  readonly asked: boolean
  /** Where the value stands in the text; absent where no piece of it tells it. */
  readonly start?: number
  readonly end?: number
  readonly value?: JsonValue
  /**
   * `new`: a value that is taken in. `same`: the value that is known already. `invalid`: it does not fit. `kept`: another value stays. `negated`: what
   * stands there is denied. `ambiguous`: two choices are told. `not-read`: nothing was found, or nothing was looked for.
   */
  readonly verdict: 'new' | 'same' | 'invalid' | 'kept' | 'negated' | 'ambiguous' | 'not-read'
  /** Why a value does not fit. */
  readonly reason?: string
}

/** Says what is known of a message besides its text. The event `message.understood` tells all that was found out. */
export interface KnownAnswers {
  /** What the model and the flow's own functions answered, by the keys of the questions; null for no answer. One that is absent is not known. */
  readonly answers?: Readonly<Record<string, unknown>>
  /** Whether nothing else is to be found out: what is absent was not answered. */
  readonly complete?: boolean
  /** What was extracted. */
  readonly data?: Readonly<Record<string, unknown>>
  /** What the model told of the state's fields. */
  readonly told?: JsonObject
  /** Why some of it does not fit. */
  readonly reason?: string
  /** What finding it out has cost. */
  readonly usage?: Usage
  /** What guards say that the machine does not have; undefined where that is not known. */
  readonly guards?: (name: string, params: JsonObject | undefined) => boolean | undefined
  /** When the message was sent, in milliseconds since the epoch; now by default. */
  readonly at?: number
}
