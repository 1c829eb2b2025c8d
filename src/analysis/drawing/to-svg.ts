import type { Drawable } from './drawable.js'
import { drawing } from './drawing.js'
import type { SvgOptions } from './drawing-options.js'

/**
 * Draws a flow as an SVG picture, without a browser and without network. It is read off the compiled machine, so it has an edge
 * exactly where the machine has one; limits, misses, silence and failures are dashed. Long conditions are cut, and whole in the tooltip.
 *
 * @param source a flow or its compiled machine
 * @throws {InvalidFlowError} when the flow can not be compiled
 * @example
 * const picture = await toSvg(flow, { direction: 'LR' })
 */
export async function toSvg(source: Drawable, options: SvgOptions = {}): Promise<string> {
  const { svg } = await drawing(source, options)
  return svg
}
