export { all } from './composition/all.js'
export { always } from './composition/always.js'
export { any } from './composition/any.js'
export { not } from './composition/not.js'
export type {
  AllCondition,
  AlwaysCondition,
  AnyCondition,
  Condition,
  ContextCondition,
  ContextTest,
  ConversationData,
  CustomArguments,
  CustomCondition,
  ExceptedKeyword,
  GuardCondition,
  KeywordCondition,
  KeywordMatch,
  LlmClassifierCondition,
  NotCondition,
  RegexCondition,
  SentimentCondition,
  SentimentLabel,
} from './condition.js'
export { context } from './context/context.js'
export { custom } from './custom.js'
export { describeCondition } from './describe-condition.js'
export type { EvaluationProblem, ReportProblem } from './evaluation.js'
export { guard } from './guard.js'
export { type KeywordOptions, keyword } from './keyword/keyword.js'
export type { Stemmer, Stemmers } from './keyword/stemmers.js'
export { type LlmClassifierOptions, llmClassifier } from './llm-classifier.js'
export { type RegexOptions, regex } from './regex/regex.js'
export { type SentimentOptions, sentiment } from './sentiment/sentiment.js'
