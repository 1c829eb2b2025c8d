// biome-ignore-all lint/suspicious/noThenProperty: it is a key of properties
import type { Atom, Property } from 'talkchart/testing'
import type { Move, Seen, Situations } from './brute-force.js'

/** What a property remembers of a talk so far; null once it is broken. */
interface Memory {
  /** Whether what is forbidden is so now, or what is asked for is owed. */
  readonly open: boolean
  readonly count: number
}

interface Reader {
  readonly first: Memory
  readonly read: (memory: Memory, seen: Seen) => Memory | null
}

type Named = Atom | readonly Atom[] | undefined

/** Only what the machine tells its listeners is looked at: states, transitions, words of what happens, limits and ends. */
function means(named: Named, seen: Seen): boolean {
  if (named === undefined) return false
  const atoms = Array.isArray(named) ? named : [named]
  return atoms.some((atom: Atom) => (typeof atom === 'string' ? isWord(atom, seen) : isMeant(atom, seen)))
}

function isWord(word: string, { type, state }: Seen): boolean {
  return type === word || (type === 'entered' && state === word)
}

function isMeant(atom: Exclude<Atom, string>, { type, state, transition, from, outcome }: Seen): boolean {
  if ('state' in atom) return type === 'entered' && state === atom.state
  if ('transition' in atom) {
    const isThere = atom.to === undefined || atom.to === state
    return type === 'entered' && isThere && `${from}.${transition}` === atom.transition
  }
  if ('missed' in atom) return type === 'missed' && state === atom.missed
  if ('called' in atom) return type === 'called' && state === atom.called
  if ('said' in atom) return type === 'said' && state === atom.said
  if ('limit' in atom) return type === 'limit' && outcome === atom.limit
  if ('end' in atom) return type === 'end' && [true, outcome, state].some((end) => end === atom.end)
  throw new Error(`Nothing here reads ${JSON.stringify(atom)}.`)
}

function readerOf(property: Property): Reader {
  if ('never' in property) return property.before === undefined ? forbidding(property) : forbiddingBefore(property)
  if ('atMost' in property) return counting(property)
  if ('whenever' in property) return owing(property.whenever, property.then, property.within)
  if ('eventually' in property) return owing(undefined, property.eventually, property.within)
  if ('alwaysCan' in property) {
    const read = (memory: Memory, seen: Seen) => (means(property.after, seen) ? { ...memory, open: true } : memory)
    return { first: { open: property.after === undefined, count: 0 }, read }
  }
  throw new Error('Nothing here reads the data.')
}

function forbidding({ never, after, until, again }: Extract<Property, { never: unknown }>): Reader {
  const read = ({ open, count }: Memory, seen: Seen) => {
    const isForbidden = means(never, seen)
    const stays = open && !means(until, seen)
    if (stays && isForbidden) return null
    return { open: stays || means(after, seen) || (again === true && isForbidden), count }
  }
  return { first: { open: after === undefined, count: 0 }, read }
}

function forbiddingBefore({ never, before }: Extract<Property, { never: unknown }>): Reader {
  const read = ({ count }: Memory, seen: Seen) => {
    if (count > 0 && means(before, seen)) return null
    return { open: false, count: means(never, seen) ? 1 : count }
  }
  return { first: { open: false, count: 0 }, read }
}

function counting({ atMost, of, per }: Extract<Property, { atMost: unknown }>): Reader {
  const read = ({ count: before }: Memory, seen: Seen) => {
    const count = (means(per, seen) ? 0 : before) + (means(of, seen) ? 1 : 0)
    return count > atMost ? null : { open: false, count }
  }
  return { first: { open: false, count: 0 }, read }
}

/** @param trigger from the beginning on, where there is none */
function owing(trigger: Named, goal: Named, within: number | undefined): Reader {
  const read = ({ open, count }: Memory, seen: Seen) => {
    if (means(goal, seen)) return { open: false, count: 0 }
    if (open ? seen.type === 'end' : seen.type === 'end' && means(trigger, seen)) return null
    if (open && seen.type === 'user' && within !== undefined) return count === within ? null : { open, count: count + 1 }
    return { open: open || means(trigger, seen), count }
  }
  return { first: { open: trigger === undefined, count: 0 }, read }
}

/** What brute force finds: the property holds, breaks, or breaks only where a call fails. */
export type Judged = 'proved' | 'violated' | 'fail'

/** Judges a property by all situations of a flow. */
export function judged(situations: Situations, property: Property): Judged {
  if (isBroken(situations, property, false)) return 'violated'
  return isBroken(situations, property, true) ? 'fail' : 'proved'
}

interface Spot {
  readonly situation: number
  readonly memory: Memory
}

function isBroken(situations: Situations, property: Property, mayFail: boolean): boolean {
  const reader = readerOf(property)
  const spots = new Map<string, Spot>()
  const after = (from: Memory, seen: readonly Seen[]) => {
    let memory: Memory | null = from
    for (const each of seen) memory = memory === null ? null : reader.read(memory, each)
    return memory
  }
  const keyOf = (situation: number, { open, count }: Memory) => `${situation} ${open} ${count}`
  const first = after(reader.first, situations.first)
  if (first === null) return true
  const waiting: Spot[] = [{ situation: 0, memory: first }]
  spots.set(keyOf(0, first), { situation: 0, memory: first })
  const movesOf = ({ situation }: Spot) => (situations.moves[situation] ?? []).filter(({ fails }) => mayFail || !fails)
  for (const spot of waiting) {
    for (const { to, seen } of movesOf(spot)) {
      const memory = after(spot.memory, seen)
      if (memory === null) return true
      const key = keyOf(to, memory)
      if (spots.has(key)) continue
      spots.set(key, { situation: to, memory })
      waiting.push({ situation: to, memory })
    }
  }
  const board = { reader, spots, keyOf, after, movesOf, situations }
  if ('must' in property && property.must === true) return goesRound(board, property)
  return 'alwaysCan' in property && isStuck(board, property.alwaysCan)
}

interface Board {
  readonly spots: ReadonlyMap<string, Spot>
  readonly keyOf: (situation: number, memory: Memory) => string
  readonly after: (from: Memory, seen: readonly Seen[]) => Memory | null
  readonly movesOf: (spot: Spot) => readonly Move[]
  readonly situations: Situations
}

/** Whether what is owed can stay so for ever: what leads nowhere any more is taken away until nothing is, and something is left. */
function goesRound({ spots, keyOf, after, movesOf }: Board, property: Property): boolean {
  const goal = 'whenever' in property ? property.then : 'eventually' in property ? property.eventually : undefined
  const owing = new Map(
    [...spots]
      .filter(([, { memory }]) => memory.open)
      .map(([key, spot]) => {
        const stay = movesOf(spot).filter(({ fails, isIdle, seen }) => !fails && !isIdle && !seen.some((each) => means(goal, each)))
        const targets = stay.flatMap(({ to, seen }) => {
          const memory = after(spot.memory, seen)
          return memory?.open === true ? [keyOf(to, memory)] : []
        })
        return [key, targets] as const
      }),
  )
  for (let before = -1; before !== owing.size; ) {
    before = owing.size
    for (const [key, targets] of owing) if (!targets.some((target) => owing.has(target))) owing.delete(key)
  }
  return owing.size > 0
}

/** Whether the goal can not be had any more, somewhere where the flow waits. No failure helps. A state that is the goal has it for as long as a talk is there. */
function isStuck({ spots, keyOf, after, movesOf, situations }: Board, goal: Named): boolean {
  const isThere = (situation: number) => {
    const state = situations.states[situation]
    return typeof state === 'string' && means(goal, { type: 'entered', state, transition: null, from: null })
  }
  const asking = [...spots].filter(
    ([, { situation, memory }]) => memory.open && situations.states[situation] !== null && !isThere(situation),
  )
  const good = new Set<string>()
  for (let before = -1; before !== good.size; ) {
    before = good.size
    for (const [key, spot] of asking) {
      const leads = movesOf(spot).some(({ to, seen, fails }) => {
        if (fails) return false
        if (isThere(to) || seen.some((each) => means(goal, each))) return true
        const memory = after(spot.memory, seen)
        return memory !== null && good.has(keyOf(to, memory))
      })
      if (leads) good.add(key)
    }
  }
  return asking.some(([key, { situation }]) => situations.waits[situation] === true && !good.has(key))
}
