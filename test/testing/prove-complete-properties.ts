// biome-ignore-all lint/suspicious/noThenProperty: it is a key of properties
import type { ConversationFlow } from 'talkchart'
import type { Property } from 'talkchart/testing'

/** Properties of each kind, of states and of ways that the flow has. */
export function propertiesOf({ states }: ConversationFlow): Readonly<Record<string, Property>> {
  const names = Object.keys(states)
  const pairs = names.flatMap((state, position) =>
    [1, 2].map((step) => ({ state, other: names[(position + step) % names.length] ?? state })),
  )
  const ways = Object.entries(states).flatMap(([name, { transitions = {} }]) => Object.keys(transitions).map((way) => `${name}.${way}`))
  const listed: readonly Property[] = [
    { never: { end: 'limit' } },
    { never: { limit: 'maxLoops' }, until: { limit: 'maxTurns' } },
    { atMost: 1, of: 'called' },
    { never: { limit: 'budget' }, until: 'called' },
    { atMost: 2, of: 'user' },
    { atMost: 1, of: 'said', per: 'user' },
    { atMost: 1, of: 'missed' },
    { eventually: 'end', must: true },
    { alwaysCan: 'end' },
    ...ways.map((transition): Property => ({ never: { transition } })),
    ...names.flatMap((state): readonly Property[] => [
      { never: { state } },
      { atMost: 1, of: { state } },
      { atMost: 1, of: { said: state } },
      { never: { called: state } },
      { alwaysCan: { state } },
      { whenever: { missed: state }, then: { end: true }, must: true },
    ]),
    ...pairs.flatMap(({ state, other }): readonly Property[] => [
      { never: { state }, until: { state: other } },
      { never: { state }, until: { state: other }, again: true },
      { never: { state }, after: { state: other } },
      { never: { state }, before: { state: other } },
      { whenever: { state }, then: [{ state: other }, 'failed'], within: 1 },
      { whenever: { state }, then: { state: other }, must: true },
      { alwaysCan: [{ state: other }, { end: true }], after: { state } },
    ]),
  ]
  return Object.fromEntries(listed.map((property, position) => [String(position), property]))
}
