import { Validator } from '@cfworker/json-schema'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { JsonValue } from '../../src/diagnostics/json.js'
import { repairAnswer } from '../../src/model/repair-answer.js'

const schema = {
  type: 'object',
  properties: {
    sure: { type: 'string', enum: ['yes', 'no'] },
    next: { type: ['string', 'null'], enum: ['oven', 'counter', null] },
    people: { type: 'integer', maximum: 8 },
    rooms: { type: 'array', items: { anyOf: [{ type: 'number' }, { type: 'null' }] } },
    open: { type: 'object' },
  },
  additionalProperties: false,
}

it.each([
  [{ sure: ' YES ' }, { sure: 'yes' }],
  [{ sure: 'yes, but' }, { sure: 'yes, but' }],
  [{ next: 'Null' }, { next: null }],
  [{ rooms: ['2', 3, null, 'x'] }, { rooms: [2, 3, null, 'x'] }],
  [{ open: { any: '2' } }, { open: { any: '2' } }],
  ['yes', 'yes'],
])('repairs %j to %j', (value, repaired) => {
  expect(repairAnswer(value, schema)).toEqual(repaired)
})

const choice = fc.constantFrom('yes', 'no', 'Yes', 'oven', 'null', '2', '2.5', 'true', '')
const scalar = fc.oneof(choice, fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null))
const answer: fc.Arbitrary<JsonValue> = fc.record(
  {
    sure: scalar,
    next: scalar,
    people: scalar,
    rooms: fc.oneof(scalar, fc.array(scalar)),
    open: fc.dictionary(fc.string(), scalar),
    extra: scalar,
  },
  { requiredKeys: [] },
)

it('leaves alone what fits, and is done after one time', () => {
  const fits = (value: unknown) => new Validator(JSON.parse(JSON.stringify(schema)), '2020-12', false).validate(value).valid
  fc.assert(
    fc.property(answer, (value) => {
      const repaired = repairAnswer(value, schema)
      if (fits(value)) expect(repaired).toEqual(value)
      expect(repairAnswer(repaired, schema)).toEqual(repaired)
    }),
  )
})
