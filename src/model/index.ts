export { type HttpModelOptions, httpModel } from './http/http-model.js'
export { type RateLimitOptions, rateLimit } from './http/rate-limit.js'
export type { HandlerProblem, ServeOptions } from './http/serve-requests.js'
export type {
  HistoryMessage,
  LanguageModel,
  ModelUsage,
  Question,
  RequestFacts,
  RespondOptions,
  RespondRequest,
  RespondResult,
  UnderstandOptions,
  UnderstandRequest,
  UnderstandResult,
} from './language-model.js'
export type { Message } from './message.js'
export { ModelError, type ModelErrorCode, type ModelErrorOptions } from './model-error.js'
export {
  type MessageOptions,
  type RequestMessage,
  respondMessages,
  type UnderstandMessageOptions,
  understandMessages,
} from './request-messages.js'
export { type Script, type Scripted, type ScriptedModel, scriptedModel } from './scripted-model.js'
export { type TemplateModelOptions, templateModel } from './template-model.js'
export type { Usage } from './usage.js'
