import { targetElementId } from '../../chart/index.js'
import type { Size } from './camera.js'
import type { Box, Line } from './label-place.js'

/** Returns the size of a drawing in its own units. */
export function sizeOf(svg: string): Size {
  const [, width = '1', height = '1'] = /viewBox="[\d.-]+ [\d.-]+ ([\d.]+) ([\d.]+)"/.exec(svg) ?? []
  return { width: Number(width), height: Number(height) }
}

/** Returns where the middle of a state is, in the units of the drawing; its left edge where there is no such state. */
export function middleOf(svg: SVGSVGElement | null, state: string | undefined, { height }: Size) {
  const element = state === undefined ? null : svg?.getElementById(targetElementId({ type: 'state', name: state }))
  if (!svg || !element) return { x: 0, y: height / 2 }
  const { left, right, top, bottom } = boxIn(svg, element)
  return { x: (left + right) / 2, y: (top + bottom) / 2 }
}

/** Returns where a part of a drawing is, in its units: it may be moved and scaled meanwhile. */
export function boxIn(svg: SVGSVGElement, element: Element): Box {
  const frame = svg.getBoundingClientRect()
  const scale = frame.width / svg.viewBox.baseVal.width
  const box = element.getBoundingClientRect()
  const left = (box.left - frame.left) / scale
  const top = (box.top - frame.top) / scale
  return { left, top, right: left + box.width / scale, bottom: top + box.height / scale }
}

/** Returns where a path goes, in the units of the drawing; pages around it are left out, which browsers count differently. */
export function lineOf(path: SVGPathElement): Line {
  const length = path.getTotalLength()
  return (part) => path.getPointAtLength(length * part).matrixTransform(path.getCTM() ?? undefined)
}
