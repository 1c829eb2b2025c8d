import { evaluateContext } from '../../conditions/kinds/context/context-kind.js'
import type { ConversationFlow } from '../../definition/flow.js'
import { ownWays } from '../../definition/properties/property-names.js'
import type { Atom, DataTest, Happening, Matches, Of } from './property.js'

/** What atoms are read by: a flow, and what is noted of what they look at. */
export class AtomReader {
  /** The tests of the data that were read. */
  readonly tests: DataTest[] = []
  /** The transitions of each state. An outcome has its caller beside it. */
  readonly #states: ReadonlyMap<string, readonly string[]>

  /** @param flow an unfolded flow, in which the atoms have no problem */
  constructor(flow: ConversationFlow) {
    this.#states = new Map(Object.entries(flow.states).map(([name, state]) => [name, ownWays(state)]))
  }

  /** Reads one atom, or any of several; without any, nothing is meant. */
  of(named: Of | undefined): Matches {
    if (named === undefined) return () => false
    const atoms: readonly Atom[] = isList(named) ? named : [named]
    const matches = atoms.map((atom) => this.#atom(atom))
    return (happening) => matches.some((isMeant) => isMeant(happening))
  }

  /** Reads a test of the data. */
  test({ data: path, ...test }: DataTest): Matches {
    this.tests.push({ data: path, ...test })
    return ({ data }) => evaluateContext({ path, ...test }, data)
  }

  #atom(atom: Atom): Matches {
    if (typeof atom === 'string') return this.#states.has(atom) ? this.#entered(atom) : this.#all(atom)
    if ('data' in atom) return this.test(atom)
    if ('state' in atom) return this.#entered(atom.state)
    if ('transition' in atom) return this.#transition(atom)
    if ('limit' in atom) return this.#typed('limit', ({ limit }) => limit === atom.limit)
    if ('event' in atom) return this.#typed('event', ({ event }) => event === atom.event)
    if ('asked' in atom) return this.#typed('asked', ({ field }) => field === atom.asked)
    if ('end' in atom) return this.#end(atom.end)
    if ('said' in atom) return this.#typed('said', ({ state }) => state === atom.said)
    if ('called' in atom) return this.#typed('called', ({ state }) => state === atom.called)
    if ('worked' in atom) return this.#typed('worked', ({ state }) => state === atom.worked)
    if ('missed' in atom) return this.#typed('missed', ({ state }) => state === atom.missed)
    return this.#typed('failed', ({ state }) => state === atom.failed)
  }

  #typed<Type extends Happening['type']>(
    type: Type,
    isMeant: (happening: Extract<Happening, { readonly type: Type }>) => boolean,
  ): Matches {
    const isTyped = (happening: Happening): happening is Extract<Happening, { readonly type: Type }> => happening.type === type
    return (happening) => isTyped(happening) && isMeant(happening)
  }

  #all(word: string): Matches {
    return ({ type }) => type === word
  }

  #entered(name: string): Matches {
    return this.#typed('entered', ({ state }) => state === name)
  }

  #transition({ transition: written, to }: Extract<Atom, { readonly transition: string }>): Matches {
    return this.#typed('entered', ({ state, transition, from, caller }) => {
      if (transition === null || from === null || (to !== undefined && state !== to)) return false
      const owner = caller ?? (this.#states.get(from)?.includes(transition) ? from : 'global')
      return written === transition || written === `${owner}.${transition}`
    })
  }

  #end(end: Extract<Atom, { readonly end: unknown }>['end']): Matches {
    const ends: readonly unknown[] = Array.isArray(end) ? end : [end]
    return this.#typed('end', ({ outcome, state }) => ends.includes(true) || ends.includes(outcome) || ends.includes(state))
  }
}

function isList(named: Of): named is readonly Atom[] {
  return Array.isArray(named)
}
