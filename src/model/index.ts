export type {
  HistoryMessage,
  LanguageModel,
  ModelUsage,
  Question,
  RespondOptions,
  RespondRequest,
  RespondResult,
  UnderstandOptions,
  UnderstandRequest,
  UnderstandResult,
} from './language-model.js'
export type { Message } from './message.js'
export { ModelError, type ModelErrorCode } from './model-error.js'
export { type Script, type Scripted, type ScriptedModel, scriptedModel } from './scripted-model.js'
export { type TemplateModelOptions, templateModel } from './template-model.js'
export type { Usage } from './usage.js'
