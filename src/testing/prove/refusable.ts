import { ANNOTATIONS } from '../../conditions/fields/check-value.js'
import { type ReadableField, type ReadableFields, schemaOf, sourceKindOf } from '../../conditions/fields/field-source.js'
import { judge } from '../../conditions/fields/read-fields.js'

/** Returns the fields of which a message may tell a value that does not fit. */
export function refusableIn(fields: ReadableFields): ReadonlySet<string> {
  return new Set(Object.entries(fields).flatMap(([name, field]) => (fitsAlways(field) ? [] : [name])))
}

/** Whether whatever its source reads fits. What a model tells may be anything, and a number may be beyond what is kept. */
function fitsAlways(field: ReadableField): boolean {
  const { from = 'model' } = field
  const kind = sourceKindOf(field)
  if (kind === 'model' || kind === 'number') return false
  if (typeof from === 'object' && 'choices' in from) return Object.keys(from.choices).every((choice) => fits(field, choice))
  const { type, ...others } = schemaOf(field)
  return type === 'string' && Object.keys(others).every((keyword) => ANNOTATIONS.includes(keyword))
}

function fits(field: ReadableField, choice: string): boolean {
  return Object.hasOwn(judge({ fields: { field } }, new Map([['field', choice]])).valid, 'field')
}
