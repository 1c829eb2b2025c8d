import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Box, type Line, type Point, placeLabel as placeIn, seenOf } from '../../src/page/chart/label-place.js'

/** A straight line. */
const between =
  (from: Point, to: Point): Line =>
  (part) => ({ x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part })

/** The box of a state, by its middle. */
const stateAt = (x: number, y: number): Box => ({ left: x - 45, right: x + 45, top: y - 18, bottom: y + 18 })
const covers = (box: Box, { x, y }: Point) => x > box.left && x < box.right && y > box.top && y < box.bottom
const meets = (one: Box, other: Box) =>
  Math.min(one.right, other.right) > Math.max(one.left, other.left) && Math.min(one.bottom, other.bottom) > Math.max(one.top, other.top)

/** All of it is seen, at its own size. */
const EVERYWHERE: Box = { left: -10_000, right: 10_000, top: -10_000, bottom: 10_000 }
const placeLabel = (line: Line, text: string, taken: readonly Box[], drawn: readonly (readonly Point[])[], others: readonly Point[] = []) =>
  placeIn(line, text, { taken, drawn, others, room: EVERYWHERE, size: 1 })

/** How much of a line is under a box. */
const shareUnder = (line: Line, box: Box) => {
  const parts = Array.from({ length: 101 }, (_, index) => index / 100)
  return parts.filter((part) => covers(box, line(part))).length / parts.length
}

describe('a label', () => {
  test('stands on the middle of a long line', () => {
    const line = between({ x: 45, y: 0 }, { x: 400, y: 0 })
    expect(placeLabel(line, 'next', [stateAt(0, 0), stateAt(445, 0)], [seenOf(line)])).toMatchObject({ x: 222.5, y: 0 })
  })

  test('that is longer than its line stands beside it, and beside the states at its ends', () => {
    const line = between({ x: 45, y: 0 }, { x: 106, y: 0 })
    const states = [stateAt(0, 0), stateAt(151, 0)]
    const { box } = placeLabel(line, 'a name that is much longer', states, [seenOf(line)])
    expect([shareUnder(line, box), states.some((state) => meets(box, state))]).toEqual([0, false])
  })

  test('stands on no line of another where there is room', () => {
    const line = between({ x: 45, y: 0 }, { x: 106, y: 0 })
    const states = [stateAt(0, 0), stateAt(151, 0)]
    const above = placeLabel(line, 'collected', states, [seenOf(line)])
    const other = between({ x: -60, y: above.y }, { x: 200, y: above.y })
    const below = placeLabel(line, 'collected', states, [seenOf(line)], seenOf(other))
    expect([above.y, below.y]).toEqual([-32, 32])
  })

  test('of a line that is seen only in a small part stands there', () => {
    const line = between({ x: 0, y: 0 }, { x: 40_000, y: 0 })
    const room = { left: 38_000, right: 39_000, top: -300, bottom: 300 }
    const { box } = placeIn(line, 'far', { taken: [], drawn: [seenOf(line)], others: [], room, size: 1 })
    expect([box.left >= room.left, box.right <= room.right]).toEqual([true, true])
  })

  test('takes the room that it has at its size', () => {
    const line = between({ x: 0, y: 0 }, { x: 400, y: 0 })
    const [small, large] = [1, 2].map((size) => placeIn(line, 'next', { taken: [], drawn: [], others: [], room: EVERYWHERE, size }).box)
    expect(large && small && (large.right - large.left) / (small.right - small.left)).toBeCloseTo(2)
  })

  test('hides no short line of another, wherever both are', () => {
    const place = fc.integer({ min: -200, max: 200 })
    const point = fc.record({ x: place, y: place })
    const name = fc.integer({ min: 1, max: 40 }).map((length) => 'n'.repeat(length))
    fc.assert(
      fc.property(
        point,
        point,
        name,
        fc.record({ x: fc.integer({ min: -25, max: 25 }), y: fc.integer({ min: -25, max: 25 }) }),
        (from, to, text, by) => {
          const line = between(from, to)
          const middle = line(0.5)
          const other = between(middle, { x: middle.x + by.x, y: middle.y + by.y })
          const lines = [line, other]
          const { box } = placeLabel(line, text, [], lines.map(seenOf))
          for (const each of lines) expect(shareUnder(each, box)).toBeLessThan(0.65)
        },
      ),
    )
  })
})
