import * as v from 'valibot'
import { contextTestEntries } from '../../conditions/kinds/context/context-schema.js'
import { bySight, count, described, type EntriesOf, jsonObject, optional } from '../../conditions/schema-parts.js'
import type { DataTest } from '../properties/property.js'
import { LIMIT_NAMES, OUTCOME_NAMES, PROPERTY_WORDS } from '../properties/property-names.js'

/** What editors are told: what is wrong with a property is said by the rule of the flow's properties, which reads properties of files of their own too. */
const asRead = (published: v.GenericSchema): v.GenericSchema => bySight(published, () => v.unknown())

const stateName = described(v.string(), 'The name of a state; that of a called flow’s state is identity/pin.')

const testEntries = {
  data: described(v.string(), 'The dotted path of a value in the data.'),
  ...contextTestEntries,
} satisfies EntriesOf<DataTest>

const dataTest = v.strictObject(testEntries)

const endName = described(v.string(), `The name of a state, or an outcome: ${OUTCOME_NAMES.join(', ')}.`)

const atom = v.union([
  described(v.string(), `The name of a state that is entered, or a word: ${PROPERTY_WORDS.join(', ')}.`),
  v.strictObject({ state: described(stateName, 'The state is entered.') }),
  v.strictObject({
    transition: described(v.string(), 'A transition: ask.yes, global.human, an outcome verify.verified, or a bare name.'),
    to: optional(stateName, 'The state that it leads to.'),
  }),
  v.strictObject({ said: described(stateName, 'The state has spoken.') }),
  v.strictObject({ called: described(stateName, 'A model call has succeeded in the state.') }),
  v.strictObject({ worked: described(stateName, 'The state’s invoke is done.') }),
  v.strictObject({ missed: described(stateName, 'A message fires nothing in the state.') }),
  v.strictObject({ failed: described(stateName, 'A call fails in the state.') }),
  v.strictObject({ limit: described(v.picklist(LIMIT_NAMES), 'The limit is reached.') }),
  v.strictObject({
    end: described(v.union([v.literal(true), endName, v.array(endName)]), 'Any end, or ends of an outcome or in a state.'),
  }),
  v.strictObject({ event: described(v.string(), 'An event from outside is taken.') }),
  v.strictObject({ asked: described(v.string(), 'A field is asked for.') }),
  dataTest,
])

/** What a property names: one thing that happens, or any of several. */
export const happening = asRead(v.union([atom, v.array(atom)]))

const notes = {
  description: optional(v.string(), 'A note to people.'),
  fails: optional(v.picklist(['any', 'never']), 'Whether failed calls count as any other step, or not at all.'),
}

const after = optional(happening, 'It is stated from there on.')
const until = optional(happening, 'It is stated up to there.')
const within = optional(count(0), 'After so many messages of the user at most.')
const must = optional(v.literal(true), 'No talk may go round for ever without it.')

const statements: readonly v.ObjectEntries[] = [
  {
    never: described(happening, 'What never happens.'),
    after,
    until,
    before: optional(happening, 'It does not happen in what comes before this.'),
    again: optional(v.literal(true), 'Each one needs an "until" since the last.'),
  },
  {
    atMost: described(count(0), 'How often it happens at most.'),
    of: described(happening, 'What is counted.'),
    per: optional(happening, 'Counting begins anew at each.'),
  },
  { always: described(dataTest, 'A test that the data pass whenever something happens.'), after, until },
  // biome-ignore lint/suspicious/noThenProperty: it is a key of properties.
  { whenever: described(happening, 'What sets it off.'), then: described(happening, 'What follows before the talk ends.'), within, must },
  { eventually: described(happening, 'What happens before the talk ends.'), within, must },
  { alwaysCan: described(happening, 'What some talk leads to, from every moment.'), after },
]

/** A property of every talk in a flow. */
export const property = bySight(v.union(statements.map((entries) => v.strictObject({ ...entries, ...notes }))), () => jsonObject)
