import type { ChartEdgeKind } from '../../chart/drawing.js'
import type { CompileOptions } from '../../compile/compile-options.js'
import type { WalkedPath } from './walked-path.js'

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
  /**
   * `'conditions'`: a transition's name and its condition; `'names'`: its name alone; `'none'`: no words at all. The default is `'conditions'`,
   * and in an SVG `'none'` from 60 states or 150 lines on.
   */
  readonly labels?: 'conditions' | 'names' | 'none'
  /** Kinds of edges to leave out, and with `'global'` the flow's global transitions; none by default. */
  readonly hide?: readonly (ChartEdgeKind | 'global')[]
}

/** Says how an SVG is drawn. */
export interface SvgOptions extends DrawingOptions {
  /** Stands before each id in the SVG, so that several drawings fit into one page. */
  readonly idPrefix?: string
  /** `'light'` (default) or `'dark'`: fixed colours; `'auto'`: those of the reader's system, by CSS variables that a page may set. */
  readonly theme?: 'auto' | 'light' | 'dark'
  /** Lets this path walk through the picture, by CSS alone, with what is said below. A `FlowPath` of `talkchart/testing` is one. */
  readonly walk?: WalkedPath
}
