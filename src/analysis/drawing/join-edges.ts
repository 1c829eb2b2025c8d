import type { ChartTarget, DrawingTransition } from '../../chart/drawing.js'
import type { DrawnEdge, Emphasis } from './drawn-chart.js'

/** All edges of one kind of line that lead the same way. */
export interface JoinedEdge {
  readonly from: string
  readonly to: ChartTarget
  readonly isExceptional: boolean
  readonly hasFailed: boolean
  readonly emphasis: Emphasis
  readonly labels: readonly DrawnEdge['label'][]
  readonly transitions: readonly [DrawingTransition, ...DrawingTransition[]]
}

/** Draws one line where several would run side by side and look the same. */
export function joinParallelEdges(edges: readonly DrawnEdge[]): readonly JoinedEdge[] {
  const joined = new Map<string, JoinedEdge>()
  for (const edge of edges) {
    const { from, to, emphasis, isExceptional, kind, name, scope, condition } = edge
    const hasFailed = kind === 'error'
    const key = JSON.stringify([from, to, emphasis, isExceptional, hasFailed])
    const known = joined.get(key)
    const transition: DrawingTransition = { name, kind, scope, condition }
    joined.set(key, {
      ...{ from, to, emphasis, isExceptional, hasFailed },
      labels: [...(known?.labels ?? []), ...labelsOf(edge)],
      transitions: known === undefined ? [transition] : [...known.transitions, transition],
    })
  }
  return [...joined.values()]
}

function labelsOf({ label }: DrawnEdge): readonly DrawnEdge['label'][] {
  return label.name === null && label.text === null ? [] : [label]
}
