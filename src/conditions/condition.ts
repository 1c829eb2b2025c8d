import type { JsonObject, JsonValue } from '../diagnostics/json.js'
import type { AnswerEvaluator, evaluatorKey, RegexEvaluator, SentimentEvaluator } from './evaluator.js'

/**
 * Names how a keyword is compared: `'stem'` (whole words up to regular inflection, the default), `'word'` (whole words as
 * written), `'prefix'` (the start of a word), `'substring'` (anywhere).
 */
export type KeywordMatch = 'stem' | 'word' | 'prefix' | 'substring'

/** Holds when any of the words or phrases occurs in the text. */
export interface KeywordCondition {
  readonly type: 'keyword'
  readonly words: readonly string[]
  readonly match?: KeywordMatch
  readonly caseSensitive?: boolean
  /** An occurrence right after a negation ("not fixed") does not count. */
  readonly ignoreNegated?: boolean
  /** How many other words may stand within a phrase, 0 to 3; 0 by default. */
  readonly gap?: number
  /** A word of six letters or more is also found with one mistake in it. */
  readonly typos?: boolean
  /** Put there by the transition order, not by authors: the keywords of sibling transitions. */
  readonly among?: Among
  /** What earlier versions wrote in place of `among`: the longer keywords of sibling transitions that the words yield to. */
  readonly except?: readonly ExceptedKeyword[]
}

/** Names a longer keyword of a sibling transition: what lies within one of its occurrences does not count. */
export interface ExceptedKeyword {
  readonly word: string
  readonly match: KeywordMatch
  readonly caseSensitive: boolean
  readonly gap?: number
}

/** Names what the message answers to a yes/no question. */
export type AnswerType = 'affirm' | 'deny' | 'unsure'

interface AnswerOptions {
  /** More words and phrases for this answer, found like keywords. */
  readonly also?: readonly string[]
  /** Put there by the transition order, not by authors: the answers and keywords of sibling transitions. */
  readonly among?: Among
  /** Put there by the factory and `parseFlow`; JSON never sees it. */
  readonly [evaluatorKey]?: AnswerEvaluator
}

/** Holds when the message says yes. */
export interface AffirmCondition extends AnswerOptions {
  readonly type: 'affirm'
}

/** Holds when the message says no. */
export interface DenyCondition extends AnswerOptions {
  readonly type: 'deny'
}

/** Holds when the message says that one does not know. */
export interface UnsureCondition extends AnswerOptions {
  readonly type: 'unsure'
}

export type AnswerCondition = AffirmCondition | DenyCondition | UnsureCondition

/**
 * Tells what one transition of a state has words for: a keyword condition of its own, or an answer. All of a state's stand in one list,
 * in the order in which they are tried.
 */
export interface Rival {
  readonly transition: string
  readonly scope: 'own' | 'global'
  readonly type: 'keyword' | AnswerType
  readonly words: readonly string[]
  readonly match: KeywordMatch
  readonly caseSensitive?: boolean
  readonly ignoreNegated?: boolean
  readonly gap?: number
  readonly typos?: boolean
  /** Its transition may lead nowhere although its condition holds, so that it takes no message from others. */
  readonly mayMiss?: boolean
}

/** Puts a condition among those of its state that decide by words. */
export interface Among {
  /** Where the list stands in the chart: `'greeting/user'`. */
  readonly name: string
  readonly rivals: readonly Rival[]
  /** Its own place in the list; undefined for a part of an `all`, `any` or `not`, which only yields to longer keywords. */
  readonly place?: number
}

/** Holds when the pattern is found in the raw text, by a linear-time engine. */
export interface RegexCondition {
  readonly type: 'regex'
  readonly pattern: string
  readonly flags?: string
  /** Put there by `regex()` and `parseFlow`; JSON never sees it. */
  readonly [evaluatorKey]?: RegexEvaluator
}

/** Names the sentiment of a text. */
export type SentimentLabel = 'positive' | 'negative' | 'neutral'

/** Holds when the text has the sentiment, by a lexicon (with a threshold in [0, 1], 0.5 by default) or by the model. */
export interface SentimentCondition {
  readonly type: 'sentiment'
  readonly sentiment: SentimentLabel
  readonly threshold?: number
  readonly by?: 'lexicon' | 'model'
  /** Put there by `sentiment()` and `parseFlow`; JSON never sees it. */
  readonly [evaluatorKey]?: SentimentEvaluator
}

/** Asks the model to put the text into one of the classes; holds when it answers `targetClass`. */
export interface LlmClassifierCondition {
  readonly type: 'llmClassifier'
  readonly prompt: string
  readonly targetClass: string
  readonly classes?: readonly string[]
  /** The name of one of the `models`. */
  readonly model?: string
}

/** Tests one value in the data. Every test given must hold. */
export interface ContextTest {
  readonly equals?: JsonValue
  readonly in?: readonly JsonValue[]
  readonly exists?: boolean
  readonly gt?: number
  readonly gte?: number
  readonly lt?: number
  readonly lte?: number
}

/** Holds the data accumulated so far, as functions of a flow see it. */
export type ConversationData = Readonly<Record<string, unknown>>

/** Tests one value in the accumulated data, by its dotted path. */
export interface ContextPathCondition<Path extends string = string> {
  readonly type: 'context'
  readonly path: string
  readonly test: ContextTest
  /** Never there: it tells types which path it is. A method, so that a path that a type does not name fits every flow. */
  [knownPath]?(path: Path): void
}

/** Tests the accumulated data by a synchronous function. */
export interface ContextFunctionCondition {
  readonly type: 'context'
  readonly fn: (data: ConversationData) => boolean
}

/** Tests the accumulated data: a dotted path and a test, or a synchronous function. */
export type ContextCondition<Path extends string = string> = ContextPathCondition<Path> | ContextFunctionCondition

declare const knownPath: unique symbol

/** Asks the user's own XState guard, from `provide({ guards })`. */
export interface GuardCondition<Name extends string = string, Params extends JsonObject = JsonObject> {
  readonly type: 'guard'
  readonly name: Name
  readonly params?: Params
}

/** Holds what a flow's own function is given. `signal` is aborted when the answer is no longer wanted. */
export interface CustomArguments {
  readonly text: string
  readonly data: ConversationData
  readonly signal: AbortSignal
}

/** Runs the user's own test, which may be asynchronous. */
export interface CustomCondition {
  readonly type: 'custom'
  readonly fn: (input: CustomArguments) => boolean | Promise<boolean>
}

/** Holds when every one of its conditions does. */
export interface AllCondition<Part extends Condition = Condition> {
  readonly type: 'all'
  readonly conditions: readonly Part[]
}

/** Holds when at least one of its conditions does. */
export interface AnyCondition<Part extends Condition = Condition> {
  readonly type: 'any'
  readonly conditions: readonly Part[]
}

/** Holds when its condition does not. */
export interface NotCondition<Part extends Condition = Condition> {
  readonly type: 'not'
  readonly condition: Part
}

/** Holds for every message: the catch-all. */
export interface AlwaysCondition {
  readonly type: 'always'
}

/** Guards a transition: a plain readonly object, told apart by `type`. `Path` is what `context` may look at. */
export type Condition<Path extends string = string> =
  | KeywordCondition
  | AffirmCondition
  | DenyCondition
  | UnsureCondition
  | RegexCondition
  | SentimentCondition
  | LlmClassifierCondition
  | ContextCondition<Path>
  | GuardCondition
  | CustomCondition
  | AllCondition<Condition<Path>>
  | AnyCondition<Condition<Path>>
  | NotCondition<Condition<Path>>
  | AlwaysCondition

/** A transition and the condition that guards it. Each stage adds what it knows: where it stands, where it leads, what it was written as. */
export interface GuardedTransition {
  readonly name: string
  /** Declared by a state itself, or by the flow for every state. */
  readonly scope: 'own' | 'global'
  readonly condition: Condition
}

/** The name that tells a type of condition from the others. */
export type ConditionType = Condition['type']

/** The condition of one type. */
export type ConditionOf<Type extends ConditionType> = Extract<Condition, { readonly type: Type }>

/** A condition made of conditions. */
export type Composition = AllCondition | AnyCondition | NotCondition

/** A condition that holds no other. A new type is one, and every table of leaves asks for it, until it is named a composition. */
export type LeafCondition = Exclude<Condition, Composition>

export type LeafType = LeafCondition['type']

/** A condition that the model answers with a class. */
export type ModelCondition = LlmClassifierCondition | (SentimentCondition & { readonly by: 'model' })

/** A condition that the text and the data can not decide: the model or a `custom` function answers. */
export type AskedCondition = ModelCondition | CustomCondition

/** A condition that the text and the data decide at once, by the built-in guard that has the name of its type. */
export type ImmediateCondition = Exclude<LeafCondition, AlwaysCondition | GuardCondition | LlmClassifierCondition | CustomCondition>

export type ImmediateType = ImmediateCondition['type']

/** The types whose conditions may carry an engine. */
export type EngineType = { [Type in ConditionType]: typeof evaluatorKey extends keyof ConditionOf<Type> ? Type : never }[ConditionType]
