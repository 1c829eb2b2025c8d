// biome-ignore-all lint/suspicious/noThenProperty: it is a key of properties
import fc from 'fast-check'
import type { ConversationFlow } from 'talkchart'
import type { Property } from 'talkchart/testing'
import { expect, test } from 'vitest'
import { automatonOf, readAll } from '../../src/testing/prove/automaton.js'
import type { Happening } from '../../src/testing/prove/property.js'
import { bye, flowOf, hears } from './known-verdicts.js'

const flow: ConversationFlow = flowOf({ a: hears({ acorn: 'b' }), b: hears({ acorn: 'c' }), c: bye })

/** What happens, each by its name: a state is entered, the user speaks, the talk ends. */
const NAMES = ['a', 'b', 'c', 'user', 'end'] as const
type Name = (typeof NAMES)[number]

function happening(name: Name, level: number): Happening {
  const data = { level }
  if (name === 'user') return { type: 'user', data }
  if (name === 'end') return { type: 'end', outcome: 'completed', state: 'c', data }
  return { type: 'entered', state: name, transition: 'acorn', from: null, data }
}

/** Whether a talk breaks a property: said of its places in the talk, not of what was read so far. */
type Breaks = (talk: readonly Happening[]) => boolean

const names = fc.subarray([...NAMES], { minLength: 1, maxLength: 2 })
const few = fc.nat(2)
const isAny = (of: readonly Name[]) => (each: Happening | undefined) =>
  each !== undefined && of.includes(each.type === 'entered' ? (each.state as Name) : (each.type as Name))

/** The last place before this one of which that is so; -1 where there is none. */
function lastBefore(talk: readonly Happening[], place: number, is: (each: Happening) => boolean): number {
  return talk.slice(0, place).findLastIndex(is)
}

function isBetween(talk: readonly Happening[], from: number, to: number, is: (each: Happening) => boolean): boolean {
  return talk.slice(from, to).some(is)
}

/** An A in a scope: after each C, up to the next B; without a C, from the beginning. */
function inScope(
  isForbidden: (each: Happening) => boolean,
  after: readonly Name[] | undefined,
  until: readonly Name[] | undefined,
): Breaks {
  const ends = isAny(until ?? [])
  return (talk) =>
    talk.some((each, place) => {
      const begins = after === undefined ? [-1] : talk.slice(0, place).flatMap((other, at) => (isAny(after)(other) ? [at] : []))
      return isForbidden(each) && begins.some((begin) => !isBetween(talk, begin + 1, place + 1, ends))
    })
}

/** A trigger after which the talk ends, or the user speaks too often, before what is to come. */
function unanswered(talk: readonly Happening[], trigger: number, goal: readonly Name[], within: number | undefined): boolean {
  const next = talk.findIndex((each, place) => place > trigger && isAny(goal)(each))
  const meanwhile = talk.slice(trigger + 1, next < 0 ? talk.length : next)
  const count = meanwhile.filter(({ type }) => type === 'user').length
  return meanwhile.some(({ type }) => type === 'end') || (within !== undefined && count > within) || talk[trigger]?.type === 'end'
}

type Case = readonly [property: Property, breaks: Breaks]
const perhaps = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })
const present = <T extends object>(parts: T) => Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined))

const cases: fc.Arbitrary<Case> = fc.oneof(
  fc
    .record({ never: names, after: perhaps(names), until: perhaps(names) })
    .map(({ never, after, until }): Case => [{ never, ...present({ after, until }) }, inScope(isAny(never), after, until)]),
  fc.record({ level: few, after: perhaps(names), until: perhaps(names) }).map(({ level, after, until }): Case => {
    const breaks = inScope(({ data }) => data['level'] !== level, after, until)
    return [{ always: { data: 'level', equals: level }, ...present({ after, until }) }, breaks]
  }),
  fc.record({ never: names, until: names }).map(({ never, until }): Case => {
    const breaks: Breaks = (talk) =>
      talk.some((each, place) => {
        const since = lastBefore(talk, place, isAny(never)) + 1
        return isAny(never)(each) && !isBetween(talk, since, place + 1, isAny(until))
      })
    return [{ never, until, again: true }, breaks]
  }),
  fc.record({ never: names, before: names }).map(({ never, before }): Case => {
    return [{ never, before }, (talk) => talk.some((each, place) => isAny(before)(each) && isBetween(talk, 0, place, isAny(never)))]
  }),
  fc.record({ atMost: few, of: names, per: perhaps(names) }).map(({ atMost, of, per }): Case => {
    const breaks: Breaks = (talk) =>
      talk.some((_, place) => {
        const since = Math.max(0, lastBefore(talk, place + 1, isAny(per ?? [])))
        return talk.slice(since, place + 1).filter(isAny(of)).length > atMost
      })
    return [{ atMost, of, ...present({ per }) }, breaks]
  }),
  fc.record({ whenever: names, then: names, within: perhaps(few) }).map(({ whenever, then, within }): Case => {
    const breaks: Breaks = (talk) =>
      talk.some((each, place) => isAny(whenever)(each) && !isAny(then)(each) && unanswered(talk, place, then, within))
    return [{ whenever, then, ...present({ within }) }, breaks]
  }),
  fc.record({ eventually: names, within: perhaps(few) }).map(({ eventually, within }): Case => {
    return [{ eventually, ...present({ within }) }, (talk) => unanswered(talk, -1, eventually, within)]
  }),
)

const talks = fc
  .tuple(fc.array(fc.tuple(fc.constantFrom<Name>('a', 'b', 'c', 'user'), few), { maxLength: 8 }), few, fc.boolean())
  .map(([all, level, ends]) => [...all, ...(ends ? [['end', level] as const] : [])].map(([name, at]) => happening(name, at)))

test('a property is broken by just the talks that its words mean', () => {
  fc.assert(
    fc.property(cases, talks, ([property, breaks], talk) => {
      const automaton = automatonOf(flow, property)
      expect(readAll(automaton, automaton.initial, talk) === undefined).toBe(breaks(talk))
    }),
    { numRuns: 2000 },
  )
})
