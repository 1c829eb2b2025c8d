import type { ChartEnd, ChartState, ChartTarget } from '../../chart/drawing.js'
import type { MachineConfigJson } from '../../machine/config.js'
import type { Chart, ChartEdge } from './chart.js'
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
  /** The global transitions that are left out. */
  readonly anywhere: readonly ChartEdge[]
  /** The names of the flows within the flow. */
  readonly flows: readonly string[]
  /** The ends that some edge leads to. */
  readonly ends: readonly ChartEnd[]
  readonly direction: 'TB' | 'LR'
}

/** How many targets of one state are drawn side by side. */
const MOST_SIDE_BY_SIDE = 16

export function drawChart(config: MachineConfigJson, options: DrawingOptions): DrawnChart {
  const chart = readChart(config)
  const { hide = [] } = options
  const isAnywhere = ({ scope }: ChartEdge) => scope === 'global' && hide.includes('global')
  const edges = chart.edges.filter((edge) => !isAnywhere(edge) && !hide.includes(edge.kind)).map((edge) => drawnEdge(edge, options))
  return {
    name: chart.name,
    initial: chart.initial,
    states: chart.states.map((state) => ({ ...state, emphasis: stateEmphasis(state.name, options) })),
    edges,
    anywhere: chart.edges.filter(isAnywhere),
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
  const { kind } = edge
  return {
    ...edge,
    emphasis: edgeEmphasis(edge, options),
    label: labelOf(edge, options),
    isExceptional: kind === 'limit' || kind === 'noMatch' || kind === 'timeout' || kind === 'error',
  }
}

function labelOf({ kind, name, condition }: ChartEdge, { labels = 'conditions' }: DrawingOptions): DrawnEdge['label'] {
  if (labels === 'none') return { name: null, text: null }
  const isNamed = kind === 'transition' || kind === 'digression' || kind === 'return'
  return { name, text: isNamed && labels === 'names' ? null : condition }
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

function endsOf(chart: Chart, edges: readonly ChartEdge[]): readonly ChartEnd[] {
  const places = [chart.initial, ...edges.map(({ to }) => to)]
  return [...new Set(places.flatMap((place) => (place.type === 'end' ? place.name : [])))]
}
