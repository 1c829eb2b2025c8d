import type { StackFrame } from '../../machine/context.js'
import type { Counting } from './counters.js'
import type { Incident, Moment } from './moment.js'
import type { Occurrence } from './property.js'
import type { RegionMap, Regions } from './regions.js'

/** What the actions of a flow are read with. */
export interface ActionFacts {
  readonly regions: RegionMap
  /** How many calls an understanding in a state makes, as happenings tell of them. */
  readonly callsOf: (state: string) => number
  /** The fields of which a message may tell what does not fit. */
  readonly refusable: ReadonlySet<string>
  /** The actions that run the flow's own hooks, which change nothing. */
  readonly hooks: ReadonlySet<string>
}

/** Something that happens on a way, and the data then. */
export interface Told {
  readonly occurrence: Occurrence
  readonly data: Regions
}

/** What has come of the first actions of a way. */
export interface Draft {
  readonly moment: Moment
  readonly happened: readonly Told[]
  readonly counting: readonly Counting[]
  /** The call that has just ended. */
  readonly ended: StackFrame | undefined
  /** Whether a call has failed, or a reply was cut off. */
  readonly fails: boolean
  readonly incident: Incident
  /** Nothing was entered before. */
  readonly isFirst: boolean
}

/** The draft with something more that has happened, by the data that it leaves. */
export function telling(draft: Draft, ...occurrences: readonly Occurrence[]): Draft {
  const { data } = draft.moment
  return { ...draft, happened: [...draft.happened, ...occurrences.map((occurrence) => ({ occurrence, data }))] }
}

/** The draft with a changed moment. */
export function changing(draft: Draft, change: Partial<Moment>): Draft {
  return { ...draft, moment: { ...draft.moment, ...change } }
}

/** The draft with something more that is counted. */
export function counting(draft: Draft, ...more: readonly Counting[]): Draft {
  return { ...draft, counting: [...draft.counting, ...more] }
}

/** A draft for each of the data that may come of something. */
export function withData(draft: Draft, all: readonly Regions[]): readonly Draft[] {
  return all.map((data) => changing(draft, { data }))
}
