import { ownName } from '../../definition/flows/full-name.js'
import { type Drawable, drawnConfig } from './drawable.js'
import type { DrawingOptions } from './drawing-options.js'
import { type DrawnChart, type DrawnEdge, drawChart, type Emphasis } from './drawn-chart.js'
import { wrapLabel } from './wrap-label.js'

/**
 * Everything but letters, digits, spaces, a line between two letters and a few harmless marks: Mermaid reads meaning into
 * quotes, `#`, tags, and into what Markdown knows (lists, stress, links, back-ticks).
 */
const UNSAFE = /(?<![\p{L}\p{N}_])_|_(?![\p{L}\p{N}_])|[^\p{L}\p{N}\p{M} _,:='’“”?!/()…]/gu

const PLAIN_NAME = /^[A-Za-z]\w*$/

const CLASSES = [
  'classDef start fill:#1f2937,stroke:#1f2937,color:#1f2937',
  'classDef ended fill:#1f2937,stroke:#1f2937,color:#ffffff',
  'classDef highlighted fill:#fde68a,stroke:#b45309,color:#1f2937,stroke-width:3px',
  'classDef untouched fill:#fee2e2,stroke:#dc2626,color:#7f1d1d,stroke-dasharray:4 3',
]

const EDGE_STYLES: Readonly<Record<Exclude<Emphasis, 'none'>, string>> = {
  highlighted: 'stroke:#b45309,stroke-width:3px',
  untouched: 'stroke:#dc2626,color:#dc2626',
}

/**
 * Draws a flow as a Mermaid flowchart, which GitHub, GitLab and many editors show. It is read off the compiled machine, so it has
 * an edge exactly where the machine has one; limits, misses, silence and failures are dotted. Long conditions are cut.
 *
 * @param source a flow or its compiled machine
 * @returns Mermaid source, a line for each state and edge, with a line break at its end
 * @throws {InvalidFlowError} when the flow can not be compiled
 * @example
 * toMermaid(flow, { direction: 'LR', highlight: ['greeting', 'help'] })
 */
export function toMermaid(source: Drawable, options: DrawingOptions = {}): string {
  const chart = drawChart(drawnConfig(source, options), options)
  const ids = mermaidIds(chart.states.map(({ name }) => name))
  const idOf = ({ type, name }: DrawnChart['initial']) => (type === 'end' ? `_${name}` : (ids.get(name) ?? name))
  const lines = [
    `flowchart ${chart.direction}`,
    '  _start(( )):::start',
    ...statesOf(chart, null, ids),
    ...chart.flows.flatMap((flow, position) => [
      `  subgraph _flow_${position + 1}["${mermaidText(flow)}"]`,
      ...statesOf(chart, flow, ids).map((line) => `  ${line}`),
      '  end',
    ]),
    ...chart.ends.map((name) => `  _${name}(["${mermaidText(name)}"]):::ended`),
    `  _start --> ${idOf(chart.initial)}`,
    ...chart.edges.map((edge) => `  ${ids.get(edge.from)} ${arrow(edge)} ${idOf(edge.to)}`),
    ...CLASSES.map((line) => `  ${line}`),
    ...edgeStyles(chart.edges),
  ]
  return `${lines.join('\n')}\n`
}

/** The states of one flow, by their own names. */
function statesOf({ states }: DrawnChart, flow: string | null, ids: ReadonlyMap<string, string>): readonly string[] {
  const own = states.filter((state) => state.flow === flow)
  return own.map(({ name, emphasis }) => {
    const style = emphasis === 'none' ? '' : `:::${emphasis}`
    return `  ${ids.get(name)}("${mermaidText(ownName(name))}")${style}`
  })
}

function arrow(edge: DrawnEdge): string {
  const line = edge.isExceptional ? '-.->' : '-->'
  const label = labelOf(edge)
  return label === '' ? line : `${line}|"${label}"|`
}

function labelOf({ label: { name, text } }: DrawnEdge): string {
  const lines = text === null ? [] : wrapLabel(text)
  const words = name === null ? lines : [text === null ? name : `${name}:`, ...lines]
  return words.map(mermaidText).join('<br/>')
}

/** Mermaid styles edges by their position; the edge from the start is the first. */
function edgeStyles(edges: readonly DrawnEdge[]): readonly string[] {
  return (['highlighted', 'untouched'] as const).flatMap((emphasis) => {
    const positions = edges.flatMap((edge, position) => (edge.emphasis === emphasis ? [position + 1] : []))
    return positions.length === 0 ? [] : [`  linkStyle ${positions.join(',')} ${EDGE_STYLES[emphasis]}`]
  })
}

/** Returns a text to stand between double quotes, with each unsafe character as Mermaid's `#code;`. */
function mermaidText(text: string): string {
  return text.replace(UNSAFE, (character) => `#${character.codePointAt(0)};`)
}

/**
 * Returns an id for each name: the name itself with a line below, which keeps it from being one of Mermaid's own words (`end`, `class`);
 * a number where the name holds what an id can not.
 */
function mermaidIds(names: readonly string[]): ReadonlyMap<string, string> {
  return new Map(names.map((name, position) => [name, PLAIN_NAME.test(name) ? `${name}_` : `_${position + 1}`]))
}
