import type { ChartState, ChartTarget, DrawingTransition } from '../../chart/drawing.js'

/** One way from a flow state to a flow state or an end, however many of the machine's transitions lead along it. */
export interface ChartEdge extends DrawingTransition {
  readonly from: string
  readonly to: ChartTarget
}

/** A compiled machine as people draw it: its flow states and ends, and the ways between them. */
export interface Chart {
  readonly name: string
  readonly initial: ChartTarget
  readonly states: readonly ChartState[]
  readonly edges: readonly ChartEdge[]
}
