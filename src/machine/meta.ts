import type { ConversationData, Rival } from '../conditions/condition.js'
import type { ReadableFields } from '../conditions/fields/field-source.js'
import type { PromptDefinition, Suggestion } from '../definition/flow.js'
import type { JsonObject } from '../diagnostics/json.js'
import type { MachineConfigJson } from './config.js'

/** Holds what the root of a machine's config keeps for its mappers. Plain JSON. */
export interface FlowMeta {
  /** The version of this layout. */
  readonly format: 1
  readonly flow: { readonly name: string; readonly version: string; readonly hash: string }
  readonly initialState: string
  /** The flow has flows within, so that its conversations keep a stack. */
  readonly flows?: true
  readonly initialContext: ConversationData
  readonly maxMessages: number
  readonly systemPrompt?: PromptDefinition
  /** What reading messages for fields takes; absent in a flow without any. */
  readonly fields?: FieldFacts
  /** How long a user's message may be; `DEFAULT_MESSAGE_LENGTH` where it is absent. */
  readonly maxMessageLength?: number
  /** The names of the events that may come from outside; absent for a flow that hears of none. */
  readonly events?: readonly string[]
  /** The JSON Schemas that their payloads have to fit, by the names of the events that have one. */
  readonly payloads?: Readonly<Record<string, JsonObject>>
  /** Whether `context.repeats` is counted. */
  readonly countsRepeats?: true
  /** Whether `context.startData` is kept. */
  readonly keepsStart?: true
}

/** Holds what reading messages for fields takes. Plain JSON: the engines of patterns and days come with the machine. */
export interface FieldFacts {
  readonly fields: ReadableFields
  readonly language: string
  readonly timeZone?: string
  readonly typos?: boolean
}

/** Holds what is said of one field in a state: the question, and what is said of a value that does not fit. */
export interface FieldPrompts {
  readonly ask?: PromptDefinition
  readonly invalid?: PromptDefinition
  readonly suggestions?: readonly Suggestion[]
}

/** Holds what a flow state's node keeps. Plain JSON. */
export interface StateMeta {
  readonly prompt: PromptDefinition
  readonly missPrompt?: PromptDefinition
  /** What is said of the fields that the state collects or corrects. */
  readonly questions?: Readonly<Record<string, FieldPrompts>>
  /** The n-th is spoken on the n-th miss in a row. */
  readonly missPrompts?: readonly PromptDefinition[]
  /** The n-th is spoken on the n-th silence in a row. */
  readonly silencePrompts?: readonly PromptDefinition[]
  /** After so many silences no timer runs any more. */
  readonly lastSilence?: number
  readonly suggestions?: readonly Suggestion[]
  readonly promptParams?: JsonObject
  readonly timeoutSeconds?: number
  /** The keywords and answers that the guards of the state decide among, by whose words are looked at. */
  readonly rivals?: { readonly user?: readonly Rival[]; readonly reply?: readonly Rival[] }
}

/** Holds what an understanding node keeps. Plain JSON. */
export interface UnderstandingMeta {
  readonly about: 'user' | 'reply'
  readonly tasks: string
  readonly questions: readonly QuestionTemplate[]
}

/** Holds what a JSON config keeps for its mappers. */
export interface ConfigMeta {
  readonly flow: FlowMeta
  readonly stateOf: (name: string) => StateMeta
}

/** One thing to ask, before its words are rendered. It stands in the chart's `meta` as JSON. */
export type QuestionTemplate = {
  readonly key: string
  /** A template; null asks in the words that fit the kind of question. */
  readonly prompt: string | null
  /** The name of one of the `models`. */
  readonly model: string | null
} & (
  | { readonly type: 'class'; readonly classes: readonly string[] }
  | { readonly type: 'sentiment'; readonly classes: readonly string[] }
  | { readonly type: 'select'; readonly candidates: readonly string[] }
  | {
      readonly type: 'extract'
      readonly schema: JsonObject
      /** What is extracted: answers to the question that was asked, or changes of what is known of these fields; absent for a state's own extraction. */
      readonly fields?: { readonly names: readonly string[]; readonly corrects: boolean }
    }
)

/** Tells whether two templates ask the same, so that one answer serves both. */
export function asksTheSame(left: QuestionTemplate, right: QuestionTemplate): boolean {
  if (left.prompt !== right.prompt || left.model !== right.model) return false
  return (
    (left.type === 'class' || left.type === 'sentiment') &&
    left.type === right.type &&
    left.classes.length === right.classes.length &&
    left.classes.every((name, index) => name === right.classes[index])
  )
}

/** Reads what the compiler wrote into a config's `meta`. The config is JSON, so its types are the compiler's word. */
export function readMeta(config: MachineConfigJson): ConfigMeta {
  const stateOf = (name: string): StateMeta => {
    const meta = Object.hasOwn(config.states, name) ? config.states[name]?.meta : undefined
    return meta === undefined ? { prompt: {} } : (meta as unknown as StateMeta)
  }
  return { flow: config.meta as unknown as FlowMeta, stateOf }
}

/** Finds the keywords and answers of a config's states by the names that guards have for them: `'greeting/user'`. */
export function rivalsIn({ states }: MachineConfigJson): (name: string) => readonly Rival[] | undefined {
  const lists = Object.entries(states).flatMap(([state, { meta }]): [string, readonly Rival[] | undefined][] => {
    const { user, reply } = (meta as unknown as StateMeta | undefined)?.rivals ?? {}
    return [
      [`${state}/user`, user],
      [`${state}/reply`, reply],
    ]
  })
  const byName = new Map(lists)
  return (name) => byName.get(name)
}
