import type { CompileOptions } from '../../compile/compile-options.js'
import type { ChartEdgeKind } from './chart.js'

/** Counts how often each state was entered and each transition was taken. `coverage()` of `talkchart/testing` gives one. */
export interface DrawnCoverage {
  readonly states: Readonly<Record<string, number>>
  /** By state and transition: `'greeting.continue'`. */
  readonly transitions: Readonly<Record<string, number>>
}

/** Holds what a flow needs besides itself to become a machine that can be drawn. */
export type DrawnFlowOptions = Pick<CompileOptions, 'prompts' | 'stemmers'>

/** Says how a chart is drawn. */
export interface DrawingOptions extends DrawnFlowOptions {
  /** `'TB'`: from top to bottom; `'LR'`: from left to right. By default `'TB'`, and `'LR'` where a state leads to more than 16 others. */
  readonly direction?: 'TB' | 'LR'
  /** States to stand out. The edges from each of them to the next do too, so that a path can be shown. */
  readonly highlight?: readonly string[]
  /** Marks the states and transitions that were never reached. */
  readonly coverage?: DrawnCoverage
  /** `'conditions'` (default): a transition's name and its condition; `'names'`: its name alone. */
  readonly labels?: 'conditions' | 'names'
  /** Kinds of edges to leave out; none by default. */
  readonly hide?: readonly ChartEdgeKind[]
}
