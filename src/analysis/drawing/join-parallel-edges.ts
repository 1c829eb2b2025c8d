import type { ChartPlace } from './chart.js'
import type { DrawnEdge, Emphasis } from './drawn-chart.js'

/** All edges of one kind of line that lead the same way. */
export interface JoinedEdge {
  readonly from: string
  readonly to: ChartPlace
  readonly isExceptional: boolean
  readonly hasFailed: boolean
  readonly emphasis: Emphasis
  readonly labels: readonly DrawnEdge['label'][]
  /** Every edge's words in full. */
  readonly tooltips: readonly string[]
}

/** Draws one line where several would run side by side and look the same. */
export function joinParallelEdges(edges: readonly DrawnEdge[]): readonly JoinedEdge[] {
  const joined = new Map<string, JoinedEdge>()
  for (const edge of edges) {
    const { from, to, emphasis, isExceptional, kind } = edge
    const hasFailed = kind === 'error'
    const key = JSON.stringify([from, to, emphasis, isExceptional, hasFailed])
    const known = joined.get(key) ?? { from, to, emphasis, isExceptional, hasFailed, labels: [], tooltips: [] }
    joined.set(key, { ...known, labels: [...known.labels, ...labelsOf(edge)], tooltips: [...known.tooltips, ...tooltipsOf(edge)] })
  }
  return [...joined.values()]
}

function labelsOf({ label }: DrawnEdge): readonly DrawnEdge['label'][] {
  return label.name === null && label.text === null ? [] : [label]
}

function tooltipsOf({ name, condition }: DrawnEdge): readonly string[] {
  const words = [name, condition].filter((part) => part !== null)
  return words.length === 0 ? [] : [words.join(': ')]
}
