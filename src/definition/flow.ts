import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { Condition, ConversationData, CustomArguments } from '../conditions/condition.js'
import type { evaluatorKey } from '../conditions/evaluator.js'
import type { JsonObject, JsonValue } from '../diagnostics/json.js'
import type { FlowNames } from './flow-names.js'

/** Holds an inline prompt: `say` is spoken verbatim, `instruct` is given to the model; with both, `instruct` is used when there is a model. */
export interface PromptDefinition {
  readonly instruct?: string
  readonly say?: string
}

/** Holds a prompt's name, or an inline prompt. */
export type Prompt<PromptName extends string = string> = PromptName | PromptDefinition

/** Names a next state that is chosen at run time, by the model or by `choose`. */
export interface Select<StateName extends string = string> {
  readonly type: 'select'
  readonly candidates: readonly StateName[]
  /** What the model is asked; a template. */
  readonly prompt?: string
  /** The flow's own choice; any value that is not a candidate means that none was chosen. */
  readonly choose?: (input: CustomArguments) => string | null | undefined | Promise<string | null | undefined>
}

/** Names where a transition leads: a state's name, or `select(...)`. */
export type NextState<StateName extends string = string> = StateName | Select<StateName>

/** What an extraction by `fields` or `schema` is asked and checked by. */
export interface ExtractEvaluator {
  /** The version of the library that made it. */
  readonly version: string
  /** The JSON Schema of what a message may tell. */
  readonly schema: (extract: Extract) => JsonObject
  /** Why the values do not fit the `fields`, in a few words; undefined when they do. */
  readonly problem: (extract: Extract, told: unknown) => string | undefined
}

/** Describes data that is pulled out of a message and merged into the conversation's data. */
export interface Extract<Field extends string = string> {
  readonly type: 'extract'
  /** JSON Schema by field name. A field that the message does not tell is left as it was. */
  readonly fields?: Readonly<Record<Field, JsonObject>>
  /** Any Standard Schema; checks (and may transform) the extracted object. */
  readonly schema?: StandardSchemaV1
  /** Whose message: the user's (default) or the flow's own reply. */
  readonly from?: 'user' | 'reply'
  /** What the model is asked; a template. */
  readonly prompt?: string
  /** The flow's own extraction, instead of the model. */
  readonly run?: (input: CustomArguments) => ConversationData | Promise<ConversationData>
  /** Put there by `extract` and `parseFlow`; JSON never sees it. */
  readonly [evaluatorKey]?: ExtractEvaluator
}

/** Names the developer's own actor, which runs before the state speaks. */
export interface Invoke<StateName extends string = string> {
  readonly src: string
  /** The key of the data that receives the output; without it an object's keys are merged. */
  readonly saveAs?: string
  /** Where a failure leads; without it, to the state's `failed`. */
  readonly onError?: StateName
}

/** Says what happens to messages that fire no transition. */
export interface NoMatch<StateName extends string = string, PromptName extends string = string> {
  /** How many misses in a row are answered before the next goes to `to`. */
  readonly max?: number
  readonly to?: StateName
  /** Spoken on a miss, instead of the state's prompt. */
  readonly prompt?: Prompt<PromptName>
}

/** Limits the user's silence: `seconds` after the flow has spoken it goes on to `to`. */
export interface Timeout<StateName extends string = string> {
  readonly seconds: number
  readonly to: StateName
}

/** Holds what a state's `onEnter` and `onExit` functions are given. */
export interface StateHookArguments {
  readonly conversationId: string
  readonly state: string
  readonly data: ConversationData
  /** The user's last message; empty before the first. */
  readonly text: string
}

/** Names actions (implemented by `provide({ actions })`), or a synchronous function. */
export type StateHook = string | readonly string[] | ((input: StateHookArguments) => void)

/** Holds facts about a flow or state for the author's own use; `allow` silences diagnostics by code. */
export interface Metadata {
  readonly allow?: readonly string[]
  readonly [key: string]: JsonValue | undefined
}

/** Describes what a state may hold besides its transitions. */
export interface FlowStateProperties<StateName extends string = string, PromptName extends string = string> {
  readonly prompt: Prompt<PromptName>
  /** On whose words the transitions are tried: the user's (default) or the reply's. */
  readonly transitionsOn?: 'user' | 'reply'
  /** Which global transitions are tried here: all by default, none (`false`), or those that are listed. */
  readonly globals?: false | readonly string[]
  /** Goes on without waiting for the user. */
  readonly advanceTo?: StateName
  readonly invoke?: Invoke<StateName>
  readonly extract?: Extract
  /** How often the state may be entered. */
  readonly maxLoops?: number
  readonly onLimit?: StateName
  readonly noMatch?: NoMatch<StateName, PromptName>
  readonly timeout?: Timeout<StateName>
  readonly promptParams?: JsonObject
  readonly onEnter?: StateHook
  readonly onExit?: StateHook
  readonly description?: string
  readonly metadata?: Metadata
}

/** Describes one state: what it says, and where the conversation goes from there. */
export interface FlowState<StateName extends string = string, PromptName extends string = string>
  extends FlowStateProperties<StateName, PromptName> {
  readonly transitions?: Readonly<Record<string, Condition>>
  readonly nextStates?: Readonly<Record<string, NextState<StateName>>>
}

/** Limits what a conversation may spend on the model. */
export interface Budget {
  readonly modelCalls?: number
  /** Input and output tokens together. */
  readonly tokens?: number
}

/** Describes what a flow may hold besides its states, prompts and global transitions. */
export interface FlowProperties<
  StateName extends string = string,
  PromptName extends string = string,
  Data extends ConversationData = ConversationData,
> {
  readonly name: string
  readonly initialState: StateName
  /** `'1.0.0'` by default. */
  readonly version?: string
  readonly description?: string
  /** A BCP 47 tag, `'en'` by default; decides how keywords are stemmed. */
  readonly language?: string
  readonly systemPrompt?: Prompt<PromptName>
  /** The data that a conversation starts with. */
  readonly initialContext?: Data
  /** How often each state may be entered, unless the state says otherwise. */
  readonly maxLoops?: number
  /** How many user messages the conversation may hold. */
  readonly maxTurns?: number
  /** How many characters (UTF-16 units) a user's message may have; longer ones are refused. 10,000 by default. */
  readonly maxMessageLength?: number
  /** The conversation's age, in seconds. */
  readonly timeoutSeconds?: number
  readonly budget?: Budget
  /** Where a limit leads; without it the conversation ends with outcome `'limit'`. */
  readonly onLimit?: StateName
  readonly noMatch?: NoMatch<StateName, PromptName>
  /** Whether keywords are found with one mistake in a word of six letters or more, unless they say otherwise; false by default. */
  readonly typos?: boolean
  /** `'specific'` (default) puts catch-alls last and lets the longest keyword have a message; `'declared'` does neither. */
  readonly transitionOrder?: 'specific' | 'declared'
  /** How many messages stay in view of the model; `maxMessages` is 100 by default. */
  readonly history?: { readonly maxMessages?: number }
  readonly metadata?: Metadata
}

/** Describes a conversation as data: states with prompts, and named, guarded transitions between them. */
export interface ConversationFlow<
  StateName extends string = string,
  PromptName extends string = string,
  Data extends ConversationData = ConversationData,
  Names extends FlowNames = FlowNames,
> extends FlowProperties<StateName, PromptName, Data> {
  readonly states: Readonly<Record<StateName, FlowState<StateName, PromptName>>>
  readonly prompts?: Readonly<Record<string, PromptDefinition>>
  readonly globalTransitions?: Readonly<Record<string, Condition>>
  readonly globalNextStates?: Readonly<Record<string, NextState<StateName>>>
  /** Never there: it carries the names of a flow made with `defineFlow` from type to type. */
  readonly [flowNames]?: Names
}

declare const flowNames: unique symbol
