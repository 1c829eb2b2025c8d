import type { ConversationFlow } from '../../definition/flow.js'
import { type Automaton, automatonOf } from './automaton.js'
import type { Of, Property } from './property.js'

/** Something that has to happen for a property to say anything. */
export interface Premise {
  /** The key under which the property names it. */
  readonly key: string
  /** Breaks when it happens. */
  readonly automaton: Automaton
}

/**
 * Returns what has to happen for a property to say anything. What is forbidden altogether is none: that it does not happen is what is stated.
 *
 * @param flow an unfolded flow, in which the property has no problem
 */
export function premisesOf(flow: ConversationFlow, property: Property): readonly Premise[] {
  return namedIn(property).flatMap(([key, named]) => (named === undefined ? [] : [{ key, automaton: automatonOf(flow, { never: named }) }]))
}

function namedIn(property: Property): readonly (readonly [key: string, named: Of | undefined])[] {
  if ('never' in property) {
    const { never, after, before, until } = property
    const isScoped = after !== undefined || before !== undefined || until !== undefined
    return [
      ['never', isScoped ? never : undefined],
      ['after', after],
      ['before', before],
    ]
  }
  if ('atMost' in property) return [['of', property.atMost === 0 ? undefined : property.of]]
  if ('whenever' in property) return [['whenever', property.whenever]]
  return 'eventually' in property ? [] : [['after', property.after]]
}
