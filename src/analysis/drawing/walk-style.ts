import type { Colour } from '../../chart/colours.js'
import type { ChartTarget } from '../../chart/drawing.js'
import { edgeElementId, printable, targetElementId } from '../../chart/element-ids.js'
import type { WalkScene } from './walk-scenes.js'

/** How a walk is painted. */
export interface WalkPaint {
  readonly idPrefix: string
  /** Gives a colour as CSS: itself, or the variable of a theme. */
  readonly paint: (colour: Colour) => string
}

/** When a scene is seen, in percent of the whole. */
interface Span {
  readonly from: number
  readonly to: number
}

const SECONDS_A_SCENE = 1.6
const SECONDS_A_CHARACTER = 0.02
/** How long the last scene stays before all begins anew. */
const SECONDS_AT_THE_END = 2
/** How quickly a scene gives way to the next, in percent. */
const CHANGE = 0.6

/**
 * Returns the CSS by which the parts of a drawing walk through scenes, again and again. Where nothing may move, the whole way is shown and
 * what was said last. Each name in it holds the prefix of the ids, so that several walks fit into one page.
 */
export function walkStyle(scenes: readonly WalkScene[], { idPrefix, paint }: WalkPaint): string {
  const { spans, seconds } = timesOf(scenes)
  const name = `walk-${idPrefix.replace(/[^\w-]/g, (character) => `_${character.codePointAt(0)}`)}`
  const rules: string[] = []
  const animate = (element: string, steps: string, still: string) => {
    const keyframes = `${name}${rules.length}`
    rules.push(`${element}{${still};animation:${keyframes} ${seconds}s infinite}@keyframes ${keyframes}{${steps}}`)
  }
  // Each rule is for all parts of its element: a text takes nothing but its colour, the line of an edge no fill, and its arrow no dashes.
  const node = (fill: Colour, stroke: Colour, color: Colour) => `fill:${paint(fill)};stroke:${paint(stroke)};color:${paint(color)}`
  const edge = (stroke: Colour, width: number, dashes = 'none') =>
    `fill:${paint(stroke)};stroke:${paint(stroke)};stroke-width:${width};stroke-dasharray:${dashes}`
  const running = (offset: number) => `${edge('now', 2.2, '6 4')};stroke-dashoffset:${offset}`

  for (const [place, on] of placesIn(scenes, spans)) {
    const rest = node(place.type === 'end' ? 'fill' : 'surface', 'edge', 'ink')
    const steps = changes(on, rest, node('now', 'now', 'surface'), node('surface', 'ink', 'ink'))
    animate(`${selector(targetElementId(place, idPrefix))} *`, steps, node('now-ground', 'now', 'ink'))
  }
  for (const [number, on] of edgesIn(scenes, spans)) {
    const steps = changes(on, edge('mute', 1), running(60), edge('ink', 1.6), running(0))
    animate(`${selector(edgeElementId(number, idPrefix))} *`, steps, edge('now', 2))
  }
  for (const [position, span] of spans.entries()) {
    const still = `opacity:${position === spans.length - 1 ? 1 : 0}`
    animate(selector(saidElementId(position, idPrefix)), changes([span], 'opacity:0', 'opacity:1', 'opacity:0'), still)
  }
  rules.push(`.walk .node text{color:${paint('ink')}}`)
  return [PARTS, shorten(rules.join('\n')), '@media (prefers-reduced-motion:reduce){.walk *{animation:none!important}}'].join('\n')
}

/** Gives the variables of a theme, which stand in every step, short names. */
function shorten(rules: string): string {
  const names = new Set(Array.from(rules.matchAll(/var\(--talkchart-([\w-]+)\)/g), ([, name]) => name))
  if (names.size === 0) return rules
  const short = Array.from(names, (name) => `--${name}:var(--talkchart-${name})`)
  return `.walk{${short.join(';')}}\n${rules.replaceAll('var(--talkchart-', 'var(--')}`
}

/** What no step may change: it counts more than an animation. */
const PARTS =
  '.walk .node text{fill:currentColor!important;stroke:none!important}.walk .edge path{fill:none!important}.walk .edge polygon{stroke-width:1!important;stroke-dasharray:none!important}'

/** Returns the id of what is said in a scene. */
export function saidElementId(position: number, prefix: string): string {
  return printable(`${prefix}said:${position}`)
}

/** The longer what is said, the longer it is seen. */
function timesOf(scenes: readonly WalkScene[]): { readonly spans: readonly Span[]; readonly seconds: number } {
  const lengths = scenes.map(({ user, flow }) => SECONDS_A_SCENE + SECONDS_A_CHARACTER * `${user ?? ''}${flow ?? ''}`.length)
  const seconds = lengths.reduce((sum, length) => sum + length, SECONDS_AT_THE_END)
  let past = 0
  const spans = lengths.map((length, position) => {
    const from = past
    past += length
    return { from: percent(from, seconds), to: position === lengths.length - 1 ? 100 : percent(past, seconds) }
  })
  return { spans, seconds: Math.round(seconds * 10) / 10 }
}

function percent(part: number, whole: number): number {
  return Math.round((part / whole) * 1000) / 10
}

/** Returns keyframes: what holds before the first of the spans, in each of them (from its beginning to its end), and after each. */
function changes(spans: readonly Span[], before: string, during: string, after: string, until = during): string {
  const first = spans[0]?.from ?? 0
  const steps = spans.map(({ from, to }, position) => {
    const next = spans[position + 1]?.from ?? 100
    const rest = to >= next - CHANGE ? '' : `${round(to + CHANGE)}%,${next === 100 ? 100 : round(next - CHANGE)}%{${after}}`
    const on = during === until ? `${from}%,${to}%{${during}}` : `${from}%{${during}}${to}%{${until}}`
    return `${on}${rest}`
  })
  const start = first === 0 ? '' : `0%,${round(Math.max(0, first - CHANGE))}%{${before}}`
  return `${start}${steps.join('')}`
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

/** The states and ends that are seen, each with the scenes in which the conversation stands there. */
function placesIn(scenes: readonly WalkScene[], spans: readonly Span[]): ReadonlyMap<ChartTarget, readonly Span[]> {
  const places = new Map<string, { readonly place: ChartTarget; readonly spans: Span[] }>()
  const add = (place: ChartTarget, span: readonly Span[]) => {
    const key = `${place.type} ${place.name}`
    const known = places.get(key) ?? { place, spans: [] }
    known.spans.push(...span)
    places.set(key, known)
  }
  for (const [position, { states, end }] of scenes.entries()) {
    const span = spans[position] ?? { from: 0, to: 100 }
    // A state that is only passed through is seen with the one where the conversation then stands.
    const [first, second] = halves(span)
    for (const name of new Set(states)) add({ type: 'state', name }, end === null ? [span] : [first])
    if (end !== null) add({ type: 'end', name: end }, [second])
  }
  return new Map([...places.values()].map(({ place, spans: on }) => [place, on]))
}

/** Where a conversation ends, its last state speaks before. */
function halves({ from, to }: Span): readonly [Span, Span] {
  const middle = round((from + to) / 2)
  return [
    { from, to: middle },
    { from: round(middle + CHANGE), to },
  ]
}

function edgesIn(scenes: readonly WalkScene[], spans: readonly Span[]): ReadonlyMap<number, readonly Span[]> {
  const edges = new Map<number, Span[]>()
  for (const [position, scene] of scenes.entries()) {
    const span = spans[position] ?? { from: 0, to: 100 }
    for (const edge of new Set(scene.edges)) edges.set(edge, [...(edges.get(edge) ?? []), span])
  }
  return edges
}

/** Selects an element by its id; other characters than the plain ones are escaped, which CSS and XML read alike. */
function selector(id: string): string {
  const escaped = id.replace(/[^\w:/.-]/gu, (character) => `\\${character.codePointAt(0)?.toString(16)} `)
  return `.walk [id="${escaped}"]`
}
