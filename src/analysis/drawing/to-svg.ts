import type { Drawable } from './drawable.js'
import type { DrawingOptions } from './drawing-options.js'
import { drawChart } from './drawn-chart.js'
import { MEASURED_FONT, toDot } from './to-dot.js'

const SHOWN_FONTS = 'Helvetica, Arial, sans-serif'

/**
 * Draws a flow as an SVG picture, without a browser and without network. It is read off the compiled machine, so it has an edge
 * exactly where the machine has one; limits, misses, silence and failures are dashed. Long conditions are cut, and whole in the tooltip.
 *
 * @param source a flow or its compiled machine
 * @throws {InvalidFlowError} when the flow can not be compiled
 * @example
 * const picture = await toSvg(flow, { direction: 'LR' })
 */
export async function toSvg(source: Drawable, options: DrawingOptions = {}): Promise<string> {
  const dot = toDot(drawChart(source, options))
  // The layout engine weighs more than everything else here, and few programs draw.
  const { Graphviz } = await import('@hpcc-js/wasm-graphviz')
  const graphviz = await Graphviz.load()
  return graphviz.dot(dot, 'svg').replaceAll(`font-family="${MEASURED_FONT}"`, `font-family="${SHOWN_FONTS}"`)
}
