// biome-ignore-all lint/correctness/useExhaustiveDependencies: what is drawn is read from the page
import { useLayoutEffect, useMemo, useState } from 'preact/hooks'
import { markChart, type TakenWay } from '../../chart/index.js'
import type { ShownView } from '../panel/use-turns.js'
import type { DrawnFlow } from '../protocol.js'
import type { Covered } from '../use-covered.js'
import { makeStatesButtons } from './chart-buttons.js'
import { type Label, placeLabels } from './chart-labels.js'
import type { Box } from './label-place.js'

export interface Marked {
  readonly view: ShownView
  readonly would: TakenWay | null
  readonly covered: Covered
  readonly selected: string | null
  readonly explained: number | null
  readonly hot: number | null
  /** Tells what is seen, once it is drawn. While a person moves the drawing, its labels stay. */
  readonly room: () => Box
  readonly size: number
}

/** Marks in a drawing where the conversation is and was, and returns the labels that stand over it. */
export function useMarks(svg: () => SVGSVGElement | null, drawn: DrawnFlow | undefined, first: string, marked: Marked, width: number) {
  const { view, would, covered, selected, explained, hot, room, size } = marked
  const [labels, setLabels] = useState<readonly Label[]>([])
  const ways = useMemo(() => waysUntil(view, explained), [view.transitions, explained])
  useLayoutEffect(() => {
    const root = svg()
    if (root === null || drawn === undefined) return
    const names = drawn.chart.states.map(({ name }) => name)
    makeStatesButtons(root, names, first)
  }, [drawn, first])
  useLayoutEffect(() => {
    const root = svg()
    if (root === null || drawn === undefined) return
    markChart(root, drawn.chart, { ...view, transitions: ways.all, would, covered, hot, selected })
  }, [drawn, view, ways, would, covered, hot, selected])
  useLayoutEffect(() => {
    const root = svg()
    if (root === null || drawn === undefined) return
    setLabels(placeLabels(root, drawn.chart, { taken: ways.last, would, hot, state: selected ?? view.state, room: room(), size }))
  }, [drawn, view, ways, would, hot, selected, width, size])
  return labels
}

/** A turn that is explained shows its own way in place of the last. The way of its message is its first. */
function waysUntil({ transitions }: ShownView, explained: number | null) {
  const end = explained === null ? transitions.length : transitions.findIndex(({ turn }) => turn === explained) + 1
  // Each for itself: without their turn, what came after it is not shown as a part of it.
  const all = transitions.slice(0, end).map(({ turn: _turn, ...way }) => way)
  return { all, last: all.slice(-1) }
}
