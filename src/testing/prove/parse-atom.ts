import type { ConversationFlow } from '../../definition/flow.js'
import { isRecord } from '../../diagnostics/json.js'
import { quote, quoteList } from '../../diagnostics/quote.js'
import { didYouMean } from '../../diagnostics/suggest.js'
import type { Happening, Matches } from './property.js'
import { PropertyError } from './property-error.js'

const WORDS: readonly Happening['type'][] = ['user', 'missed', 'failed', 'end']
const LIMITS = ['maxLoops', 'maxTurns', 'timeoutSeconds', 'budget']
const OUTCOMES = ['completed', 'limit', 'cancelled']
const KEYS = ['state', 'transition', 'to', 'missed', 'failed', 'limit', 'end']

/** What names in a property are looked up in. */
export interface Names {
  readonly property: string
  readonly flow: ConversationFlow
}

/**
 * Reads what a property names: one thing that happens, or any of several.
 *
 * @throws {PropertyError}
 */
export function parseOf(names: Names, key: string, of: unknown): Matches {
  const atoms: readonly unknown[] = Array.isArray(of) ? of : [of]
  if (atoms.length === 0) throw problem(names, 'empty-property', `\`${key}\` names nothing. Name a state, or what happens.`)
  const matches = atoms.map((atom) => parseAtom(names, key, atom))
  return (happening) => matches.some((isMeant) => isMeant(happening))
}

function parseAtom(names: Names, key: string, atom: unknown): Matches {
  if (typeof atom === 'string') return bare(names, key, atom)
  if (!isRecord(atom))
    throw problem(
      names,
      'invalid-property',
      `\`${key}\` is ${quote(atom)}. Write the name of a state, or an object like { transition: 'ask.yes' }.`,
    )
  const keys = Object.keys(atom)
  const unknown = keys.find((found) => !KEYS.includes(found))
  if (unknown !== undefined) {
    throw problem(names, 'unsupported-atom', `\`${key}\` looks at ${quote(unknown)}, which can not be looked at. Write ${quoteList(KEYS)}.`)
  }
  const [first = ''] = keys.filter((found) => found !== 'to')
  if (keys.length !== ('to' in atom ? 2 : 1) || ('to' in atom && first !== 'transition')) {
    throw problem(names, 'invalid-property', `\`${key}\` is ${quote(atom)}. Name one thing; only a transition may have \`to\` beside it.`)
  }
  return named(names, key, first, atom)
}

function named(names: Names, key: string, kind: string, atom: Readonly<Record<string, unknown>>): Matches {
  const value = atom[kind]
  if (kind === 'end') return end(names, key, value)
  if (typeof value !== 'string') throw problem(names, 'invalid-property', `\`${key}.${kind}\` is ${quote(value)}. Write a name.`)
  if (kind === 'limit') {
    if (!LIMITS.includes(value)) throw unknownName(names, 'unknown-limit', `${key}.limit`, value, LIMITS)
    return (happening) => happening.type === 'limit' && happening.limit === value
  }
  if (kind === 'transition') return transition(names, key, value, atom.to)
  const state = stateName(names, `${key}.${kind}`, value)
  if (kind === 'state') return (happening) => happening.type === 'entered' && happening.state === state
  return (happening) => happening.type === kind && 'state' in happening && happening.state === state
}

function bare(names: Names, key: string, word: string): Matches {
  const type = WORDS.find((known) => known === word)
  if (type === undefined) {
    const state = stateName(names, key, word)
    return (happening) => happening.type === 'entered' && happening.state === state
  }
  if (Object.hasOwn(names.flow.states, word)) {
    throw problem(
      names,
      'ambiguous-atom',
      `\`${key}\` is ${quote(word)}, a state and a word. Write { state: ${quote(word)} } for the state.`,
    )
  }
  return (happening) => happening.type === type
}

function transition(names: Names, key: string, written: string, to: unknown): Matches {
  const { states, globalTransitions = {} } = names.flow
  const own = (state: string): readonly string[] => (Object.hasOwn(states, state) ? Object.keys(states[state]?.transitions ?? {}) : [])
  const globals = Object.keys(globalTransitions)
  const known = [
    ...Object.keys(states).flatMap((state) => own(state).flatMap((name) => [name, `${state}.${name}`])),
    ...globals.flatMap((name) => [name, `global.${name}`]),
  ]
  if (!known.includes(written)) throw unknownName(names, 'unknown-transition', `${key}.transition`, written, [...new Set(known)])
  const target = to === undefined ? undefined : stateName(names, `${key}.to`, to)
  return (happening) => {
    if (happening.type !== 'entered' || happening.transition === null || happening.from === null) return false
    if (target !== undefined && happening.state !== target) return false
    const { from, transition: name } = happening
    return written === name || written === (own(from).includes(name) ? `${from}.${name}` : `global.${name}`)
  }
}

function end(names: Names, key: string, value: unknown): Matches {
  if (value === true) return (happening) => happening.type === 'end'
  const ends: readonly unknown[] = Array.isArray(value) ? value : [value]
  if (ends.length === 0) throw problem(names, 'empty-property', `\`${key}.end\` names nothing. Write true for any end.`)
  for (const each of ends) if (typeof each !== 'string' || !OUTCOMES.includes(each)) stateName(names, `${key}.end`, each)
  return (happening) => happening.type === 'end' && (ends.includes(happening.outcome) || ends.includes(happening.state))
}

function stateName(names: Names, place: string, name: unknown): string {
  const states = Object.keys(names.flow.states)
  if (typeof name === 'string' && states.includes(name)) return name
  throw unknownName(names, 'unknown-state', place, name, states)
}

function unknownName(names: Names, code: string, place: string, found: unknown, known: readonly string[]): PropertyError {
  const meant = typeof found === 'string' ? didYouMean(found, known) : undefined
  return problem(
    names,
    code,
    `\`${place}\` is ${quote(found)}, which the flow ${quote(names.flow.name)} does not have.${meant === undefined ? '' : ` ${meant}`}`,
  )
}

/** An error that names the property. */
export function problem({ property }: Names, code: string, message: string): PropertyError {
  return new PropertyError(code, property, `The property ${quote(property)}: ${message}`)
}
