import type { ChartEnd, MarkableChart } from './drawing.js'
import { edgesOfWay, type TakenWay } from './edges-of-way.js'
import { edgeElementId, targetElementId } from './element-ids.js'

/** Says what is to be seen of a conversation. The view of a conversation is one. */
export interface ChartMarks {
  /** The state that the conversation is in. */
  readonly state?: string | undefined
  /** What the conversation is doing: `busy` and `failed` are shown. */
  readonly status?: string
  /** How it ended; null while it goes on. */
  readonly outcome?: ChartEnd | null
  /** The ways that were taken, oldest first. */
  readonly transitions?: readonly TakenWay[]
  /** The way that would be taken. */
  readonly would?: TakenWay | null
  /** What is covered, by paths or by conversations: how often each state was entered, and each transition taken as `state.transition`. */
  readonly covered?: { readonly states: Readonly<Record<string, number>>; readonly transitions: Readonly<Record<string, number>> }
  /** The edge that is looked at, by its place in the chart. */
  readonly hot?: number | null
  /** The state that is selected. */
  readonly selected?: string | null
}

/** Finds the elements of a drawing: the `<svg>`, the document or the shadow root that it stands in. */
export interface MarkedRoot {
  getElementById(id: string): { readonly classList: { toggle(name: string, force: boolean): unknown } } | null
}

/** Lists the classes that `markChart` sets. */
export const MARKS = ['active', 'busy', 'failed', 'visited', 'taken', 'covered', 'would', 'hot', 'selected'] as const

type Mark = (typeof MARKS)[number]

/** A state or an end. */
interface Place {
  readonly type: 'state' | 'end'
  readonly name: string
}

/**
 * Sets the classes of the states, ends and edges of a drawing, and removes those that hold no more. Nothing else of the page changes.
 *
 * @param root what the drawing stands in
 * @param idPrefix the `idPrefix` that it was drawn with
 */
export function markChart(root: MarkedRoot, chart: MarkableChart, marks: ChartMarks, idPrefix = ''): void {
  const set = (id: string, on: ReadonlySet<Mark>) => {
    const element = root.getElementById(id)
    for (const mark of MARKS) element?.classList.toggle(mark, on.has(mark))
  }
  const places: readonly Place[] = [
    ...chart.states.map(({ name }): Place => ({ type: 'state', name })),
    ...chart.ends.map((name): Place => ({ type: 'end', name })),
  ]
  const known = readMarks(chart, marks)
  for (const place of places) set(targetElementId(place, idPrefix), new Set(marksOfPlace(place, marks, known)))
  for (const position of chart.edges.keys()) set(edgeElementId(position, idPrefix), new Set(marksOfEdge(chart, position, marks, known)))
}

/** What the ways that were taken come to in this chart. */
interface ReadMarks {
  readonly visited: ReadonlySet<string>
  /** Edges that were taken at any time, and those that were taken last. */
  readonly travelled: ReadonlySet<number>
  readonly taken: ReadonlySet<number>
  /** What would be taken, and the state at its end. */
  readonly would: ReadonlySet<number>
  readonly wouldEnter: string | undefined
}

function readMarks(chart: MarkableChart, { state, outcome, transitions = [], would }: ChartMarks): ReadMarks {
  const last = transitions.at(-1)
  const isLast = (way: TakenWay) => way === last || (last?.turn !== undefined && way.turn === last.turn)
  const edgesOf = (ways: readonly TakenWay[]) => ways.flatMap((way) => edgesOfWay(chart, way))
  const ended = outcome ? endEdge(chart, state, outcome) : -1
  const travelled = edgesOf(transitions)
  const entered = travelled.flatMap((position) => chart.edges[position] ?? []).map(({ to }) => to.name)
  return {
    visited: new Set([...transitions.flatMap(({ from, state: to }) => [from, to]), ...entered]),
    travelled: new Set([...travelled, ended]),
    taken: new Set([...edgesOf(transitions.filter(isLast)), ended]),
    would: new Set(would ? edgesOfWay(chart, would) : []),
    wouldEnter: would?.state,
  }
}

function endEdge({ edges }: MarkableChart, state: string | undefined, outcome: ChartEnd): number {
  return edges.findIndex(({ from, to }) => from === state && to.type === 'end' && to.name === outcome)
}

function marksOfPlace(place: Place, marks: ChartMarks, { visited, wouldEnter }: ReadMarks): readonly Mark[] {
  const { state, status, outcome, covered, selected } = marks
  if (place.type === 'end') return place.name === outcome ? ['active'] : []
  const { name } = place
  const isHere = name === state && !outcome
  return [
    ...when(isHere, 'active'),
    ...when(isHere && status === 'busy', 'busy'),
    ...when(isHere && (status === 'failed' || status === 'broken'), 'failed'),
    ...when(name === state || visited.has(name), 'visited'),
    ...when(isCounted(covered?.states, name), 'covered'),
    ...when(wouldEnter === name, 'would'),
    ...when(selected === name, 'selected'),
  ]
}

function marksOfEdge(chart: MarkableChart, position: number, { hot, covered }: ChartMarks, known: ReadMarks): readonly Mark[] {
  const { from, transitions = [] } = chart.edges[position] ?? {}
  return [
    ...when(known.travelled.has(position), 'visited'),
    ...when(known.taken.has(position), 'taken'),
    ...when(
      transitions.some(({ name }) => name !== null && isCounted(covered?.transitions, `${from}.${name}`)),
      'covered',
    ),
    ...when(known.would.has(position), 'would'),
    ...when(hot === position, 'hot'),
  ]
}

function when(holds: boolean, mark: Mark): readonly Mark[] {
  return holds ? [mark] : []
}

function isCounted(counts: Readonly<Record<string, number>> | undefined, key: string): boolean {
  return counts !== undefined && Object.hasOwn(counts, key) && (counts[key] ?? 0) > 0
}
