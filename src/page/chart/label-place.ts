export interface Point {
  readonly x: number
  readonly y: number
}

export interface Box {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** A line of a drawing: where it is after that part of its length. */
export type Line = (part: number) => Point

const PLACES = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74]
/** First on the line or close to it, then so far away that the line is seen beside a state, too. */
const ASIDE = [
  [0, -13, 13],
  [-32, 32],
]

/** Half as long as the head of an arrow, with some room: covered, nobody sees where it leads. */
const TIP = 7

/** Where a line is looked at. */
const SEEN = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
/** How much a line counts that can not be seen, as a covered area. */
const HIDDEN = 600

/** Returns where a line is seen. */
export function seenOf(line: Line): readonly Point[] {
  return SEEN.map(line)
}

/**
 * Places the label of a line where it covers nothing: no box, no end of the line, and not most of any line; else where it covers least.
 *
 * @param taken boxes that it must not cover
 * @param drawn where lines are seen
 */
export function placeLabel(
  line: Line,
  text: string,
  taken: readonly Box[],
  drawn: readonly (readonly Point[])[],
): Point & { readonly box: Box } {
  const end = line(1)
  const tip: Box = { left: end.x - TIP, right: end.x + TIP, top: end.y - TIP, bottom: end.y + TIP }
  const options = ASIDE.flatMap((asides) =>
    PLACES.flatMap((part) => {
      const { x, y } = line(part)
      return asides.map((aside) => ({ x, y: y + aside, box: boxAround(x, y + aside, text) }))
    }),
  )
  const costOf = (box: Box) =>
    overlap(tip, box) * 2 +
    taken.reduce((sum, each) => sum + overlap(each, box), 0) +
    drawn.reduce((sum, points) => sum + hidden(points, box) * HIDDEN, 0)
  const costs = options.map((option, order) => ({ ...option, cost: order * 2 + costOf(option.box) }))
  return costs.reduce((best, each) => (each.cost < best.cost ? each : best))
}

/** How much more than half of a line is under a box: a piece of it may be. */
function hidden(points: readonly Point[], { left, right, top, bottom }: Box): number {
  const under = points.filter(({ x, y }) => x > left && x < right && y > top && y < bottom).length
  return Math.max(0, under / points.length - 0.5)
}

function boxAround(x: number, y: number, text: string): Box {
  const half = text.length * 3.2 + 7
  return { left: x - half, right: x + half, top: y - 12, bottom: y + 12 }
}

function overlap(one: Box, other: Box): number {
  const width = Math.min(one.right, other.right) - Math.max(one.left, other.left)
  const height = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top)
  return width > 0 && height > 0 ? width * height : 0
}
