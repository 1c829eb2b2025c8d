import type { ChartEnd, DrawingTransition } from '../../chart/drawing.js'
import { edgeElementId, flowElementId, printable, targetElementId } from '../../chart/element-ids.js'
import { ownName } from '../../definition/flows/full-name.js'
import type { DrawnChart, DrawnState } from './drawn-chart.js'
import type { JoinedEdge } from './join-edges.js'
import { wrapLabel } from './wrap-label.js'

/** How a chart is laid out, and how its parts are named. */
export interface DotOptions {
  readonly idPrefix: string
  readonly hasLabels: boolean
  /** The layout is to end soon, whatever its lines cross. */
  readonly isLarge: boolean
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** The widest of the common fonts: a picture that is laid out for it has room for the words in any other. */
export const MEASURED_FONT = 'Verdana'

const INK = '#1f2937'
const QUIET = '#6b7280'
const FAILURE = '#9f1239'
const HIGHLIGHT = '#b45309'
const UNTOUCHED = '#dc2626'

type Attributes = Readonly<Record<string, string | number>>

/** How many parts a label has at most; of more it shows the first ones, and how many there are besides. */
const MOST_LABELS = 4
const LABELS_OF_MORE = 3

/** Returns a chart in the DOT language of Graphviz. Parallel edges are one, with a label of several parts. */
export function toDot(chart: DrawnChart, edges: readonly JoinedEdge[], options: DotOptions): string {
  const { idPrefix } = options
  const font = { fontname: MEASURED_FONT }
  const idOf = ({ type, name }: DrawnChart['initial']) => text(`${type} ${name}`)
  const lines = [
    `digraph ${text(chart.name)} {`,
    `  graph ${attributes({ id: `${idPrefix}chart`, rankdir: chart.direction, bgcolor: 'white', pad: 0.2, ...layoutOf(chart, options) })}`,
    `  node ${attributes({ ...font, shape: 'box', style: 'rounded,filled', fontsize: 12, margin: '0.16,0.09', height: 0.4, penwidth: 1.2 })}`,
    `  edge ${attributes({ ...font, fontsize: 9, arrowsize: 0.7 })}`,
    `  start ${attributes({ id: `${idPrefix}start`, class: 'start', shape: 'circle', label: '', width: 0.16, height: 0.16, fillcolor: INK, color: INK, tooltip: 'start' })}`,
    ...statesOf(chart, null, idPrefix),
    ...chart.flows.flatMap((flow) => [
      `  subgraph ${text(`cluster ${flow}`)} {`,
      `    graph ${attributes({ ...font, id: flowElementId(flow, idPrefix), class: 'flow', label: flow, tooltip: flow, fontsize: 11, color: QUIET, fontcolor: QUIET, style: 'rounded', margin: 12 })}`,
      ...statesOf(chart, flow, idPrefix).map((line) => `  ${line}`),
      '  }',
    ]),
    ...chart.ends.map((name) => `  ${text(`end ${name}`)} ${attributes(endAttributes(name, idPrefix))}`),
    `  start -> ${idOf(chart.initial)} ${attributes({ id: `${idPrefix}start-edge`, class: 'start-edge', color: INK, tooltip: 'start' })}`,
    ...edges.map((edge, position) => {
      const id = edgeElementId(position, idPrefix)
      return `  ${text(`state ${edge.from}`)} -> ${idOf(edge.to)} ${edgeAttributes(edge, id, options)}`
    }),
    '}',
  ]
  return `${lines.join('\n')}\n`
}

/** Without labels the lines need room between the states; a large chart is laid out with few attempts at crossing less. */
function layoutOf({ direction }: DrawnChart, { hasLabels, isLarge }: DotOptions): Attributes {
  const room = hasLabels ? { nodesep: 0.3, ranksep: 0.5 } : { nodesep: 0.34, ranksep: direction === 'LR' ? 0.85 : 0.65 }
  return isLarge ? { ...room, nslimit: 1, nslimit1: 1, mclimit: 0.2 } : room
}

function statesOf({ states }: DrawnChart, flow: string | null, idPrefix: string): readonly string[] {
  const own = states.filter((state) => state.flow === flow)
  return own.map((state) => {
    const id = targetElementId({ type: 'state', name: state.name }, idPrefix)
    return `  ${text(`state ${state.name}`)} ${attributes({ id, class: 'state', ...stateAttributes(state) })}`
  })
}

function stateAttributes({ name: fullName, description, emphasis }: DrawnState): Attributes {
  const name = ownName(fullName)
  const tooltip = description ?? fullName
  switch (emphasis) {
    case 'highlighted':
      return { label: name, tooltip, fillcolor: '#fde68a', color: HIGHLIGHT, fontcolor: INK, penwidth: 2.2 }
    case 'untouched':
      return { label: name, tooltip, fillcolor: '#fee2e2', color: UNTOUCHED, fontcolor: '#7f1d1d', style: 'rounded,filled,dashed' }
    case 'none':
      return { label: name, tooltip, fillcolor: '#eef2ff', color: '#6366f1', fontcolor: INK }
  }
}

function endAttributes(name: ChartEnd, idPrefix: string): Attributes {
  const size = { fontsize: 10, margin: '0.14,0.05', height: 0.3 }
  const id = targetElementId({ type: 'end', name }, idPrefix)
  return { id, class: 'end', label: name, tooltip: `the end: ${name}`, fillcolor: INK, color: INK, fontcolor: 'white', ...size }
}

function edgeAttributes(edge: JoinedEdge, id: string, { hasLabels }: DotOptions): string {
  const color = colorOf(edge)
  const tooltip = edge.transitions.flatMap(tooltipOf).join('\n') || `${edge.from} to ${edge.to.name}`
  const named: Attributes = { id, class: edge.isExceptional ? 'exceptional' : 'way' }
  // What is exceptional must not pull the states of the ordinary way apart.
  const style: Attributes = edge.isExceptional ? { style: 'dashed', weight: 0.3 } : {}
  const width: Attributes = edge.emphasis === 'highlighted' ? { penwidth: 2.4 } : {}
  const label = hasLabels && edge.labels.length > 0 ? `, label=${edgeLabel(edge, color)}` : ''
  return `${attributes({ ...named, color, tooltip, labeltooltip: tooltip, ...style, ...width }).slice(0, -1)}${label}]`
}

function tooltipOf({ name, condition }: DrawingTransition): readonly string[] {
  const words = [name, condition].filter((part) => part !== null)
  return words.length === 0 ? [] : [words.join(': ')]
}

function colorOf({ emphasis, isExceptional, hasFailed }: JoinedEdge): string {
  if (emphasis === 'highlighted') return HIGHLIGHT
  if (emphasis === 'untouched') return UNTOUCHED
  if (hasFailed) return FAILURE
  return isExceptional ? QUIET : INK
}

/** Names in bold, conditions below them, on white: a label stays readable where lines cross it. */
function edgeLabel({ labels }: JoinedEdge, color: string): string {
  const shown = labels.length > MOST_LABELS ? labels.slice(0, LABELS_OF_MORE) : labels
  const parts = shown.map(({ name, text: condition }) => {
    const lines = (condition === null ? [] : wrapLabel(condition)).map(html).join('<br/>')
    return name === null ? lines : [`<b>${html(name)}</b>`, lines].filter(Boolean).join('<br/>')
  })
  if (labels.length > shown.length) parts.push(`+ ${labels.length - shown.length} more`)
  const rows = parts.map((part) => `<tr><td bgcolor="white"><font color="${color}">${part}</font></td></tr>`)
  return `<<table border="0" cellborder="0" cellspacing="3" cellpadding="0">${rows.join('')}</table>>`
}

function attributes(values: Attributes): string {
  const written = Object.entries(values).map(([name, value]) => `${name}=${typeof value === 'number' ? value : text(value)}`)
  return `[${written.join(', ')}]`
}

/** Returns a quoted string of DOT, of which Graphviz reads nothing but line breaks (it knows `\N` and the like). */
function text(value: string): string {
  return `"${printable(value).replaceAll('&', '&amp;').replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`
}

/** Returns a text within an HTML-like label. */
function html(value: string): string {
  return printable(value).replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character)
}
