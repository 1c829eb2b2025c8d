import { type DrawingChart, edgeElementId, edgesOfWay, type TakenWay, targetElementId } from '../../chart/index.js'
import { type Box, type Line, placeLabel, seenOf } from './label-place.js'

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
}

/** A state with more edges than this is read in its sheet. */
const MOST = 9
/** Places a label for each edge that matters now. */
export function placeLabels(svg: SVGSVGElement, chart: DrawingChart, labelled: Labelled): readonly Label[] {
  const units = unitsOf(svg)
  const taken: Box[] = chart.states.flatMap(({ name }) => {
    const element = svg.getElementById(targetElementId({ type: 'state', name }))
    return element === null ? [] : [units.box(element)]
  })
  const wanted = wantedLabels(chart, labelled).flatMap((label) => {
    const path = svg.getElementById(edgeElementId(label.edge))?.querySelector('path')
    return path instanceof SVGPathElement ? [{ ...label, line: units.line(path) }] : []
  })
  const drawn = wanted.map(({ line }) => seenOf(line))
  return wanted.map(({ line, ...label }) => {
    const { x, y, box } = placeLabel(line, label.text, taken, drawn)
    taken.push(box)
    return { ...label, x, y }
  })
}

function wantedLabels(chart: DrawingChart, { taken, would, hot, state }: Labelled): readonly Omit<Label, 'x' | 'y'>[] {
  const wanted = new Map<number, Omit<Label, 'x' | 'y'>>()
  const add = (edge: number, kind: Label['kind'], name?: string | null) => {
    const names = name ?? namesOf(chart, edge)
    if (names !== '' && !wanted.has(edge)) wanted.set(edge, { edge, kind, text: names })
  }
  for (const way of would === null ? [] : [would]) for (const edge of edgesOfWay(chart, way).slice(0, 1)) add(edge, 'would', way.transition)
  for (const way of taken) for (const edge of edgesOfWay(chart, way).slice(0, 1)) add(edge, 'taken', way.what)
  if (hot !== null) add(hot, 'own')
  const own = [...chart.edges.keys()].filter((edge) => chart.edges[edge]?.from === state)
  if (own.length <= MOST) for (const edge of own) add(edge, 'own')
  return [...wanted.values()]
}

function namesOf(chart: DrawingChart, edge: number): string {
  const names = chart.edges[edge]?.transitions.flatMap(({ name }) => name ?? []) ?? []
  return names.length > 3 ? `${names.slice(0, 2).join(', ')} + ${names.length - 2} more` : names.join(', ')
}

/** The drawing may be moved and scaled meanwhile. */
function unitsOf(svg: SVGSVGElement) {
  const frame = svg.getBoundingClientRect()
  const scale = frame.width / svg.viewBox.baseVal.width
  const convert = (x: number, y: number) => ({ x: (x - frame.left) / scale, y: (y - frame.top) / scale })
  return {
    box(element: Element): Box {
      const box = element.getBoundingClientRect()
      const { x: left, y: top } = convert(box.left, box.top)
      const { x: right, y: bottom } = convert(box.right, box.bottom)
      return { left, top, right, bottom }
    },
    /** What the drawing itself moves and scales; pages around it are left out, which browsers count differently. */
    line(path: SVGPathElement): Line {
      const length = path.getTotalLength()
      const matrix = path.getCTM() ?? undefined
      return (part) => path.getPointAtLength(length * part).matrixTransform(matrix)
    },
  }
}
