import { ownName } from '../../definition/flows/full-name.js'
import type { ChartTarget } from './chart.js'
import type { DrawnChart, DrawnEdge, DrawnState, Emphasis } from './drawn-chart.js'
import { wrapLabel } from './wrap-label.js'

/** All edges of one kind of line that lead the same way. */
interface JoinedEdge {
  readonly from: string
  readonly to: ChartTarget
  readonly isExceptional: boolean
  readonly hasFailed: boolean
  readonly emphasis: Emphasis
  readonly labels: readonly DrawnEdge['label'][]
  /** Every edge's words in full. */
  readonly tooltips: readonly string[]
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

/** Returns a chart in the DOT language of Graphviz. Parallel edges are one, with a label of several parts. */
export function toDot(chart: DrawnChart): string {
  const font = { fontname: MEASURED_FONT }
  const idOf = ({ type, name }: DrawnChart['initial']) => text(`${type} ${name}`)
  const lines = [
    `digraph ${text(chart.name)} {`,
    `  graph ${attributes({ rankdir: chart.direction, bgcolor: 'white', pad: 0.2, nodesep: 0.3, ranksep: 0.5 })}`,
    `  node ${attributes({ ...font, shape: 'box', style: 'rounded,filled', fontsize: 12, margin: '0.16,0.09', height: 0.4, penwidth: 1.2 })}`,
    `  edge ${attributes({ ...font, fontsize: 9, arrowsize: 0.7 })}`,
    `  start ${attributes({ shape: 'circle', label: '', width: 0.16, height: 0.16, fillcolor: INK, color: INK, tooltip: 'start' })}`,
    ...statesOf(chart, null),
    ...chart.flows.flatMap((flow) => [
      `  subgraph ${text(`cluster ${flow}`)} {`,
      `    graph ${attributes({ ...font, label: flow, tooltip: flow, fontsize: 11, color: QUIET, fontcolor: QUIET, style: 'rounded', margin: 12 })}`,
      ...statesOf(chart, flow).map((line) => `  ${line}`),
      '  }',
    ]),
    ...chart.ends.map((name) => `  ${text(`end ${name}`)} ${attributes(endAttributes(name))}`),
    `  start -> ${idOf(chart.initial)} ${attributes({ color: INK, tooltip: 'start' })}`,
    ...joinParallelEdges(chart.edges).map((edge) => `  ${text(`state ${edge.from}`)} -> ${idOf(edge.to)} ${edgeAttributes(edge)}`),
    '}',
  ]
  return `${lines.join('\n')}\n`
}

function statesOf({ states }: DrawnChart, flow: string | null): readonly string[] {
  const own = states.filter((state) => state.flow === flow)
  return own.map((state) => `  ${text(`state ${state.name}`)} ${attributes(stateAttributes(state))}`)
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

function endAttributes(name: string): Attributes {
  const size = { fontsize: 10, margin: '0.14,0.05', height: 0.3 }
  return { label: name, tooltip: `the end: ${name}`, fillcolor: INK, color: INK, fontcolor: 'white', ...size }
}

function edgeAttributes(edge: JoinedEdge): string {
  const color = colorOf(edge)
  const tooltip = edge.tooltips.join('\n') || `${edge.from} to ${edge.to.name}`
  // What is exceptional must not pull the states of the ordinary way apart.
  const style: Attributes = edge.isExceptional ? { style: 'dashed', weight: 0.3 } : {}
  const width: Attributes = edge.emphasis === 'highlighted' ? { penwidth: 2.4 } : {}
  const label = edge.labels.length === 0 ? '' : `, label=${edgeLabel(edge, color)}`
  return `${attributes({ color, tooltip, labeltooltip: tooltip, ...style, ...width }).slice(0, -1)}${label}]`
}

function colorOf({ emphasis, isExceptional, hasFailed }: JoinedEdge): string {
  if (emphasis === 'highlighted') return HIGHLIGHT
  if (emphasis === 'untouched') return UNTOUCHED
  if (hasFailed) return FAILURE
  return isExceptional ? QUIET : INK
}

/** Names in bold, conditions below them, on white: a label stays readable where lines cross it. */
function edgeLabel({ labels }: JoinedEdge, color: string): string {
  const rows = labels.map(({ name, text: condition }) => {
    const lines = (condition === null ? [] : wrapLabel(condition)).map(html).join('<br/>')
    const shown = name === null ? lines : [`<b>${html(name)}</b>`, lines].filter(Boolean).join('<br/>')
    return `<tr><td bgcolor="white"><font color="${color}">${shown}</font></td></tr>`
  })
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

/** XML has no form for other control characters, nor for half a surrogate pair. */
function printable(value: string): string {
  return value.replace(/(?!\n)\p{Cc}|\p{Cs}|[\ufffe\uffff]/gu, '\ufffd')
}

/** Draws one line where several would run side by side and look the same. */
function joinParallelEdges(edges: readonly DrawnEdge[]): readonly JoinedEdge[] {
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
