import { targetElementId } from '../../chart/index.js'
import type { Size } from './camera.js'

/** Returns the size of a drawing in its own units. */
export function sizeOf(svg: string): Size {
  const [, width = '1', height = '1'] = /viewBox="[\d.-]+ [\d.-]+ ([\d.]+) ([\d.]+)"/.exec(svg) ?? []
  return { width: Number(width), height: Number(height) }
}

/** Returns where the middle of a state is, in the units of the drawing; its left edge where there is no such state. */
export function middleOf(svg: SVGSVGElement | null, state: string | undefined, { width, height }: Size) {
  const element = state === undefined ? null : svg?.getElementById(targetElementId({ type: 'state', name: state }))
  if (!svg || !element) return { x: 0, y: height / 2 }
  const frame = svg.getBoundingClientRect()
  const box = element.getBoundingClientRect()
  const scale = frame.width / width
  return { x: (box.left + box.width / 2 - frame.left) / scale, y: (box.top + box.height / 2 - frame.top) / scale }
}
