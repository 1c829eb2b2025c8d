export type {
  ChartEdgeKind,
  ChartEnd,
  ChartState,
  ChartTarget,
  DrawingChart,
  DrawingEdge,
  DrawingTransition,
} from '../chart/drawing.js'
export { analyzeFlow, type FlowAnalysis } from './analyze-flow.js'
export type { Drawable } from './drawing/drawable.js'
export { type Drawing, drawing } from './drawing/drawing.js'
export type { DrawingOptions, DrawnCoverage, DrawnFlowOptions, SvgOptions } from './drawing/drawing-options.js'
export { toMermaid } from './drawing/to-mermaid.js'
export { toStatelyConfig } from './drawing/to-stately-config.js'
export { toSvg } from './drawing/to-svg.js'
export type { WalkedPath, WalkedPlace, WalkedStep } from './drawing/walked-path.js'
export { type ConversationExplainer, explainConversation } from './explain/explain-conversation.js'
export { type ExplainedSnapshot, explainTurn } from './explain/explain-turn.js'
export type {
  CandidateScope,
  CandidateVerdict,
  ExplainedCandidate,
  ExplainedComposition,
  ExplainedCondition,
  ExplainedField,
  ExplainedLeaf,
  ExplainedQuestion,
  ExplainedSpan,
  KnownAnswers,
  TurnExplanation,
} from './explain/explanation.js'
export type { AnalysisOptions } from './flow-view.js'
export type { Loop } from './loops/find-loops.js'
export type { CallCount, ModelCalls } from './model-calls/count-model-calls.js'
export { analysisCodes } from './rules/index.js'
export { type MachineSourceOptions, toMachineSource } from './source/to-machine-source.js'
