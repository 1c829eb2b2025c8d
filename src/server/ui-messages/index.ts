// The package's entry `talkchart/ai-sdk`: models of the AI SDK for flows, and flows for pages of the AI SDK.

export {
  type AiSdkCall,
  type AiSdkLanguageModel,
  type AiSdkMessage,
  type AiSdkModelOptions,
  type AiSdkProviderOptions,
  type AiSdkSettings,
  aiSdkModel,
} from '../../model/ai-sdk/ai-sdk-model.js'
export { toUIMessages, type UiMessage, type UiMessageMetadata, type UiMessagePart } from './ui-message.js'
export { uiMessageHandler } from './ui-message-handler.js'
export type { UiMessageHandlerOptions } from './ui-message-options.js'
