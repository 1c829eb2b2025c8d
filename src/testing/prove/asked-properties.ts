import type { ConversationFlow } from '../../definition/flow.js'
import type { StandardProperty } from '../../definition/properties/property.js'
import { STANDARD_PROPERTIES } from '../../definition/properties/property-names.js'
import { quote } from '../../diagnostics/quote.js'
import { didYouMean } from '../../diagnostics/suggest.js'
import { TalkchartError } from '../../diagnostics/talkchart-error.js'
import type { Property } from './property.js'

/** A property that a flow is asked. */
export interface AskedProperty {
  readonly name: string
  readonly property: Property
  /** How much it counts: those that nobody wrote or listed are asked for information only. */
  readonly severity: 'error' | 'info'
  /** The flow's metadata allows that it does not hold. */
  readonly known: boolean
}

/** What stands between the name of a property that is asked of each state, and the state. */
const OF = ': '

/**
 * Lists what a flow is asked: its own properties and further ones, those that it lists in `prove`, and, where it has none of its own, all that
 * every flow may be asked. `only` may name any of these.
 *
 * @param flow an unfolded flow
 * @throws {TalkchartError} `unknown-property` where `only` names none of them
 */
export function askedProperties(
  flow: ConversationFlow,
  { properties = {}, only }: { readonly properties?: Readonly<Record<string, Property>>; readonly only?: readonly string[] },
): readonly AskedProperty[] {
  const written = { ...flow.properties, ...properties }
  const { prove: listed = [], metadata } = flow
  const isAskedAll = only !== undefined || Object.keys(written).length === 0
  const asked = isAskedAll ? STANDARD_PROPERTIES : STANDARD_PROPERTIES.filter((name) => listed.includes(name))
  const standard = asked
    .filter((name) => !Object.hasOwn(written, name))
    .flatMap((name) => standardProperties(flow, name).map((each) => ({ ...each, isCounted: listed.includes(name) })))
  const all = [...Object.entries(written).map(([name, property]) => ({ name, property, isCounted: true })), ...standard]
  const known = new Set(metadata?.allow?.flatMap((code) => allowedName(code) ?? []))
  const chosen = only === undefined ? all : only.flatMap((name) => namedSo(name, all))
  return chosen.map(({ name, property, isCounted }) => {
    return { name, property, severity: isCounted ? 'error' : 'info', known: [name, familyOf(name)].some((each) => known.has(each)) }
  })
}

/** Returns the name of the property that an entry of `metadata.allow` allows not to hold. */
export function allowedName(code: string): string | undefined {
  return code.startsWith('property:') ? code.slice('property:'.length) : undefined
}

/** Tells whether it is a question whose answer is bad when it is proved: a state that no talk enters. */
export function isNeverEntered({ name }: { readonly name: string }): boolean {
  return name.startsWith(`never-entered${OF}`)
}

interface Named {
  readonly name: string
  readonly property: Property
}

function familyOf(name: string): string {
  return isNeverEntered({ name }) ? 'never-entered' : name
}

function namedSo<Asked extends Named>(name: string, all: readonly Asked[]): readonly Asked[] {
  const found = all.filter((asked) => asked.name === name || familyOf(asked.name) === name)
  if (found.length > 0) return found
  const meant = didYouMean(name, [...new Set(all.flatMap((asked) => [asked.name, familyOf(asked.name)]))])
  throw new TalkchartError('unknown-property', `There is no property ${quote(name)}.${meant === undefined ? '' : ` ${meant}`}`)
}

/** Names nothing that a state of this name would make ambiguous. */
function standardProperties({ states }: ConversationFlow, name: StandardProperty): readonly Named[] {
  switch (name) {
    case 'can-always-finish':
      return [{ name, property: { alwaysCan: { end: true } } }]
    case 'must-finish':
      return [{ name, property: { eventually: { end: true }, must: true } }]
    case 'one-line-at-a-time':
      if (['said', 'user'].some((word) => Object.hasOwn(states, word))) return []
      return [{ name, property: { atMost: 1, of: 'said', per: 'user' } }]
    case 'never-entered':
      return Object.keys(states).map((state) => ({ name: `${name}${OF}${state}`, property: { never: { state } } }))
  }
}
