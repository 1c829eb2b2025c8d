import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { Condition, ConversationData, CustomArguments } from '../conditions/condition.js'
import type { evaluatorKey } from '../conditions/evaluator.js'
import type { ReadableField } from '../conditions/fields/field-source.js'
import type { JsonObject, JsonValue } from '../diagnostics/json.js'
import type { AnyState, FlowNames } from './flow-names.js'
import type { Property, StandardProperty } from './properties/property.js'

/** Holds words: `say` is spoken verbatim, `instruct` is given to the model; with both, `instruct` is used when there is a model. */
export interface Wording {
  readonly instruct?: string
  /** A template, or several: each is a message of its own. */
  readonly say?: string | readonly string[]
  readonly variants?: never
}

/** Holds wordings that take turns: the first the first time, another one when the state speaks again. */
export interface Variants {
  readonly variants: readonly Wording[]
  readonly instruct?: never
  readonly say?: never
}

/** Holds a wording that is used where a condition on the data holds. */
export type ConditionalWording = (Wording | Variants) & { readonly if: Condition }

/** Holds an inline prompt: what is said, and what is said instead `when` a condition on the data holds. */
export type PromptDefinition = (Wording | Variants) & { readonly when?: readonly ConditionalWording[] }

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

/** Names a state, or a choice among states. */
export type Place<StateName extends string = string> = StateName | Select<StateName>

/** Changes the conversation's data. The paths are dotted. */
export interface Change {
  /** Values by path. A text is a template; one that is exactly one name (`"{{amount}}"`) gives the value itself. */
  readonly set?: Readonly<Record<string, JsonValue>>
  /** Paths that get their first value again; `true` starts over with all the data that the conversation began with. */
  readonly reset?: readonly string[] | true
}

/** Describes a way to a place that changes the data. */
export interface Go<StateName extends string = string> extends Change {
  readonly to: Place<StateName>
}

/** Describes a way into a flow of the flow, and back. */
export interface CallBack<StateName extends string = string> extends Change {
  readonly call: string
  readonly nextStates?: Readonly<Record<string, Place<StateName> | Go<StateName>>>
}

/** Tells where a transition leads: a state's name, `select(...)`, one of these with a change of the data, or a call. Read it by `placeOf`. */
export type NextState<StateName extends string = string> = Place<StateName> | Go<StateName> | CallBack<StateName>

/** Holds what a user may be offered to say: a template, or one with a label of its own. */
export type Suggestion = string | { readonly label: string; readonly text: string }

/** Describes one thing that a flow wants to know: how it is asked for, what reads it from a message, and what its value has to be. */
export interface Field<PromptName extends string = string> extends ReadableField {
  /** The question. An optional field has none: it is filled, and never asked for. */
  readonly ask?: Prompt<PromptName>
  /** Spoken for a value that does not fit, with `{{value}}` and `{{reason}}`; the question by default. */
  readonly invalid?: Prompt<PromptName>
  readonly optional?: boolean
  /** Whether a later message may change the value while a state collects it: `regex` and the model may by default, choices may not. */
  readonly overwrite?: boolean
  /** Which global transitions are tried while this field is asked for: all by default, none (`false`), or those that are listed. */
  readonly globals?: false | readonly string[]
  /** What the user may be offered to say when this field is asked for. */
  readonly suggestions?: readonly Suggestion[]
}

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
  /** The key of the data that receives what went wrong, before `onError` is taken; a success removes it. */
  readonly saveErrorAs?: string
}

/** Says what happens to messages that fire no transition. */
export interface NoMatch<StateName extends string = string, PromptName extends string = string> {
  /** How many misses in a row are answered before the next goes to `to`; the number of `prompts` by default, else 0. */
  readonly max?: number
  readonly to?: StateName
  /** Spoken on a miss, instead of the state's prompt. */
  readonly prompt?: Prompt<PromptName>
  /** The n-th is spoken on the n-th miss in a row, the last one on all later ones. */
  readonly prompts?: readonly Prompt<PromptName>[]
}

/** Says what happens when the user is silent for `seconds` after the flow has spoken. */
export interface Timeout<StateName extends string = string, PromptName extends string = string> {
  readonly seconds: number
  /** How many silences in a row are answered in place before the next goes to `to`; the number of `prompts` by default, else 0. */
  readonly max?: number
  readonly to?: StateName
  /** The n-th is spoken on the n-th silence in a row, the last one on all later ones; without them, the state's prompt is. */
  readonly prompts?: readonly Prompt<PromptName>[]
}

/** Checks the payload of an event. */
export interface PayloadEvaluator {
  /** The version of the library that made it. */
  readonly version: string
  /** Why the payload does not fit, in a few words; undefined when it does. */
  readonly problem: (payload: JsonValue) => string | undefined
}

/** Describes an event that comes from outside: of a payment, of a person who takes over. */
export interface EventDefinition {
  /** A JSON Schema; a payload that does not fit it is refused. Without one, anything is taken. */
  readonly payload?: JsonObject
  readonly description?: string
  /** Put there by `event` and `parseFlow`; JSON never sees it. */
  readonly [evaluatorKey]?: PayloadEvaluator
}

/** Describes what an event does: it keeps the payload, changes the data, and leads to a state or calls a flow. */
export interface EventWay<StateName extends string = string> extends Change {
  /** Without it the conversation stays where it is. */
  readonly to?: StateName
  /** The flow that is called, in place of `to`; the state goes on when it is over. */
  readonly call?: string
  /** Where the outcomes of the called flow lead; what is not named comes back. */
  readonly nextStates?: Readonly<Record<string, Place<StateName> | Go<StateName>>>
  /** The key of the data that receives the payload. */
  readonly saveAs?: string
}

/** Names the state that an event leads to, or describes all that it does. */
export type OnEvent<StateName extends string = string> = StateName | EventWay<StateName>

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
export interface FlowStateProperties<StateName extends string = string, PromptName extends string = string> extends Change {
  /** What is said. A state that listens to the user has one; elsewhere nothing is said without. */
  readonly prompt?: Prompt<PromptName>
  /** On whose words the transitions are tried: the user's (default), the reply's, or on nobody's, as soon as the state has been entered. */
  readonly transitionsOn?: 'user' | 'reply' | 'entry' | 'event'
  /** Which global transitions are tried here: all by default, none (`false`), or those that are listed. */
  readonly globals?: false | readonly string[]
  /** Goes on without waiting for the user. */
  readonly advanceTo?: StateName
  readonly invoke?: Invoke<StateName>
  readonly extract?: Extract
  /** Asks for these fields, one after the other, until each that is not optional has a value; then `collected` is taken. */
  readonly collect?: readonly string[]
  /** Hears other values for these fields in the user's messages; then `corrected` is taken. */
  readonly correct?: readonly string[]
  /** How often the state may be entered. */
  readonly maxLoops?: number
  readonly onLimit?: StateName
  readonly noMatch?: NoMatch<StateName, PromptName>
  readonly timeout?: Timeout<StateName, PromptName>
  /** What the user may be offered to say. Nothing is restricted by it. */
  readonly suggestions?: readonly Suggestion[]
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
  /** What each event does here; others are looked up in the flow's own `on`. */
  readonly on?: Readonly<Record<string, OnEvent<StateName>>>
  /** Calls a flow of the flow once it has spoken; `nextStates` then has one for each outcome, and no transitions stand beside it. */
  readonly call?: string
}

/** Describes a flow within the flow. Its states lead to states of its own; those that end it are its outcomes. */
export interface SubFlow<StateName extends string = string, PromptName extends string = string> {
  /** The first of its states by default. */
  readonly initialState?: StateName
  readonly states: Readonly<Record<StateName, FlowState<StateName, PromptName>>>
  readonly description?: string
  readonly metadata?: Metadata
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
  /** What the flow asks for and remembers, by the name that the value has in the data. */
  readonly fields?: Readonly<Record<string, Field<PromptName>>>
  /** The IANA name of the time zone in which days are read, `'UTC'` by default. */
  readonly timeZone?: string
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
  /** What happens when the user is silent, in every state that listens to the user, unless it says otherwise. */
  readonly timeout?: Timeout<StateName, PromptName>
  /** Whether a message that comes while a reply is made waits (default) or cuts it off. */
  readonly whileBusy?: 'wait' | 'interrupt'
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
  /** Flows that states and transitions call, by name. */
  readonly flows?: Readonly<Record<string, SubFlow>>
  readonly prompts?: Readonly<Record<string, PromptDefinition>>
  readonly globalTransitions?: Readonly<Record<string, Condition>>
  readonly globalNextStates?: Readonly<Record<string, NextState<StateName>>>
  /** The events that may come from outside, by name: `'payment.completed'`. With them, operators may speak too. */
  readonly events?: Readonly<Record<string, EventDefinition>>
  /** What each event does wherever a state does not say otherwise. */
  readonly on?: Readonly<Record<string, OnEvent<StateName>>>
  /** What holds in every talk, by names of your own; `talkchart prove` proves it, or finds a talk that breaks it. A conversation is the same without. */
  readonly properties?: Readonly<Record<string, Property<AnyState<StateName, Names>>>>
  /** Which of the properties that every flow is asked count here as the flow's own do. */
  readonly prove?: readonly StandardProperty[]
  /** Never there: it carries the names of a flow made with `defineFlow` from type to type. */
  readonly [flowNames]?: Names
}

declare const flowNames: unique symbol
