import { quote } from '../../diagnostics/quote.js'
import { TalkchartError } from '../../diagnostics/talkchart-error.js'
import type { LanguageModel } from '../language-model.js'
import type { AiSdkLanguageModel, AiSdkProviderOptions, AiSdkSettings } from './ai-sdk-types.js'
import type { AskedModel } from './asked-model.js'
import { respond } from './respond.js'
import { understand } from './understand.js'

export type { AiSdkCall, AiSdkLanguageModel, AiSdkMessage, AiSdkProviderOptions, AiSdkSettings } from './ai-sdk-types.js'

const DEFAULT_TIMEOUT = 60_000

/** Names of providers and models that take a system message at the beginning only, or not from every model. */
const SYSTEM_FIRST = /google|gemini|anthropic|claude|bedrock/i

/** Says how a model of the AI SDK is asked. */
export interface AiSdkModelOptions {
  /** In which role a state's instruction is given: `user` for models of Google, Anthropic and Bedrock by default, `system` for all others. */
  readonly instructionRole?: 'system' | 'user'
  /** What every call is made with, in the words of the AI SDK: `{ temperature: 0, maxOutputTokens: 500 }`. */
  readonly settings?: AiSdkSettings
  /** What only one provider takes, under its name: `{ openai: { reasoningEffort: 'low' } }`. */
  readonly providerOptions?: AiSdkProviderOptions
  /** Milliseconds until an answer begins, and between two pieces of it; 60 000 by default. */
  readonly timeout?: number
}

/**
 * Makes a model of a model of the AI SDK, by whichever provider: of AI SDK 5, 6 or 7. Replies are streamed; what is to be understood is
 * asked for in JSON by a schema. Calls are not repeated by themselves: `retry()` makes one again. Every failure is a `ModelError`.
 *
 * @param model what a provider's function gives: `openai('gpt-5-mini')`, `anthropic('claude-sonnet-4-5')`
 * @throws TalkchartError `invalid-model` for anything else, such as a model's name alone
 * @example
 * const doStream = async () => ({ stream: new ReadableStream() })
 * const silent = { specificationVersion: 'v3', provider: 'none', modelId: 'none', doGenerate: async () => ({}), doStream } as const
 * const asked = aiSdkModel(silent, { settings: { temperature: 0 } })
 */
export function aiSdkModel(model: AiSdkLanguageModel, options: AiSdkModelOptions = {}): LanguageModel {
  checkModel(model)
  const asked: AskedModel = {
    model,
    instructionRole: options.instructionRole ?? (SYSTEM_FIRST.test(`${model.provider} ${model.modelId}`) ? 'user' : 'system'),
    settings: options.settings ?? {},
    providerOptions: options.providerOptions,
    timeout: options.timeout ?? DEFAULT_TIMEOUT,
  }
  return {
    respond: (request, callOptions) => respond(asked, request, callOptions),
    understand: (request, callOptions) => understand(asked, request, callOptions),
  }
}

function checkModel(model: unknown): void {
  const version: unknown = Reflect.get(Object(model), 'specificationVersion')
  if (version === 'v2' || version === 'v3' || version === 'v4') return
  const what = typeof model === 'string' ? 'the name of a model alone' : 'no model that it knows'
  const found = version === undefined ? quote(model) : `of the specification ${quote(version)}`
  const advice = `Give it what a provider's function returns, as in aiSdkModel(openai('gpt-5-mini')), of AI SDK 5, 6 or 7.`
  throw new TalkchartError('invalid-model', `aiSdkModel was given ${what} (${found}). ${advice}`)
}
