import type { Colour } from '../../chart/colours.js'
import type { ChartEnd, DrawingTransition } from '../../chart/drawing.js'
import { edgeElementId, flowElementId, printable, targetElementId } from '../../chart/element-ids.js'
import { ownName } from '../../definition/flows/full-name.js'
import type { DrawnChart, DrawnState } from './drawn-chart.js'
import { escapeXml } from './escape-xml.js'
import type { JoinedEdge } from './join-edges.js'
import { wrapLabel } from './wrap-label.js'

/** How a chart is laid out, and how its parts are named. */
export interface DotOptions {
  readonly idPrefix: string
  readonly hasLabels: boolean
  /** The layout is to end soon: with few attempts at crossing less, and with straight lines where they are very many. */
  readonly isLarge: boolean
  readonly colours: Readonly<Record<Colour, string>>
}

/** The widest of the common fonts: a picture that is laid out for it has room for the words in any other. */
export const MEASURED_FONT = 'Verdana'

type Attributes = Readonly<Record<string, string | number>>

/** How many parts a label has at most; of more it shows the first ones, and how many there are besides. */
const MOST_LABELS = 4
const LABELS_OF_MORE = 3

/** Returns a chart in the DOT language of Graphviz. Parallel edges are one, with a label of several parts. */
export function toDot(chart: DrawnChart, edges: readonly JoinedEdge[], options: DotOptions): string {
  const { idPrefix, colours } = options
  const font = { fontname: MEASURED_FONT }
  const idOf = ({ type, name }: DrawnChart['initial']) => text(`${type} ${name}`)
  const lines = [
    `digraph ${text(chart.name)} {`,
    `  graph ${attributes({ id: `${idPrefix}chart`, rankdir: chart.direction, bgcolor: colours.page, pad: 0.2, ...layoutOf(chart, edges, options) })}`,
    `  node ${attributes({ ...font, shape: 'box', style: 'rounded,filled', fontsize: 12, margin: '0.16,0.09', height: 0.4, penwidth: 1.2 })}`,
    `  edge ${attributes({ ...font, fontsize: 9, arrowsize: 0.7 })}`,
    `  start ${attributes({ id: `${idPrefix}start`, class: 'start', shape: 'circle', label: '', width: 0.16, height: 0.16, fillcolor: colours.ink, color: colours.ink, tooltip: 'start' })}`,
    ...statesOf(chart, null, options),
    ...chart.flows.flatMap((flow) => [
      `  subgraph ${text(`cluster ${flow}`)} {`,
      `    graph ${attributes({ ...font, id: flowElementId(flow, idPrefix), class: 'flow', label: flow, tooltip: flow, fontsize: 11, color: colours.edge, fontcolor: colours.mute, style: 'rounded', margin: 12 })}`,
      ...statesOf(chart, flow, options).map((line) => `  ${line}`),
      '  }',
    ]),
    ...chart.ends.map((name) => `  ${text(`end ${name}`)} ${attributes(endAttributes(name, options))}`),
    `  start -> ${idOf(chart.initial)} ${attributes({ id: `${idPrefix}start-edge`, class: 'start-edge', color: colours.mute, tooltip: 'start' })}`,
    ...edges.map((edge, position) => {
      const id = edgeElementId(position, idPrefix)
      return `  ${text(`state ${edge.from}`)} -> ${idOf(edge.to)} ${edgeAttributes(edge, id, options)}`
    }),
    '}',
  ]
  return `${lines.join('\n')}\n`
}

/** Lines of which more are drawn straight: finding a way for each around the states, or around the labels too, takes minutes then. */
const MOST_CURVES = { plain: 800, labelled: 300 }

/** Without labels the lines need room between the states. */
function layoutOf({ direction }: DrawnChart, edges: readonly JoinedEdge[], { hasLabels, isLarge }: DotOptions): Attributes {
  const room = hasLabels ? { nodesep: 0.3, ranksep: 0.5 } : { nodesep: 0.34, ranksep: direction === 'LR' ? 0.85 : 0.65 }
  if (!isLarge) return room
  const most = hasLabels ? MOST_CURVES.labelled : MOST_CURVES.plain
  return { ...room, nslimit: 1, nslimit1: 1, mclimit: 0.2, ...(edges.length > most ? { splines: 'line' } : {}) }
}

function statesOf({ states }: DrawnChart, flow: string | null, { idPrefix, colours }: DotOptions): readonly string[] {
  const own = states.filter((state) => state.flow === flow)
  return own.map((state) => {
    const id = targetElementId({ type: 'state', name: state.name }, idPrefix)
    return `  ${text(`state ${state.name}`)} ${attributes({ id, class: 'state', ...stateAttributes(state, colours) })}`
  })
}

function stateAttributes({ name, description, emphasis }: DrawnState, colours: DotOptions['colours']): Attributes {
  const plain = { label: ownName(name), tooltip: description ?? name, fillcolor: colours.surface }
  switch (emphasis) {
    case 'highlighted':
      return { ...plain, color: colours.would, fontcolor: colours.ink, penwidth: 2.4 }
    case 'untouched':
      return { ...plain, color: colours.miss, fontcolor: colours.miss, style: 'rounded,filled,dashed' }
    case 'none':
      return { ...plain, color: colours.edge, fontcolor: colours.ink }
  }
}

function endAttributes(name: ChartEnd, { idPrefix, colours }: DotOptions): Attributes {
  const size = { fontsize: 10, margin: '0.14,0.05', height: 0.3 }
  const id = targetElementId({ type: 'end', name }, idPrefix)
  const look = { fillcolor: colours.fill, color: colours.edge, fontcolor: colours.soft }
  return { id, class: 'end', label: name, tooltip: `the end: ${name}`, ...look, ...size }
}

function edgeAttributes(edge: JoinedEdge, id: string, { hasLabels, colours }: DotOptions): string {
  const color = colourOf(edge)
  const tooltip = edge.transitions.flatMap(tooltipOf).join('\n') || `${edge.from} to ${edge.to.name}`
  const named: Attributes = { id, class: edge.isExceptional ? 'exceptional' : 'way', color: colours[color] }
  // What is exceptional must not pull the states of the ordinary way apart.
  const style: Attributes = edge.isExceptional ? { style: 'dashed', weight: 0.3 } : {}
  const width: Attributes = edge.emphasis === 'highlighted' ? { penwidth: 2.4 } : {}
  const words = colours[color === 'mute' ? 'soft' : color]
  const label = hasLabels && edge.labels.length > 0 ? `, label=${edgeLabel(edge, words, colours.page)}` : ''
  return `${attributes({ ...named, tooltip, labeltooltip: tooltip, ...style, ...width }).slice(0, -1)}${label}]`
}

function tooltipOf({ name, condition }: DrawingTransition): readonly string[] {
  const words = [name, condition].filter((part) => part !== null)
  return words.length === 0 ? [] : [words.join(': ')]
}

function colourOf({ emphasis, hasFailed }: JoinedEdge): Colour {
  if (emphasis === 'highlighted') return 'would'
  if (emphasis === 'untouched') return 'miss'
  return hasFailed ? 'failure' : 'mute'
}

/** Names in bold, conditions below them, on the ground's colour: a label stays readable where lines cross it. */
function edgeLabel({ labels }: JoinedEdge, color: string, ground: string): string {
  const shown = labels.length > MOST_LABELS ? labels.slice(0, LABELS_OF_MORE) : labels
  const parts = shown.map(({ name, text: condition }) => {
    const lines = (condition === null ? [] : wrapLabel(condition)).map((line) => escapeXml(printable(line))).join('<br/>')
    return name === null ? lines : [`<b>${escapeXml(printable(name))}</b>`, lines].filter(Boolean).join('<br/>')
  })
  if (labels.length > shown.length) parts.push(`+ ${labels.length - shown.length} more`)
  const rows = parts.map((part) => `<tr><td bgcolor="${ground}"><font color="${color}">${part}</font></td></tr>`)
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
