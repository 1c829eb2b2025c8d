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

/** From the middle outwards. */
const PLACES = [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.1, 0.9]
/** Close enough that the seen piece of a long line is found. */
const STEPS = Array.from({ length: 65 }, (_, step) => step / 64)
/** On the line, close to it, and so far away that even a line between two states is seen. */
const ASIDE = [0, -13, 13, -32, 32]

/** Half as long as the head of an arrow, with some room: covered, nobody sees where it leads. */
const TIP = 7

/** How much a line counts that can not be seen, as a covered area, and a piece of another line: enough to choose between two sides. */
const HIDDEN = 600
const CROSSED = 8

/** Returns where a line is seen. */
export function seenOf(line: Line): readonly Point[] {
  return PLACES.map(line)
}

/** What stands around a label. */
export interface Surroundings {
  /** Boxes that it must not cover. */
  readonly taken: readonly Box[]
  /** Where lines are seen that have labels. */
  readonly drawn: readonly (readonly Point[])[]
  /** Where the lines are seen whose label it is not. */
  readonly others: readonly Point[]
  /** The part of the drawing that is seen. */
  readonly room: Box
  /** How large labels are, beside the drawing. */
  readonly size: number
}

/**
 * Places the label of a line where it is seen and covers nothing: no box, no end of the line, not most of any line, and nothing of another's;
 * else where it covers least.
 */
export function placeLabel(line: Line, text: string, { taken, drawn, others, room, size }: Surroundings): Point & { readonly box: Box } {
  const tip = boxAround(line(1), TIP, TIP)
  const seen = STEPS.filter((part) => under([line(part)], room))
  const [first = 0] = seen
  const rest = (seen.at(-1) ?? 1) - first
  const places = ASIDE.flatMap((aside) =>
    PLACES.map((part) => {
      const { x, y } = line(first + part * rest)
      const point = { x, y: y + aside }
      const box = boxAround(point, (text.length * 3.2 + 7) * size, 10 * size)
      const covered = [tip, ...taken].reduce((sum, each) => sum + overlap(each, box), 0)
      const cut = overlap(box, box) - overlap(room, box)
      const crossed = under(others, box) * CROSSED
      const unseen = drawn.reduce((sum, points) => sum + hidden(points, box), 0)
      return { ...point, box, cost: covered + cut + crossed + unseen * HIDDEN + Math.abs(aside) * 2 + Math.abs(part - 0.5) * 30 }
    }),
  )
  return places.reduce((best, each) => (each.cost < best.cost ? each : best))
}

/** How much more than half of a line is under a box: a piece of it may be. */
function hidden(points: readonly Point[], box: Box): number {
  return Math.max(0, under(points, box) / points.length - 0.5)
}

/** How many points are under a box. */
export function under(points: readonly Point[], box: Box): number {
  return points.filter((point) => overlap(boxAround(point, 1, 1), box)).length
}

function boxAround({ x, y }: Point, width: number, height: number): Box {
  return { left: x - width, right: x + width, top: y - height, bottom: y + height }
}

function overlap(one: Box, other: Box): number {
  const width = Math.min(one.right, other.right) - Math.max(one.left, other.left)
  const height = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top)
  return width > 0 && height > 0 ? width * height : 0
}
