import type { AiSdkLanguageModel, AiSdkProviderOptions, AiSdkSettings } from './ai-sdk-types.js'

/** A model of the AI SDK, and how it is asked. */
export interface AskedModel {
  readonly model: AiSdkLanguageModel
  readonly instructionRole: 'system' | 'user'
  readonly settings: AiSdkSettings
  readonly providerOptions: AiSdkProviderOptions | undefined
  readonly timeout: number
}
