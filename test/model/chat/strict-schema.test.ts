import { Validator } from '@cfworker/json-schema'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JsonObject, JsonValue } from '../../../src/diagnostics/json.js'
import { toStrictSchema } from '../../../src/model/chat/strict-schema.js'
import { withoutAddedNulls } from '../../../src/model/chat/without-added-nulls.js'

describe('toStrictSchema', () => {
  it('closes objects, requires every property, and lets optional ones be null', () => {
    const schema = { type: 'object', properties: { name: { type: 'string' }, age: { type: ['integer', 'null'] } }, required: ['name'] }
    expect(toStrictSchema(schema)).toEqual({ ...schema, required: ['name', 'age'], additionalProperties: false })
    expect(toStrictSchema({ type: 'object', properties: { name: { type: 'string' } } })).toEqual({
      type: 'object',
      properties: { name: { anyOf: [{ type: 'string' }, { type: 'null' }] } },
      required: ['name'],
      additionalProperties: false,
    })
  })

  it('gives enums and constants the type that strict servers ask for', () => {
    expect(toStrictSchema({ enum: ['a', null] })).toEqual({ type: ['string', 'null'], enum: ['a', null] })
    expect(toStrictSchema({ const: 3 })).toEqual({ type: 'number', enum: [3] })
  })

  it('moves what strict servers refuse into the description', () => {
    expect(toStrictSchema({ type: 'string', description: 'A postcode.', minLength: 5, pattern: '^\\d+$' })).toEqual({
      type: 'string',
      pattern: '^\\d+$',
      description: 'A postcode. Must also fit the JSON Schema {"minLength":5}.',
    })
  })

  it('turns oneOf into anyOf', () => {
    expect(toStrictSchema({ oneOf: [{ type: 'string' }, { type: 'boolean' }] })).toEqual({
      anyOf: [{ type: 'string' }, { type: 'boolean' }],
    })
  })

  it.each<[string, JsonObject]>([
    ['an open object', { type: 'object', additionalProperties: { type: 'string' } }],
    ['an object of anything', { type: 'object' }],
    ['a list of anything', { type: 'array' }],
    ['a reference', { $ref: '#/$defs/order' }],
    ['anything', {}],
    ['one of these deep inside', { type: 'array', items: { anyOf: [{ type: 'object', properties: { a: {} } }] } }],
  ])('does not pretend that the subset can say %s', (_case, schema) => {
    expect(toStrictSchema(schema)).toBeUndefined()
  })
})

interface Sample {
  readonly schema: JsonObject
  /** A value that fits the schema. */
  readonly value: JsonValue
  /** The same as a strict server answers it. */
  readonly strictValue: JsonValue
}

const leaf: fc.Arbitrary<Sample> = fc.oneof(
  fc.string().map((text) => same({ type: 'string' }, text)),
  fc.integer().map((count) => same({ type: 'integer' }, count)),
  fc.constant(same({ type: ['string', 'null'] }, null)),
  fc.constantFrom('yes', 'no').map((choice) => same({ enum: ['yes', 'no'] }, choice)),
)

const { sample } = fc.letrec<{ sample: Sample }>((tie) => ({
  sample: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    tie('sample').map(({ schema, value, strictValue }) => ({
      schema: { type: 'array', items: schema },
      value: [value, value],
      strictValue: [strictValue, strictValue],
    })),
    fc
      .dictionary(
        fc.constantFrom('a', 'b', 'c'),
        fc.record({ of: tie('sample'), presence: fc.constantFrom('required', 'given', 'absent') }),
      )
      .map(objectOf),
  ),
}))

function same(schema: JsonObject, value: JsonValue): Sample {
  return { schema, value, strictValue: value }
}

function objectOf(properties: Record<string, { of: Sample; presence: string }>): Sample {
  const entries = Object.entries(properties)
  // Null for an optional property that may be null says the same as nothing; no value could be told apart.
  const present = entries.filter(([, { presence }]) => presence !== 'absent')
  const absent = entries.filter(([, { of, presence }]) => presence === 'absent' && !takesNull(of.schema))
  return {
    schema: {
      type: 'object',
      properties: Object.fromEntries([...present, ...absent].map(([name, { of }]) => [name, of.schema])),
      required: entries.filter(([, { presence }]) => presence === 'required').map(([name]) => name),
    },
    value: Object.fromEntries(present.map(([name, { of }]) => [name, of.value])),
    strictValue: Object.fromEntries([
      ...present.map(([name, { of }]) => [name, of.strictValue] as const),
      ...absent.map(([name]) => [name, null] as const),
    ]),
  }
}

function takesNull(schema: JsonObject): boolean {
  return new Validator(schema).validate(null).valid
}

it('takes every value of the original schema, and gives it back', () => {
  fc.assert(
    fc.property(sample, ({ schema, value, strictValue }) => {
      const strict = toStrictSchema(schema)
      expect(strict).toBeDefined()
      expect(new Validator(schema).validate(value).valid).toBe(true)
      expect(new Validator(strict ?? {}).validate(strictValue).valid).toBe(true)
      expect(withoutAddedNulls(strictValue, schema)).toEqual(value)
    }),
  )
})
