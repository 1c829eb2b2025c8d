import type { Chart, ChartEdge, ChartState, ChartTarget } from './chart.js'
import { type Drawable, drawnConfig } from './drawable.js'
import type { DrawingOptions } from './drawing-options.js'
import { readChart } from './read-chart.js'

/** How something stands out: it lies on the highlighted path, or was never reached. */
export type Emphasis = 'highlighted' | 'untouched' | 'none'

export interface DrawnState extends ChartState {
  readonly emphasis: Emphasis
}

export interface DrawnEdge extends ChartEdge {
  readonly emphasis: Emphasis
  /** Its words, the name and the condition apart. */
  readonly label: { readonly name: string | null; readonly text: string | null }
  /** Not a way that the conversation goes by what is said: a limit, a miss, a silence, a failure. */
  readonly isExceptional: boolean
}

/** A chart with all that the options say about it, ready to be written down. */
export interface DrawnChart {
  readonly name: string
  readonly initial: ChartTarget
  readonly states: readonly DrawnState[]
  readonly edges: readonly DrawnEdge[]
  /** The names of the flows within the flow. */
  readonly flows: readonly string[]
  /** The ends that some edge leads to. */
  readonly ends: readonly ChartTarget['name'][]
  readonly direction: 'TB' | 'LR'
}

/** How many targets of one state are drawn side by side. */
const MOST_SIDE_BY_SIDE = 16

export function drawChart(source: Drawable, options: DrawingOptions): DrawnChart {
  const chart = readChart(drawnConfig(source, options))
  const edges = chart.edges.filter(({ kind }) => !options.hide?.includes(kind)).map((edge) => drawnEdge(edge, options))
  return {
    name: chart.name,
    initial: chart.initial,
    states: chart.states.map((state) => ({ ...state, emphasis: stateEmphasis(state.name, options) })),
    edges,
    flows: [...new Set(chart.states.flatMap(({ flow }) => flow ?? []))],
    ends: endsOf(chart, edges),
    direction: options.direction ?? directionFor(edges),
  }
}

/** A state with many targets is read like a list, from top to bottom: side by side they would make a picture far wider than any screen. */
function directionFor(edges: readonly DrawnEdge[]): DrawnChart['direction'] {
  const targets = new Map<string, Set<string>>()
  for (const { from, to } of edges) {
    const known = targets.get(from) ?? new Set<string>()
    targets.set(from, known.add(`${to.type} ${to.name}`))
  }
  return [...targets.values()].some(({ size }) => size > MOST_SIDE_BY_SIDE) ? 'LR' : 'TB'
}

function drawnEdge(edge: ChartEdge, options: DrawingOptions): DrawnEdge {
  const { kind, name, condition } = edge
  const text = (kind === 'transition' || kind === 'digression' || kind === 'return') && options.labels === 'names' ? null : condition
  return {
    ...edge,
    emphasis: edgeEmphasis(edge, options),
    label: { name, text },
    isExceptional: kind === 'limit' || kind === 'noMatch' || kind === 'timeout' || kind === 'error',
  }
}

function stateEmphasis(name: string, { highlight = [], coverage }: DrawingOptions): Emphasis {
  if (highlight.includes(name)) return 'highlighted'
  return coverage !== undefined && count(coverage.states, name) === 0 ? 'untouched' : 'none'
}

function edgeEmphasis({ from, to, name }: ChartEdge, { highlight = [], coverage }: DrawingOptions): Emphasis {
  if (to.type === 'state' && highlight.some((state, position) => state === from && highlight[position + 1] === to.name))
    return 'highlighted'
  if (coverage === undefined || name === null) return 'none'
  return count(coverage.transitions, `${from}.${name}`) === 0 ? 'untouched' : 'none'
}

function count(counts: Readonly<Record<string, number>>, key: string): number {
  return Object.hasOwn(counts, key) ? (counts[key] ?? 0) : 0
}

function endsOf(chart: Chart, edges: readonly ChartEdge[]): readonly ChartTarget['name'][] {
  const places = [chart.initial, ...edges.map(({ to }) => to)]
  return [...new Set(places.filter(({ type }) => type === 'end').map(({ name }) => name))]
}
