import type { MarkableChart } from './drawing.js'

/** Describes a way that a conversation took: from a state to a state, by a transition or by something that has no name. */
export interface TakenWay {
  /** The user's message that led along it; ways of one turn are shown together. */
  readonly turn?: number
  readonly from: string
  readonly state: string
  readonly transition: string | null
}

/** By which a conversation goes on without another message. */
const ONWARD: ReadonlySet<string> = new Set(['advance', 'call', 'return', 'error', 'event'])

/**
 * Returns the places among the edges of the lines that a way goes along, in order. It may go on by itself through several states: the
 * shortest such way is taken. Empty where nothing is drawn: for a miss that stays in the state, or a global transition that is left out.
 */
export function edgesOfWay(chart: MarkableChart, { from, state, transition }: TakenWay): readonly number[] {
  if (transition === null) return from === state ? [] : (shortestWay(chart, from, state, isUnnamed) ?? [])
  const named = positionsWhere(chart, (edge) => edge.from === from && edge.transitions.some(({ name }) => name === transition))
  const leadsTo = (position: number) => targetOf(chart, position)
  const direct = named.find((position) => leadsTo(position) === state)
  if (direct !== undefined) return [direct]
  const ways = named.map((position) => ({ position, onward: shortestWay(chart, leadsTo(position), state, isOnward) }))
  const whole = ways.find(({ onward }) => onward !== undefined) ?? ways[0]
  return whole === undefined ? [] : [whole.position, ...(whole.onward ?? [])]
}

type Edge = MarkableChart['edges'][number]

function isUnnamed({ transitions }: Edge): boolean {
  return transitions.some(({ name, kind }) => name === null || ONWARD.has(kind))
}

function isOnward({ transitions }: Edge): boolean {
  return transitions.some(({ kind }) => ONWARD.has(kind))
}

/** Looks breadth first; undefined where no such edges lead there. */
function shortestWay(chart: MarkableChart, from: string, to: string, mayTake: (edge: Edge) => boolean): readonly number[] | undefined {
  const ways: { readonly at: string; readonly edges: readonly number[] }[] = [{ at: from, edges: [] }]
  const seen = new Set([from])
  for (const { at, edges } of ways) {
    if (at === to) return edges
    for (const position of positionsWhere(chart, (edge) => edge.from === at && edge.to.type === 'state' && mayTake(edge))) {
      const next = targetOf(chart, position)
      if (seen.has(next)) continue
      seen.add(next)
      ways.push({ at: next, edges: [...edges, position] })
    }
  }
  return undefined
}

function positionsWhere({ edges }: MarkableChart, holds: (edge: Edge) => boolean): readonly number[] {
  return edges.flatMap((edge, position) => (holds(edge) ? [position] : []))
}

function targetOf({ edges }: MarkableChart, position: number): string {
  return edges[position]?.to.name ?? ''
}
