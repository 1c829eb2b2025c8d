export type {
  AffirmCondition,
  AllCondition,
  AlwaysCondition,
  Among,
  AnswerType,
  AnyCondition,
  Condition,
  ContextCondition,
  ContextFunctionCondition,
  ContextPathCondition,
  ContextTest,
  ConversationData,
  CustomArguments,
  CustomCondition,
  DenyCondition,
  ExceptedKeyword,
  GuardCondition,
  KeywordCondition,
  KeywordMatch,
  LlmClassifierCondition,
  NotCondition,
  RegexCondition,
  Rival,
  SentimentCondition,
  SentimentLabel,
  UnsureCondition,
} from './condition.js'
export { describeCondition } from './describe-condition.js'
export type { EvaluationProblem, ReportProblem } from './evaluation.js'
export type { FieldSource, FromChoices, FromDate, FromRegex } from './fields/field-source.js'
export { fromDate } from './fields/from-date.js'
export { type FromRegexOptions, fromRegex } from './fields/from-regex.js'
export { type AnswerOptions, affirm, deny, unsure } from './kinds/answer/answer.js'
export { all, always, any, not } from './kinds/composition/composition.js'
export { context } from './kinds/context/context.js'
export { custom } from './kinds/custom/custom.js'
export { guard } from './kinds/guard/guard.js'
export { type KeywordOptions, keyword } from './kinds/keyword/keyword.js'
export type { Stemmer, Stemmers } from './kinds/keyword/stemmers.js'
export { type LlmClassifierOptions, llmClassifier } from './kinds/llm-classifier/llm-classifier.js'
export { type RegexOptions, regex } from './kinds/regex/regex.js'
export { type SentimentOptions, sentiment } from './kinds/sentiment/sentiment.js'
