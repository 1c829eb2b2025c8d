import type { ConversationFlow } from '../../definition/flow.js'
import { AtomReader } from './match-atom.js'
import type { DataTest, Happening, Matches, Of, Property } from './property.js'

/** Reads a talk, happening by happening. Its state is a number; undefined once the property is broken, which it stays. */
export interface Automaton {
  readonly initial: number
  readonly next: (state: number, happening: Happening) => number | undefined
  /**
   * What is asked besides that nothing breaks it: `round`, that no talk can go round for ever in states that wait (`must`); `way`, that
   * from every moment whose state waits some talk leads to a `goal` (`alwaysCan`).
   */
  readonly asks: 'nothing' | 'round' | 'way'
  /** Whether something is still to come in this state. */
  readonly waits: (state: number) => boolean
  /** What is to come; nothing where only absence is stated. */
  readonly goal: Matches
  /** The tests of the data that the property makes; a model has to tell their answers apart. */
  readonly tests: readonly DataTest[]
}

type Parts = Pick<Automaton, 'initial' | 'next'> & Partial<Automaton>
type Kind<Key extends string> = Extract<Property, { readonly [Name in Key]: unknown }>

const NOTHING: Matches = () => false

/**
 * Makes the automaton of a property.
 *
 * @param flow an unfolded flow, in which the property has no problem
 */
export function automatonOf(flow: ConversationFlow, property: Property): Automaton {
  const reader = new AtomReader(flow)
  const parts = partsOf(reader, property)
  return { asks: 'nothing', waits: () => false, goal: NOTHING, ...parts, tests: reader.tests }
}

function partsOf(reader: AtomReader, property: Property): Parts {
  if ('never' in property) return property.before === undefined ? absence(reader, property) : beforehand(reader, property)
  if ('atMost' in property) return bounded(reader, property)
  if ('always' in property) return universal(reader, property)
  if ('alwaysCan' in property) return possible(reader, property)
  if ('whenever' in property) {
    return response(property, -1, reader.of(property.whenever), reader.of(property.then))
  }
  return response(property, 0, NOTHING, reader.of(property.eventually))
}

const ARMED = 1
const DISARMED = 0

/** A happening that both ends the wait and is forbidden ends the wait first: a transition comes before the state that it enters. */
function absence(reader: AtomReader, { never: named, after, until, again }: Kind<'never'>): Parts {
  const forbidden = reader.of(named)
  return scoped(reader, forbidden, after, until, again)
}

/** What has happened counts only when the other comes. */
function beforehand(reader: AtomReader, { never: named, before }: Kind<'never'>): Parts {
  const forbidden = reader.of(named)
  const closes = reader.of(before)
  const next = (seen: number, happening: Happening) => {
    if (seen === ARMED && closes(happening)) return undefined
    return forbidden(happening) ? ARMED : seen
  }
  return { initial: DISARMED, next }
}

function universal(reader: AtomReader, { always, after, until }: Kind<'always'>): Parts {
  const holds = reader.test(always)
  return scoped(reader, (happening) => !holds(happening), after, until)
}

function scoped(reader: AtomReader, forbidden: Matches, after: Of | undefined, until: Of | undefined, again = false): Parts {
  const [begins, ends] = [reader.of(after), reader.of(until)]
  const next = (state: number, happening: Happening) => {
    const armed = state === ARMED && !ends(happening)
    const happens = forbidden(happening)
    if (armed && happens) return undefined
    return armed || begins(happening) || (again && happens) ? ARMED : DISARMED
  }
  return { initial: after === undefined ? ARMED : DISARMED, next }
}

function bounded(reader: AtomReader, { atMost, of, per }: Kind<'atMost'>): Parts {
  const counted = reader.of(of)
  const begins = reader.of(per)
  const next = (count: number, happening: Happening) => {
    const now = (begins(happening) ? 0 : count) + (counted(happening) ? 1 : 0)
    return now > atMost ? undefined : now
  }
  return { initial: 0, next }
}

/** The state is the number of the user's messages since the trigger; -1 where nothing is waited for. */
function response(
  { within, must }: { readonly within?: number; readonly must?: true },
  initial: number,
  triggers: Matches,
  goal: Matches,
): Parts {
  const waiting = (state: number, { type }: Happening): number | undefined => {
    if (type === 'end') return undefined
    if (type !== 'user' || within === undefined) return state
    return state + 1 > within ? undefined : state + 1
  }
  const next = (state: number, happening: Happening) => {
    if (goal(happening)) return -1
    if (state >= 0) return waiting(state, happening)
    if (!triggers(happening)) return state
    return happening.type === 'end' ? undefined : 0
  }
  return { initial, next, goal, waits: (state) => state >= 0, asks: must === true ? 'round' : 'nothing' }
}

/** It breaks by no talk of its own: what is asked is a way on from each moment. */
function possible(reader: AtomReader, { alwaysCan, after }: Kind<'alwaysCan'>): Parts {
  const [goal, begins] = [reader.of(alwaysCan), reader.of(after)]
  return {
    initial: after === undefined ? ARMED : DISARMED,
    next: (state, happening) => (begins(happening) ? ARMED : state),
    goal,
    waits: (state) => state === ARMED,
    asks: 'way',
  }
}

/** Reads several happenings; undefined once the property is broken. */
export function readAll(automaton: Automaton, state: number, happened: readonly Happening[]): number | undefined {
  let at: number | undefined = state
  for (const happening of happened) {
    at = automaton.next(at, happening)
    if (at === undefined) return undefined
  }
  return at
}
