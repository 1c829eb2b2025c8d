import { COLOURS, type Colour, colour, repaintRules, themeRules } from '../../chart/colours.js'
import type { DrawingChart } from '../../chart/drawing.js'
import type { ChartEdge } from './chart.js'
import { type Drawable, drawnConfig } from './drawable.js'
import type { SvgOptions } from './drawing-options.js'
import { type DrawnChart, drawChart } from './drawn-chart.js'
import { type JoinedEdge, joinParallelEdges } from './join-edges.js'
import { MEASURED_FONT, toDot } from './to-dot.js'
import { slim, withCaptions } from './walk-picture.js'
import { onlyReached, walkScenes } from './walk-scenes.js'
import { walkStyle } from './walk-style.js'

/** Holds a picture and what it shows. */
export interface Drawing {
  readonly svg: string
  readonly chart: DrawingChart
}

/** What the page of the playground needs besides: the global transitions that `hide` leaves out. */
interface DrawingForPage {
  readonly svg: string
  readonly chart: DrawingChart & { readonly anywhere: readonly ChartEdge[] }
}

const SHOWN_FONTS = 'Helvetica, Arial, sans-serif'

/** From so many states or lines on, labels make a picture that nobody can read, and a layout that takes minutes. */
const LARGE = { states: 60, lines: 150 }

/**
 * Draws a flow as an SVG picture like `toSvg`, and lists what is in it, so that a program can find each part.
 * A state's element has the id `state:NAME`, an end's `end:NAME`, and that of `chart.edges[N]` has `edge:N`. Each id begins with `idPrefix`.
 *
 * @param source a flow or its compiled machine
 * @throws {InvalidFlowError} when the flow can not be compiled
 * @example
 * const { svg, chart } = await drawing(flow, { labels: 'none', idPrefix: 'support-' })
 * chart.edges.findIndex(({ transitions }) => transitions.some(({ name }) => name === 'continue'))
 */
export function drawing(source: Drawable, options: SvgOptions = {}): Promise<Drawing> {
  return drawingForPage(source, options)
}

/** Does what `drawing` does, and lists in `chart.anywhere` the global transitions that are left out. */
export async function drawingForPage(source: Drawable, options: SvgOptions = {}): Promise<DrawingForPage> {
  const { idPrefix = '', theme = 'light', walk } = options
  const config = drawnConfig(source, options)
  const whole = drawChart(config, options)
  const drawn = walk === undefined ? whole : onlyReached(whole, walk)
  const edges = joinParallelEdges(drawn.edges)
  const isLarge = drawn.states.length >= LARGE.states || edges.length >= LARGE.lines
  const hasLabels = options.labels === undefined ? !isLarge : options.labels !== 'none'
  const colours = COLOURS[theme === 'dark' ? 'dark' : 'light']
  const dot = toDot(drawn, edges, { idPrefix, hasLabels, isLarge, colours })
  // The layout engine weighs more than everything else here, and few programs draw.
  const { Graphviz } = await import('@hpcc-js/wasm-graphviz')
  const graphviz = await Graphviz.load()
  const chart = chartOf(drawn, edges)
  const scenes = walk === undefined ? [] : walkScenes(chart, config, walk)
  const picture = readable(graphviz.dot(dot, 'svg'))
  const shown = walk === undefined ? picture : withCaptions(slim(picture), scenes, { idPrefix, colours })
  const paint = (name: Colour) => (theme === 'auto' ? colour(name) : colours[name])
  const rules = [
    ...(theme === 'auto' ? [themeRules(), repaintRules(shown)] : []),
    ...(walk === undefined ? [] : [walkStyle(scenes, { idPrefix, paint })]),
  ]
  return { svg: withStyle(shown, rules), chart }
}

function withStyle(svg: string, rules: readonly string[]): string {
  if (rules.length === 0) return svg
  return svg.replace(/<svg [^>]*>/, (opening) => `${opening}\n<style>\n${rules.join('\n')}\n</style>`)
}

/** Shows the text in the fonts that most machines have, and writes ids as people write them: Graphviz escapes each hyphen. */
function readable(svg: string): string {
  return svg
    .replace('<svg ', '<svg class="talkchart" ')
    .replaceAll(`font-family="${MEASURED_FONT}"`, `font-family="${SHOWN_FONTS}"`)
    .replace(/ id="[^"]*"/g, (id) => id.replaceAll('&#45;', '-'))
}

function chartOf({ name, direction, initial, states, ends, anywhere }: DrawnChart, edges: readonly JoinedEdge[]): DrawingForPage['chart'] {
  return {
    name,
    direction,
    initial,
    states: states.map(({ emphasis: _emphasis, ...state }) => state),
    ends,
    edges: edges.map(({ from, to, isExceptional, transitions }) => ({ from, to, kind: transitions[0].kind, isExceptional, transitions })),
    anywhere,
  }
}
