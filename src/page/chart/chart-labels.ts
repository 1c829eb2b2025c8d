import { type DrawingChart, edgeElementId, edgesOfWay, type TakenWay, targetElementId } from '../../chart/index.js'

/** A label over an edge, in the units of the drawing. */
export interface Label {
  readonly edge: number
  readonly text: string
  readonly kind: 'taken' | 'would' | 'own'
  readonly x: number
  readonly y: number
}

interface Box {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
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
const PLACES = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74]

/** Half as long as the head of an arrow, with some room: covered, nobody sees where it leads. */
const TIP = 7

/** Places a label for each edge that matters now, where it covers no state and no other label; else where it covers least. */
export function placeLabels(svg: SVGSVGElement, chart: DrawingChart, labelled: Labelled): readonly Label[] {
  const units = unitsOf(svg)
  const taken: Box[] = chart.states.flatMap(({ name }) => {
    const element = svg.getElementById(targetElementId({ type: 'state', name }))
    return element === null ? [] : [units.box(element)]
  })
  return wantedLabels(chart, labelled).flatMap(({ edge, text, kind }) => {
    const path = svg.getElementById(edgeElementId(edge))?.querySelector('path')
    if (!(path instanceof SVGPathElement)) return []
    const length = path.getTotalLength()
    const end = units.point(path, path.getPointAtLength(length))
    const tip: Box = { left: end.x - TIP, right: end.x + TIP, top: end.y - TIP, bottom: end.y + TIP }
    const options = PLACES.flatMap((part) => {
      const { x, y } = units.point(path, path.getPointAtLength(length * part))
      return [0, -13, 13].map((aside) => ({ x, y: y + aside, cost: 0 }))
    }).map((option) => ({ ...option, box: boxAround(option.x, option.y, text) }))
    const costs = options.map((option, order) => ({
      ...option,
      cost: order * 2 + overlap(tip, option.box) * 2 + taken.reduce((sum, box) => sum + overlap(box, option.box), 0),
    }))
    const [best] = costs.toSorted((one, other) => one.cost - other.cost)
    if (best === undefined) return []
    taken.push(best.box)
    return [{ edge, text, kind, x: best.x, y: best.y }]
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
    point(path: SVGPathElement, point: DOMPoint) {
      const { x, y } = point.matrixTransform(path.getCTM() ?? undefined)
      return { x, y }
    },
  }
}

function boxAround(x: number, y: number, text: string): Box {
  const half = text.length * 3.2 + 7
  return { left: x - half, right: x + half, top: y - 12, bottom: y + 12 }
}

function overlap(one: Box, other: Box): number {
  const width = Math.min(one.right, other.right) - Math.max(one.left, other.left)
  const height = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top)
  return width > 0 && height > 0 ? width * height : 0
}
