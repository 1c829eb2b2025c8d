import { isRecord } from '../../diagnostics/json.js'
import { quote, quoteList } from '../../diagnostics/quote.js'
import { type Names, parseOf, problem } from './parse-atom.js'
import type { Happening, Matches } from './property.js'

/** Reads a talk, happening by happening. Its state is a number; undefined once the property is broken, which it stays. */
export interface Automaton {
  readonly initial: number
  readonly next: (state: number, happening: Happening) => number | undefined
}

const KINDS: Readonly<Record<string, readonly string[]>> = {
  never: ['after', 'before', 'until', 'again'],
  atMost: ['of', 'per'],
  whenever: ['then', 'within'],
  eventually: ['within'],
}

type Written = Readonly<Record<string, unknown>>

/**
 * Reads a property.
 *
 * @throws {PropertyError}
 */
export function automatonOf(names: Names, property: unknown): Automaton {
  if (!isRecord(property)) throw problem(names, 'empty-property', `It is ${quote(property)}. Write an object like { never: 'refund' }.`)
  const [kind, ...others] = Object.keys(KINDS).filter((known) => known in property)
  if (kind === undefined || others.length > 0) {
    throw problem(
      names,
      'empty-property',
      `Exactly one of ${quoteList(Object.keys(KINDS), 'and')} says what it states; it has ${quoteList(Object.keys(property), 'and') || 'nothing'}.`,
    )
  }
  const allowed = [kind, ...(KINDS[kind] ?? []), 'description', 'fails']
  const unknown = Object.keys(property).find((key) => !allowed.includes(key))
  if (unknown !== undefined)
    throw problem(names, 'unsupported-property', `${quote(unknown)} can not stand beside \`${kind}\`. Write ${quoteList(allowed)}.`)
  const { fails } = property
  if (fails !== undefined && fails !== 'any' && fails !== 'never')
    throw problem(names, 'invalid-property', `\`fails\` is ${quote(fails)}. Write "any" or "never".`)
  if (kind === 'never') return absence(names, property)
  if (kind === 'atMost') return bounded(names, property)
  return kind === 'whenever'
    ? response(names, property, -1, parseOf(names, 'whenever', property.whenever), parseOf(names, 'then', property.then))
    : response(names, property, 0, () => false, parseOf(names, 'eventually', property.eventually))
}

const ARMED = 1
const DISARMED = 0

/** A happening that both ends the wait and is forbidden ends the wait first: a transition comes before the state that it enters. */
function absence(names: Names, { never, after, before, until, again }: Written): Automaton {
  const forbidden = parseOf(names, 'never', never)
  const optional = (key: string, of: unknown): Matches => (of === undefined ? () => false : parseOf(names, key, of))
  const [begins, ends, closes] = [optional('after', after), optional('until', until), optional('before', before)]
  if (before !== undefined && (after ?? until ?? again) !== undefined) {
    throw problem(names, 'unsupported-property', '`before` can not stand beside `after`, `until` or `again`. Write two properties.')
  }
  if (again !== undefined && (again !== true || until === undefined || after !== undefined)) {
    throw problem(names, 'unsupported-property', '`again` is true, and stands beside `until` alone.')
  }
  if (before !== undefined) {
    return {
      initial: DISARMED,
      next: (seen, happening) => (seen === ARMED && closes(happening) ? undefined : forbidden(happening) ? ARMED : seen),
    }
  }
  return {
    initial: after === undefined ? ARMED : DISARMED,
    next: (state, happening) => {
      const armed = state === ARMED && !ends(happening)
      const happens = forbidden(happening)
      if (armed && happens) return undefined
      return armed || begins(happening) || (again === true && happens) ? ARMED : DISARMED
    },
  }
}

function bounded(names: Names, { atMost, of, per }: Written): Automaton {
  const most = wholeNumber(names, 'atMost', atMost)
  const counted = parseOf(names, 'of', of)
  const begins: Matches = per === undefined ? () => false : parseOf(names, 'per', per)
  return {
    initial: 0,
    next: (count, happening) => {
      const now = (begins(happening) ? 0 : count) + (counted(happening) ? 1 : 0)
      return now > most ? undefined : now
    },
  }
}

/** The state is the number of the user's messages since the trigger; -1 where nothing is waited for. */
function response(names: Names, { within }: Written, initial: number, triggers: Matches, answers: Matches): Automaton {
  const most = within === undefined ? undefined : wholeNumber(names, 'within', within)
  const waiting = (state: number, { type }: Happening): number | undefined => {
    if (type === 'end') return undefined
    if (type !== 'user' || most === undefined) return state
    return state + 1 > most ? undefined : state + 1
  }
  return {
    initial,
    next: (state, happening) => {
      if (answers(happening)) return -1
      if (state >= 0) return waiting(state, happening)
      if (!triggers(happening)) return state
      return happening.type === 'end' ? undefined : 0
    },
  }
}

function wholeNumber(names: Names, key: string, value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value
  throw problem(names, 'invalid-property', `\`${key}\` is ${quote(value)}. Write a whole number.`)
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
