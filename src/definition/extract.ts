import type { JsonObject } from '../diagnostics/json.js'
import { withExtractEvaluator } from './extract-evaluator.js'
import type { Extract } from './flow.js'

type Described = Pick<Extract, 'from' | 'prompt'>

/** Says at least what is looked for (`fields` or `schema`) or how to find it (`run`). */
export type ExtractOptions =
  | (Described & Required<Pick<Extract, 'fields'>> & Pick<Extract, 'schema' | 'run'>)
  | (Described & Required<Pick<Extract, 'schema'>> & Pick<Extract, 'fields' | 'run'>)
  | (Described & Required<Pick<Extract, 'run'>> & Pick<Extract, 'fields' | 'schema'>)

/**
 * Returns data to be pulled out of a message and merged into the conversation's data: by the model, which is told the `fields` or the
 * `schema`, or by your own `run`. What comes out is checked against the schema.
 *
 * @example extract({ fields: { orderNumber: { type: 'string', description: 'Eight digits' } } })
 */
export function extract<Field extends string>(
  options: Described & Pick<Extract, 'run'> & { readonly fields: Readonly<Record<Field, JsonObject>>; readonly schema?: never },
): Extract<Field>
export function extract(options: ExtractOptions): Extract
export function extract(options: ExtractOptions): Extract {
  return withExtractEvaluator({ type: 'extract', ...options })
}
