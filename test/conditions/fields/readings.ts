import { stemmers } from 'talkchart/languages'
import type { FieldReading } from '../../../src/conditions/fields/field-reading.js'
import type { ReadableFields } from '../../../src/conditions/fields/field-source.js'
import { evaluators } from '../../../src/conditions/with-evaluators.js'

/** Thursday, 26 November 2026, noon in London. */
export const NOW = Date.UTC(2026, 10, 26, 12)

/** A message to be read for all of the fields. */
export function readingOf(fields: ReadableFields, text: string, options: Partial<FieldReading> = {}): FieldReading {
  return {
    fields,
    names: Object.keys(fields),
    text,
    data: {},
    at: NOW,
    language: 'en',
    timeZone: 'UTC',
    typos: false,
    stemmers,
    evaluators,
    ...options,
  }
}
