import { type DrawingChart, edgeElementId, edgesOfWay, type TakenWay, targetElementId } from '../../chart/index.js'
import { shortened } from '../shortened.js'
import { boxIn, lineOf } from './drawing-size.js'
import { type Box, type Line, type Point, placeLabel, seenOf } from './label-place.js'

/** A label over an edge, in the units of the drawing. */
export interface Label {
  readonly edge: number
  readonly text: string
  readonly kind: 'taken' | 'would' | 'own'
  readonly x: number
  readonly y: number
}

export interface Labelled {
  /** What led along it, where it is named. */
  readonly taken: readonly (TakenWay & { readonly what: string })[]
  readonly would: TakenWay | null
  readonly hot: number | null
  /** The state whose own edges are named. */
  readonly state: string | undefined
  /** The part of the drawing that is seen. */
  readonly room: Box
  /** How large labels are, beside the drawing. */
  readonly size: number
}

/** A state with more edges than this is read in its sheet. */
const MOST = 9
/** The most that a label shows, in characters. */
const LONGEST = 35
/** In a larger drawing, labels may stand on lines of others: nobody waits until all are measured. */
const MOST_LINES = 150

/** Places a label for each edge that matters now. */
export function placeLabels(svg: SVGSVGElement, chart: DrawingChart, labelled: Labelled): readonly Label[] {
  const { room, size } = labelled
  const taken: Box[] = chart.states.flatMap(({ name }) => {
    const element = svg.getElementById(targetElementId({ type: 'state', name }))
    return element === null ? [] : [boxIn(svg, element)]
  })
  const lineAt = (edge: number) => {
    const path = svg.getElementById(edgeElementId(edge))?.querySelector('path')
    return path instanceof SVGPathElement ? lineOf(path) : undefined
  }
  const wanted = wantedLabels(chart, labelled).flatMap((label) => {
    const line = lineAt(label.edge)
    return line === undefined ? [] : [{ ...label, line }]
  })
  const drawn = wanted.map(({ line }) => seenOf(line))
  const all = chart.edges.length > MOST_LINES || wanted.length === 0 ? [] : chart.edges.map((_, edge) => pointsOf(lineAt(edge)))
  return wanted.map(({ line, ...label }) => {
    const others = all.flatMap((points, edge) => (edge === label.edge ? [] : points))
    const { x, y, box } = placeLabel(line, label.text, { taken, drawn, others, room, size })
    taken.push(box)
    return { ...label, x, y }
  })
}

function pointsOf(line: Line | undefined): readonly Point[] {
  return line === undefined ? [] : seenOf(line)
}

function wantedLabels(chart: DrawingChart, { taken, would, hot, state }: Labelled): readonly Omit<Label, 'x' | 'y'>[] {
  const wanted = new Map<number, Omit<Label, 'x' | 'y'>>()
  const add = (edge: number, kind: Label['kind'], name?: string | null) => {
    const names = name ?? namesOf(chart, edge)
    if (names !== '' && !wanted.has(edge)) wanted.set(edge, { edge, kind, text: shortened(names, LONGEST) })
  }
  const addWay = (way: TakenWay, kind: Label['kind'], name: string | null) => {
    const [edge] = edgesOfWay(chart, way)
    if (edge !== undefined) add(edge, kind, name)
  }
  if (would !== null) addWay(would, 'would', would.transition)
  for (const way of taken) addWay(way, 'taken', way.what)
  if (hot !== null) add(hot, 'own')
  const own = chart.edges.flatMap(({ from }, edge) => (from === state ? [edge] : []))
  if (own.length <= MOST) for (const edge of own) add(edge, 'own')
  return [...wanted.values()]
}

function namesOf(chart: DrawingChart, edge: number): string {
  const names = chart.edges[edge]?.transitions.flatMap(({ name }) => name ?? []) ?? []
  return names.length > 3 ? `${names.slice(0, 2).join(', ')} + ${names.length - 2} more` : names.join(', ')
}
