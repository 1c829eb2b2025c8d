import type { JsonObject } from '../../diagnostics/json.js'

/** Holds JSON as the AI SDK has it. */
type Json = string | number | boolean | null | Json[] | { [key: string]: Json }

/** Holds what only one provider takes, under its name: `{ openai: { reasoningEffort: 'low' } }`. */
export type AiSdkProviderOptions = Record<string, Record<string, Json>>

/** Holds one message as models of the AI SDK take it. */
export type AiSdkMessage =
  | { role: 'system'; content: string }
  | { role: 'user'; content: { type: 'text'; text: string }[] }
  | { role: 'assistant'; content: { type: 'text'; text: string }[] }

/** Holds what every call to a model of the AI SDK may be made with, in the words of the AI SDK. What is left out is not sent. */
export interface AiSdkSettings {
  /** The most tokens that an answer may have; a longer one fails with `truncated`. */
  readonly maxOutputTokens?: number
  readonly temperature?: number
  readonly topP?: number
  readonly topK?: number
  readonly presencePenalty?: number
  readonly frequencyPenalty?: number
  readonly stopSequences?: string[]
  readonly seed?: number
  /** How much the model thinks; of models of AI SDK 7. */
  readonly reasoning?: 'provider-default' | 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | 'max'
  /** Sent with every request of a model that is reached by HTTP. */
  readonly headers?: Readonly<Record<string, string>>
}

/** Holds one call as models of the AI SDK take it. */
export interface AiSdkCall extends AiSdkSettings {
  readonly prompt: AiSdkMessage[]
  readonly responseFormat?: { readonly type: 'json'; readonly schema: JsonObject; readonly name: string }
  readonly providerOptions?: AiSdkProviderOptions
  readonly abortSignal: AbortSignal
}

/**
 * Describes what talkchart needs of a model of the AI SDK: of the specification 2 (AI SDK 5), 3 (AI SDK 6) or 4 (AI SDK 7). What it answers
 * is read as if nothing of it were sure.
 */
export interface AiSdkLanguageModel {
  readonly specificationVersion: 'v2' | 'v3' | 'v4'
  readonly provider: string
  readonly modelId: string
  doGenerate(call: AiSdkCall): PromiseLike<object>
  doStream(call: AiSdkCall): PromiseLike<{ readonly stream: ReadableStream<unknown> }>
}
